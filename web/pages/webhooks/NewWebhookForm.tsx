import { useForm } from '@mantine/form';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { useShowSecret } from './shown-secret.ts';
import { WebhookFields, webhookRules, type WebhookValues } from './WebhookFields.tsx';

const route = getRouteApi('/o/$organization/webhooks/new');

/** Sends events, from now on, to an address; its secret is shown once. */
export function NewWebhookForm() {
  const { organization } = route.useParams();
  const show = useShowSecret();
  const form = useForm<WebhookValues>({
    initialValues: { url: '', description: '', eventTypes: [] },
    validate: webhookRules,
  });
  return (
    <SideForm
      title="New webhook"
      says="It hears of everything that happens from now on, in order. The secret with which to check its signatures is shown once, next."
      form={form}
      submitLabel="Create"
      send={async ({ url, description, eventTypes }, header) => {
        const params = { path: { organization }, header };
        const body = { url: url.trim(), description, eventTypes };
        const made = await take(api.POST('/v1/organizations/{organization}/webhooks', { params, body }));
        show({ name: made.description, key: made.secret });
        return made;
      }}
      done="The webhook is there"
      back={paths.webhooks(organization)}
    >
      <WebhookFields form={form} />
    </SideForm>
  );
}
