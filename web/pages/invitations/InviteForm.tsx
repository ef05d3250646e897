import { Checkbox, MultiSelect, Radio, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, given, type Schema, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { InstantField } from '../../components/InstantField.tsx';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { instantOf, ownTimeZone } from '../../components/time.ts';
import { relationshipWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { asked, choicesOf } from '../custom-roles/choices.ts';
import { customRoleChoicesQuery } from '../custom-roles/queries.ts';
import { teamsQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/invitations/new');

/** Invites one person. Whether it is sent at once or approved first, the policy decides by email domain and relationship. */
export function InviteForm() {
  const { organization } = route.useParams();
  const { data: org } = useSuspenseQuery(organizationQuery(organization));
  const { data: teams } = useSuspenseQuery(teamsQuery(organization));
  const { data: customRoles } = useSuspenseQuery(customRoleChoicesQuery(organization));
  const self = { id: org.caller.memberId, name: org.caller.name };
  const form = useInvitation(self.id, org.policy.invitations.defaultRole);
  const [suspected, setSuspected] = useState(false);
  const outside = form.values.relationship !== 'employee';
  return (
    <SideForm
      title={`Invite to ${org.name}`}
      form={form}
      submitLabel={outside ? 'Ask for approval and invite' : 'Invite'}
      send={(values, header) =>
        take(
          api.POST('/v1/organizations/{organization}/invitations', {
            params: { path: { organization }, header },
            body: bodyOf(values),
          }),
        )
      }
      done="The invitation is on its way"
      back={paths.invitations(organization)}
      onProblem={({ name }) => setSuspected(name === 'looks-alike')}
    >
      <TextInput type="email" label="E-mail address" withAsterisk data-autofocus {...form.getInputProps('email')} />
      {suspected && (
        <Checkbox
          label="The address is right"
          description="It looks like another one: compare it letter by letter"
          {...form.getInputProps('acceptLookAlike', { type: 'checkbox' })}
        />
      )}
      <TextInput label="Name" description="They can correct it when they join" {...form.getInputProps('name')} />
      <Radio.Group label="They are" {...form.getInputProps('relationship')}>
        <Stack gap="xs" mt="xs">
          {Object.entries(relationshipWords).map(([value, label]) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      <Select
        label="Role"
        description="The ceiling. Prefer the lowest that lets them work"
        allowDeselect={false}
        data={choicesOf(customRoles.items).map(({ value, label, says }) => ({ value, label: `${label}: ${says}` }))}
        {...form.getInputProps('role')}
      />
      <MultiSelect
        label="Teams"
        data={teams.items
          .filter((team) => team.archivedAt === null)
          .map((team) => ({ value: team.id, label: team.name }))}
        searchable
        {...form.getInputProps('teamIds')}
      />
      {outside && <OutsideFields organization={organization} form={form} self={self} />}
    </SideForm>
  );
}

interface OutsideFieldsProps {
  organization: string;
  form: UseFormReturnType<Values>;
  self: { id: string; name: string };
}

/** What is asked of a guest or contractor besides. */
function OutsideFields({ organization, form, self }: OutsideFieldsProps) {
  return (
    <>
      <MemberSelect
        organization={organization}
        label="Sponsor"
        description="Answers for them, and is reminded before the end date"
        required
        kind="person"
        chosen={self}
        value={form.values.sponsorId}
        onChange={(sponsorId) => form.setFieldValue('sponsorId', sponsorId)}
        error={form.errors['sponsorId']}
      />
      <InstantField
        label="Ends"
        value={form.values.ends}
        onChange={(ends) => form.setFieldValue('ends', ends)}
        error={form.errors['ends']}
      />
      <Textarea
        label="Reason"
        description="Shown to whoever approves"
        withAsterisk
        autosize
        minRows={2}
        {...form.getInputProps('reason')}
      />
    </>
  );
}

interface Values extends Record<string, unknown> {
  email: string;
  acceptLookAlike: boolean;
  name: string;
  relationship: Schema<'Relationship'>;
  /** an org role, or the id of a custom role */
  role: string;
  teamIds: string[];
  sponsorId: string | null;
  ends: { local: string; timeZone: string };
  reason: string;
}

function useInvitation(sponsorId: string, role: Schema<'OrgRole'>) {
  return useForm<Values>({
    initialValues: {
      email: '',
      acceptLookAlike: false,
      name: '',
      relationship: 'employee',
      role,
      teamIds: [],
      sponsorId,
      ends: { local: '', timeZone: ownTimeZone },
      reason: '',
    },
    validate: (values) => ({
      email: /^\S+@\S+$/.test(values.email.trim()) ? null : 'Enter their e-mail address',
      ...(values.relationship !== 'employee' && {
        sponsorId: needed('Choose who answers for them')(values.sponsorId),
        ends: instantOf(values.ends.local, values.ends.timeZone) === undefined ? 'Enter date and time' : null,
        reason: needed('Say why')(values.reason),
      }),
    }),
  });
}

function bodyOf(values: Values): Schema<'Invite'> {
  const { email, acceptLookAlike, name, relationship, role, teamIds } = values;
  const always = {
    email: email.trim(),
    acceptLookAlike,
    relationship,
    ...asked(role),
    teamIds,
    ...given({ name: name.trim() }),
  };
  if (relationship === 'employee') return always;
  const endsAt = instantOf(values.ends.local, values.ends.timeZone);
  return { ...always, ...given({ sponsorId: values.sponsorId ?? undefined, endsAt, reason: values.reason.trim() }) };
}
