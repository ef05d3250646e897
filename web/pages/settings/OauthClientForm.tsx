import { PasswordInput, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, given, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { oauthClientsQuery } from './OauthClients.tsx';

const route = getRouteApi('/o/$organization/settings/oauth-client/$provider');

/** A new one (`new`), or the one of a provider. */
export function OauthClientForm() {
  const { organization, provider } = route.useParams();
  const { data } = useSuspenseQuery(oauthClientsQuery(organization));
  const set = data.items.find((client) => client.provider === provider);
  const form = useForm({
    initialValues: {
      provider: set?.provider ?? '',
      clientId: set?.clientId ?? '',
      clientSecret: '',
      scopes: set?.scopes ?? [],
      issuer: set?.issuer ?? '',
      authorizationEndpoint: set?.authorizationEndpoint ?? '',
      tokenEndpoint: set?.tokenEndpoint ?? '',
      revocationEndpoint: set?.revocationEndpoint ?? '',
    },
    validate: {
      provider: needed('Enter the provider, as the connections call it'),
      clientId: needed('Enter the client id'),
      scopes: (scopes: string[]) => (scopes.length === 0 ? 'Enter at least one scope' : null),
    },
  });
  const known = data.providers.find(({ name }) => name === form.values.provider.trim().toLowerCase());
  const endpoint = (name: 'authorizationEndpoint' | 'tokenEndpoint' | 'revocationEndpoint') =>
    known?.[name] ?? 'https://';
  return (
    <SideForm
      title={set === undefined ? 'Set an OAuth client' : `Change the OAuth client for ${set.provider}`}
      says={`It is the client that the host’s product has at the provider. Register ${data.redirectUris}${encodeURIComponent(form.values.provider.trim().toLowerCase() || 'provider')} with it as a redirect address.`}
      form={form}
      submitLabel="Set the client"
      send={({ provider: name, clientId, scopes, ...rest }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/oauth-clients', {
            params: { path: { organization }, header },
            body: { provider: name.trim(), clientId: clientId.trim(), scopes, ...given(rest) },
          }),
        )
      }
      done="The OAuth client is set"
      back={paths.settings(organization)}
    >
      <TextInput
        label="Provider"
        description={`As the connections call it. Endpoints are known of ${data.providers.map(({ title }) => title).join(', ')}`}
        withAsterisk
        readOnly={set !== undefined}
        data-autofocus
        {...form.getInputProps('provider')}
      />
      <TextInput label="Client id" withAsterisk autoComplete="off" {...form.getInputProps('clientId')} />
      <PasswordInput
        label="Client secret"
        description={set?.hasSecret ? 'Left empty: as it is' : 'Left empty: a public client, which has none'}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
        {...form.getInputProps('clientSecret')}
      />
      <TagsInput
        label="Scopes"
        description="All that the connections need; who allows less is asked again"
        withAsterisk
        {...form.getInputProps('scopes')}
      />
      <TextInput
        label="Issuer"
        description="Whose ID tokens are believed: needed with the scope openid, which says as whom someone consented"
        {...form.getInputProps('issuer')}
      />
      <TextInput
        label="Authorization endpoint"
        placeholder={endpoint('authorizationEndpoint')}
        {...form.getInputProps('authorizationEndpoint')}
      />
      <TextInput
        label="Token endpoint"
        placeholder={endpoint('tokenEndpoint')}
        {...form.getInputProps('tokenEndpoint')}
      />
      <TextInput
        label="Revocation endpoint"
        description="RFC 7009, where the provider has one"
        placeholder={endpoint('revocationEndpoint')}
        {...form.getInputProps('revocationEndpoint')}
      />
    </SideForm>
  );
}
