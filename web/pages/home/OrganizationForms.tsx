import { Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { ownTimeZone } from '../../components/time.ts';
import { paths } from '../../paths.ts';
import { sessionQuery } from '../../session.ts';

const reopen = getRouteApi('/organizations/$organization/reopen');

/** A new organization: who creates it is its first admin. */
export function CreateOrganizationForm() {
  const { data } = useSuspenseQuery(sessionQuery);
  const form = useForm({
    initialValues: { name: '', slug: '', memberName: data.organizations[0]?.memberName ?? '' },
    validate: { name: needed('Enter a name'), slug: needed('Enter a slug'), memberName: needed('Enter your name') },
  });
  return (
    <SideForm
      title="Create an organization"
      says="You are its first admin, billing contact and custodian. Nothing crosses over from your other organizations."
      form={form}
      submitLabel="Create"
      send={({ name, slug, memberName }, header) =>
        take(
          api.POST('/v1/organizations', {
            params: { header },
            body: { name: name.trim(), slug: slug.trim(), memberName: memberName.trim(), timeZone: ownTimeZone },
          }),
        )
      }
      done="The organization is created"
      back={paths.organizations()}
      next={({ id }) => paths.members(id)}
    >
      <TextInput
        label="Name"
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
        onBlur={() => {
          if (form.values.slug === '') form.setFieldValue('slug', slugOf(form.values.name));
        }}
      />
      <TextInput
        label="Slug"
        description="For addresses: lower case letters, digits, single hyphens"
        withAsterisk
        {...form.getInputProps('slug')}
      />
      <TextInput label="Your name in it" withAsterisk {...form.getInputProps('memberName')} />
    </SideForm>
  );
}

export function ReopenForm() {
  const { organization } = reopen.useParams();
  const { data } = useSuspenseQuery(sessionQuery);
  const name = data.organizations.find(({ id }) => id === organization)?.name ?? 'the organization';
  const form = useForm({ initialValues: { reason: '' }, validate: { reason: needed('Say why') } });
  return (
    <SideForm
      title={`Reopen ${name}`}
      says="Sessions, API keys and access checks are answered again, as they were."
      form={form}
      submitLabel={`Reopen ${name}`}
      send={({ reason }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/reopen', {
            params: { path: { organization }, header },
            body: { reason: reason.trim() },
          }),
        )
      }
      done={`${name} is open again`}
      back={paths.organizations()}
    >
      <Textarea label="Reason" withAsterisk autosize minRows={2} data-autofocus {...form.getInputProps('reason')} />
    </SideForm>
  );
}

function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);
}
