import { NumberInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { changePolicy } from './change-policy.ts';
import { choices, ruleWords, unlistedWords } from './words.ts';

const joining = getRouteApi('/o/$organization/settings/joining');
const listing = getRouteApi('/o/$organization/settings/email-domain');

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
