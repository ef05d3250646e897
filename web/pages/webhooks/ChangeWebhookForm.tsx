import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { webhookQuery } from './queries.ts';
import { WebhookFields, webhookRules, type WebhookValues } from './WebhookFields.tsx';

const route = getRouteApi('/o/$organization/webhooks/$webhook/change');

export function ChangeWebhookForm() {
  const { organization, webhook } = route.useParams();
  const { data } = useSuspenseQuery(webhookQuery(organization, webhook));
  const { url, description, eventTypes } = data;
  const form = useForm<WebhookValues>({ initialValues: { url, description, eventTypes }, validate: webhookRules });
  return (
    <SideForm
      title={`Change ${description}`}
      says="At another address it begins with the event that is next: nothing is lost, and nothing is sent twice."
      form={form}
      submitLabel="Change"
      send={(values, header) =>
        take(
          api.POST('/v1/organizations/{organization}/webhooks/{webhook}/change', {
            params: { path: { organization, webhook }, header },
            body: { ...values, url: values.url.trim() },
          }),
        )
      }
      done="The webhook is changed"
      back={paths.webhook(organization, webhook)}
    >
      <WebhookFields form={form} />
    </SideForm>
  );
}
