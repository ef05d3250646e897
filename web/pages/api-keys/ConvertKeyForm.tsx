import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { apiKeyQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/api-keys/$key/convert');

interface Values extends Record<string, unknown> {
  serviceAccountId: string | null;
}

/** The same key goes on for a service account, so that nothing stops when its holder leaves. */
export function ConvertKeyForm() {
  const { organization, key } = route.useParams();
  const { data } = useSuspenseQuery(apiKeyQuery(organization, key));
  const form = useForm<Values>({
    initialValues: { serviceAccountId: null },
    validate: { serviceAccountId: (chosen) => (chosen === null ? 'Choose a service account' : null) },
  });
  return (
    <SideForm
      title={`Make ${data.name} a service account’s`}
      says={`The same secret goes on working. ${data.holder.name} still knows it, so it is rotated when they leave. The service account’s role may not be higher than theirs.`}
      form={form}
      submitLabel="Convert"
      send={({ serviceAccountId }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/api-keys/{key}/convert', {
            params: { path: { organization, key }, header },
            body: { serviceAccountId: serviceAccountId ?? '' },
          }),
        )
      }
      done="The key is the service account’s now"
      back={paths.apiKeys(organization)}
    >
      <MemberSelect
        organization={organization}
        label="Service account"
        kind="service_account"
        required
        value={form.values.serviceAccountId}
        onChange={(serviceAccountId) => form.setFieldValue('serviceAccountId', serviceAccountId)}
        error={form.errors['serviceAccountId']}
        autoFocus
      />
    </SideForm>
  );
}
