import { Checkbox, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { use } from 'react';
import { api, given, type Schema, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { serviceAccountQuery } from '../service-accounts/queries.ts';
import { ShowKey } from './show-key.ts';

const ownRoute = getRouteApi('/o/$organization/api-keys/new');
const robotsRoute = getRouteApi('/o/$organization/api-keys/new/$holder');

const scopes = [
  { value: 'check', label: 'check', description: 'ask about access, verify keys' },
  { value: 'read', label: 'read', description: 'read everything that the holder may' },
  { value: 'write', label: 'write', description: 'everything else that the holder may' },
] as const;
const lives = [
  { value: 'policy', label: 'As the policy says' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: 'never', label: 'It never ends' },
] as const;

interface Values extends Record<string, unknown> {
  name: string;
  holderId: string | null;
  scopes: string[];
  lives: (typeof lives)[number]['value'];
}

/** One's own key, or an admin's for a service account. */
export function NewKeyForm() {
  const { organization } = ownRoute.useParams();
  return <KeyForm organization={organization} />;
}

export function NewKeyOfServiceAccountForm() {
  const { organization, holder } = robotsRoute.useParams();
  const { data } = useSuspenseQuery(serviceAccountQuery(organization, holder));
  return <KeyForm organization={organization} holder={data} />;
}

function KeyForm({ organization, holder }: { organization: string; holder?: { id: string; name: string } }) {
  const show = use(ShowKey);
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const isAdmin = data.caller.role === 'admin';
  const form = useForm<Values>({
    initialValues: { name: '', holderId: holder?.id ?? null, scopes: ['read'], lives: 'policy' },
    validate: {
      name: needed('Say what it is for'),
      scopes: (chosen) => (chosen.length > 0 ? null : 'Choose at least one'),
    },
  });
  return (
    <SideForm
      title={holder === undefined ? 'New API key' : `New API key of ${holder.name}`}
      says="It can do no more than its holder. It is shown once: have the place ready where it belongs."
      form={form}
      submitLabel="Create"
      send={async (values, header) => {
        const made = await take(
          api.POST('/v1/organizations/{organization}/api-keys', {
            params: { path: { organization }, header },
            body: bodyOf(values),
          }),
        );
        show({ name: made.name, key: made.key });
      }}
      done="The key is made"
      back={paths.apiKeys(organization)}
    >
      <TextInput
        label="Name"
        description="What it is for, and where it is"
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
      />
      {isAdmin && (
        <MemberSelect
          organization={organization}
          label="Service account"
          description="Whose it is; empty: your own"
          kind="service_account"
          chosen={holder}
          value={form.values.holderId}
          onChange={(holderId) => form.setFieldValue('holderId', holderId)}
          error={form.errors['holderId']}
        />
      )}
      <Checkbox.Group label="May" {...form.getInputProps('scopes')}>
        <Stack gap="xs" mt="xs">
          {scopes.map((scope) => (
            <Checkbox key={scope.value} {...scope} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Select label="Ends after" allowDeselect={false} data={lives} {...form.getInputProps('lives')} />
    </SideForm>
  );
}

function bodyOf({ name, holderId, scopes: chosen, lives: long }: Values): Schema<'CreateApiKey'> {
  const days = Number(long);
  const end = Number.isNaN(days) ? undefined : new Date(Date.now() + days * 86_400_000).toISOString();
  const expiresAt = long === 'never' ? { expiresAt: null } : given({ expiresAt: end });
  return {
    name: name.trim(),
    scopes: chosen as Schema<'ApiKeyScope'>[],
    ...given({ holderId: holderId ?? undefined }),
    ...expiresAt,
  };
}
