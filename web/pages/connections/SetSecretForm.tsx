import { PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { connectionQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/connections/$connection/set-secret');

/** A new version: everybody's knowledge of the one before ends with it. */
export function SetSecretForm() {
  const { organization, connection } = route.useParams();
  const { data } = useSuspenseQuery(connectionQuery(organization, connection));
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { secret: '' },
    validate: { secret: (secret) => (secret === '' ? 'Enter the secret' : null) },
  });
  return (
    <SideForm
      title={`Set the secret of ${data.name}`}
      says="Change it at the provider first. The version before ends here at once, is kept, and can be revealed by its number."
      form={form}
      submitLabel="Set the secret"
      send={({ secret }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/connections/{connection}/set-secret', {
            params: { path: { organization, connection }, header },
            body: { secret },
          }),
        )
      }
      done="The secret is set"
      back={paths.connection(organization, connection)}
    >
      <PasswordInput
        key={form.key('secret')}
        label="Secret"
        withAsterisk
        autoComplete="off"
        data-autofocus
        visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
        {...form.getInputProps('secret')}
      />
    </SideForm>
  );
}
