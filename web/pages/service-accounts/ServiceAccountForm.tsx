import { Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, given, type Schema, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { serviceAccountQuery } from './queries.ts';

const newRoute = getRouteApi('/o/$organization/service-accounts/new');
const changeRoute = getRouteApi('/o/$organization/service-accounts/$serviceAccount/change');

interface Values extends Record<string, unknown> {
  name: string;
  purpose: string;
  sponsorId: string | null;
  role: Schema<'OrgRole'>;
}

function useAccount(initialValues: Values) {
  return useForm<Values>({
    initialValues,
    validate: { name: needed('Enter a name'), purpose: needed('Say what it is for') },
  });
}

export function NewServiceAccountForm() {
  const { organization } = newRoute.useParams();
  const initialValues: Values = { name: '', purpose: '', sponsorId: null, role: 'viewer' };
  const form = useAccount(initialValues);
  return (
    <SideForm
      title="New service account"
      says="Its role is a ceiling: prefer the lowest. To register resources for others, a host product’s needs admin."
      form={form}
      submitLabel="Create"
      send={({ name, purpose, sponsorId, role }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/service-accounts', {
            params: { path: { organization }, header },
            body: { name: name.trim(), purpose: purpose.trim(), role, ...given({ sponsorId: sponsorId ?? undefined }) },
          }),
        )
      }
      done="The service account is made"
      back={paths.serviceAccounts(organization)}
      next={({ id }) => paths.serviceAccount(organization, id)}
    >
      <Fields organization={organization} form={form} sponsorSays="Default: you" />
      <Select
        label="Role"
        allowDeselect={false}
        data={Object.entries(roleWords).map(([value, { label, says }]) => ({ value, label: `${label}: ${says}` }))}
        value={form.values.role}
        onChange={(role) => role !== null && form.setFieldValue('role', role as Values['role'])}
      />
    </SideForm>
  );
}

export function ChangeServiceAccountForm() {
  const { organization, serviceAccount } = changeRoute.useParams();
  const { data } = useSuspenseQuery(serviceAccountQuery(organization, serviceAccount));
  const { name, purpose, role, sponsor } = data;
  const initialValues: Values = { name, purpose: purpose ?? '', sponsorId: null, role };
  const form = useAccount(initialValues);
  return (
    <SideForm
      title={`Change ${data.name}`}
      form={form}
      submitLabel="Change"
      send={(values, header) =>
        take(
          api.POST('/v1/organizations/{organization}/service-accounts/{serviceAccount}/change', {
            params: { path: { organization, serviceAccount }, header },
            body: {
              name: values.name.trim(),
              purpose: values.purpose.trim(),
              ...given({ sponsorId: values.sponsorId ?? undefined }),
            },
          }),
        )
      }
      done="It is changed"
      back={paths.serviceAccount(organization, serviceAccount)}
    >
      <Fields organization={organization} form={form} sponsorSays={`Now ${sponsor?.name ?? 'nobody'}`} />
    </SideForm>
  );
}

interface FieldsProps {
  organization: string;
  form: ReturnType<typeof useAccount>;
  sponsorSays: string;
}

function Fields({ organization, form, sponsorSays }: FieldsProps) {
  return (
    <>
      <TextInput label="Name" withAsterisk data-autofocus {...form.getInputProps('name')} />
      <Textarea label="What it is for" withAsterisk autosize minRows={2} {...form.getInputProps('purpose')} />
      <MemberSelect
        organization={organization}
        label="Who answers for it"
        description={sponsorSays}
        kind="person"
        value={form.values.sponsorId}
        onChange={(sponsorId) => form.setFieldValue('sponsorId', sponsorId)}
        error={form.errors['sponsorId']}
      />
    </>
  );
}
