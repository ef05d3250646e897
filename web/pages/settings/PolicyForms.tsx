import { NumberInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schema, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { roleWords } from '../../components/words.ts';
import type { WriteHeaders } from '../../command.ts';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { choices, endingWords, erasureWords, rotateWords, ruleWords, unlistedWords } from './words.ts';

const joining = getRouteApi('/o/$organization/settings/joining');
const removal = getRouteApi('/o/$organization/settings/removal');
const listing = getRouteApi('/o/$organization/settings/email-domain');

const changePolicy = (organization: string, body: Schema<'ChangePolicy'>, header: WriteHeaders) =>
  take(
    api.POST('/v1/organizations/{organization}/change-policy', {
      params: { path: { organization }, header },
      body,
    }),
  );

/** What becomes of invitations. The stages of the approval are changed over HTTP. */
export function JoiningForm() {
  const { organization } = joining.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const { unlisted, defaultRole, validDays, reminderDays } = data.policy.invitations;
  const form = useForm({ initialValues: { unlisted, defaultRole, validDays, reminderDays } });
  return (
    <SideForm
      title="Change joining"
      says="Invitations that are open already keep their links."
      form={form}
      submitLabel="Change joining"
      send={(invitations, header) => changePolicy(organization, { invitations }, header)}
      done="Joining is changed"
      back={paths.settings(organization)}
    >
      <Select
        label="Addresses of unlisted email domains"
        allowDeselect={false}
        data={choices(unlistedWords)}
        {...form.getInputProps('unlisted')}
      />
      <Select
        label="Role of an invitation that names none"
        allowDeselect={false}
        data={[
          { value: 'viewer', label: roleWords.viewer.label },
          { value: 'member', label: roleWords.member.label },
        ]}
        {...form.getInputProps('defaultRole')}
      />
      <NumberInput label="Links are good for, in days" min={1} max={365} {...form.getInputProps('validDays')} />
      <NumberInput
        label="Reminder every so many days"
        description="0: none"
        min={0}
        max={365}
        {...form.getInputProps('reminderDays')}
      />
    </SideForm>
  );
}

/** How members are removed. */
export function RemovalForm() {
  const { organization } = removal.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const { ending, erasure, rotate, rotationGraceHours, driftPercent, caretakerDays, blockedHours } =
    data.policy.removals;
  const form = useForm({
    initialValues: { ending, erasure, rotate, rotationGraceHours, driftPercent, caretakerDays, blockedHours },
  });
  const number = (field: keyof typeof form.values, label: string, min: number, max: number, description?: string) => (
    <NumberInput label={label} description={description} min={min} max={max} {...form.getInputProps(field)} />
  );
  return (
    <SideForm
      title="Change removal"
      says="Plans that were previewed before are computed anew."
      form={form}
      submitLabel="Change removal"
      send={(removals, header) => changePolicy(organization, { removals }, header)}
      done="Removal is changed"
      back={paths.settings(organization)}
    >
      <Select
        label="A removal ends with"
        allowDeselect={false}
        data={choices(endingWords)}
        {...form.getInputProps('ending')}
      />
      <Select
        label="Erasure is"
        allowDeselect={false}
        data={choices(erasureWords)}
        {...form.getInputProps('erasure')}
      />
      <Select
        label="Secrets that are rotated"
        allowDeselect={false}
        data={choices(rotateWords)}
        {...form.getInputProps('rotate')}
      />
      {number('rotationGraceHours', 'Old keys stay good for, in hours', 0, 8760, 'None for a dismissal')}
      {number('driftPercent', 'Drift that is accepted, in percent of the plan', 0, 100)}
      {number('caretakerDays', 'The caretaker stands in for, in days', 1, 365)}
      {number('blockedHours', 'A blocked step is told to the custodian after, in hours', 1, 8760)}
    </SideForm>
  );
}

export function EmailDomainForm() {
  const { organization } = listing.useParams();
  const form = useForm<{ name: string; rule: 'guest' | 'blocked' }>({
    initialValues: { name: '', rule: 'guest' },
    validate: { name: needed('Enter an email domain') },
  });
  return (
    <SideForm
      title="List an email domain"
      says="It decides what becomes of invitations to its addresses."
      form={form}
      submitLabel="List it"
      send={({ name, rule }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/email-domains', {
            params: { path: { organization }, header },
            body: { name: name.trim().toLowerCase(), rule },
          }),
        )
      }
      done="The email domain is listed"
      back={paths.settings(organization)}
    >
      <TextInput
        label="Email domain"
        description="What stands after the @"
        placeholder="partner.example"
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Select
        label="Its addresses are"
        allowDeselect={false}
        data={[
          { value: 'guest', label: ruleWords.guest },
          { value: 'blocked', label: ruleWords.blocked },
        ]}
        {...form.getInputProps('rule')}
      />
    </SideForm>
  );
}
