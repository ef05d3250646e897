import { Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';

const rename = getRouteApi('/o/$organization/settings/rename');
const contact = getRouteApi('/o/$organization/settings/contact/$contact');
const close = getRouteApi('/o/$organization/settings/close');

export function RenameForm() {
  const { organization } = rename.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const form = useForm({
    initialValues: { name: data.name },
    validate: { name: needed('Enter a name') },
  });
  return (
    <SideForm
      title={`Rename ${data.name}`}
      form={form}
      submitLabel="Rename"
      send={({ name }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/rename', {
            params: { path: { organization }, header },
            body: { name: name.trim() },
          }),
        )
      }
      done="The organization is renamed"
      back={paths.settings(organization)}
    >
      <TextInput label="Name" withAsterisk data-autofocus {...form.getInputProps('name')} />
    </SideForm>
  );
}

/** Names another billing contact or custodian. */
export function ContactForm() {
  const { organization, contact: which } = contact.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const isCustodian = which === 'custodian';
  const now = isCustodian ? data.custodian : data.billingContact;
  const [name, setName] = useState(now?.name ?? '');
  const form = useForm<{ memberId: string | null }>({
    initialValues: { memberId: now?.id ?? null },
    validate: { memberId: needed('Choose someone') },
  });
  const noun = isCustodian ? 'custodian' : 'billing contact';
  return (
    <SideForm
      title={`Change the ${noun}`}
      says={
        isCustodian ? 'They receive what a leaver owned when nobody else can.' : 'They hear of all that is about money.'
      }
      form={form}
      submitLabel={`Make them ${noun}`}
      send={({ memberId }, header) => {
        const asked = { params: { path: { organization }, header }, body: { memberId: memberId ?? '' } };
        return take(
          isCustodian
            ? api.POST('/v1/organizations/{organization}/change-custodian', asked)
            : api.POST('/v1/organizations/{organization}/change-billing-contact', asked),
        );
      }}
      done={`${name} is the ${noun}`}
      back={paths.settings(organization)}
    >
      <MemberSelect
        organization={organization}
        label={isCustodian ? 'Custodian' : 'Billing contact'}
        kind="person"
        required
        autoFocus
        chosen={now ?? undefined}
        value={form.values.memberId}
        onChange={(memberId, chosen) => {
          form.setFieldValue('memberId', memberId);
          setName(chosen ?? '');
        }}
        error={form.errors['memberId']}
      />
    </SideForm>
  );
}

export function CloseForm() {
  const { organization } = close.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const form = useForm({
    initialValues: { slug: '', reason: '' },
    validate: {
      slug: (slug) => (slug.trim() === data.slug ? null : `Type ${data.slug}`),
      reason: needed('Say why'),
    },
  });
  return (
    <SideForm
      title={`Close ${data.name}`}
      says={`Every session, API key and access check of ${data.name} is refused from now on, and what asks before it runs stops. Everything is kept; an admin can reopen it from “Your organizations”.`}
      form={form}
      submitLabel={`Close ${data.name}`}
      danger
      send={({ slug, reason }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/close', {
            params: { path: { organization }, header },
            body: { slug: slug.trim(), reason: reason.trim() },
          }),
        )
      }
      done={`${data.name} is closed`}
      back={paths.settings(organization)}
      next={() => paths.organizations()}
    >
      <TextInput label={`Type ${data.slug}, to be sure`} withAsterisk data-autofocus {...form.getInputProps('slug')} />
      <Textarea label="Reason" withAsterisk autosize minRows={2} {...form.getInputProps('reason')} />
    </SideForm>
  );
}
