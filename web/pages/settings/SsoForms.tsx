import { PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { ssoQuery } from './Sso.tsx';

const set = getRouteApi('/o/$organization/settings/sso');
const rename = getRouteApi('/o/$organization/settings/sso/rename');
const changeSecret = getRouteApi('/o/$organization/settings/sso/change-secret');

export function SetSsoForm() {
  const { organization } = set.useParams();
  const { data } = useSuspenseQuery(ssoQuery(organization));
  const form = useForm({
    initialValues: { name: '', issuer: '', clientId: '', clientSecret: '' },
    validate: {
      name: needed('Enter what the button says'),
      issuer: needed('Enter the issuer'),
      clientId: needed('Enter the client id'),
      clientSecret: needed('Enter the client’s secret'),
    },
  });
  return (
    <SideForm
      title="Set up SSO"
      says={`Register Doorward at your provider (OpenID Connect) as a web client with a secret, and ${data.redirectUri} as its redirect address. Nothing is enforced by this.`}
      form={form}
      submitLabel="Set up"
      send={({ name, issuer, clientId, clientSecret }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/sso-connections', {
            params: { path: { organization }, header },
            body: { name: name.trim(), issuer: issuer.trim(), clientId: clientId.trim(), clientSecret },
          }),
        )
      }
      done="SSO is set up: try it"
      back={paths.settings(organization)}
    >
      <TextInput
        label="Name on the button"
        description="Sign in with …"
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput
        label="Issuer"
        description="As the provider’s discovery document has it"
        placeholder="https://"
        withAsterisk
        {...form.getInputProps('issuer')}
      />
      <TextInput label="Client id" withAsterisk autoComplete="off" {...form.getInputProps('clientId')} />
      <SecretInput {...form.getInputProps('clientSecret')} />
    </SideForm>
  );
}

/** The connection that the forms below are about: without one there is nothing to change. */
function useConnection(organization: string) {
  const { data } = useSuspenseQuery(ssoQuery(organization));
  const [connection] = data.items;
  return { name: connection?.name ?? '', path: { organization, ssoConnection: connection?.id ?? '' } };
}

export function RenameSsoForm() {
  const { organization } = rename.useParams();
  const { name, path } = useConnection(organization);
  const form = useForm({ initialValues: { name }, validate: { name: needed('Enter what the button says') } });
  return (
    <SideForm
      title="Change the name on the button"
      form={form}
      submitLabel="Change the name"
      send={({ name: changed }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/sso-connections/{ssoConnection}/rename', {
            params: { path, header },
            body: { name: changed.trim() },
          }),
        )
      }
      done="The name is changed"
      back={paths.settings(organization)}
    >
      <TextInput
        label="Name on the button"
        description="Sign in with …"
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
      />
    </SideForm>
  );
}

export function SsoSecretForm() {
  const { organization } = changeSecret.useParams();
  const { path } = useConnection(organization);
  const form = useForm({
    initialValues: { clientSecret: '' },
    validate: { clientSecret: needed('Enter the client’s secret') },
  });
  return (
    <SideForm
      title="Change the client’s secret"
      says="Try the sign-in afterwards: a wrong secret lets nobody in."
      form={form}
      submitLabel="Change the secret"
      send={({ clientSecret }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/sso-connections/{ssoConnection}/change-secret', {
            params: { path, header },
            body: { clientSecret },
          }),
        )
      }
      done="The secret is changed"
      back={paths.settings(organization)}
    >
      <SecretInput data-autofocus {...form.getInputProps('clientSecret')} />
    </SideForm>
  );
}

function SecretInput(props: Partial<Parameters<typeof PasswordInput>[0]>) {
  return (
    <PasswordInput
      label="Client secret"
      withAsterisk
      autoComplete="off"
      visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
      {...props}
    />
  );
}
