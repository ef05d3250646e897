import { Checkbox, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { InstantField } from '../../components/InstantField.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { instantOf, ownTimeZone } from '../../components/time.ts';
import { paths } from '../../paths.ts';
import { allAffiliationsQuery } from '../affiliations/queries.ts';

/** The API asks no more by one leave. */
const MOST = 50;

const route = getRouteApi('/o/$organization/leaves/new');

/** Whom to remove, when, and which organizations are asked. */
export function AskForm() {
  const { organization } = route.useParams();
  const { data: all = [], isPending } = useQuery(allAffiliationsQuery(organization));
  const subsidiaries = all.filter(({ other, status }) => other === 'subsidiary' && status === 'agreed');
  const form = useForm({
    initialValues: { email: '', effective: { local: '', timeZone: ownTimeZone }, affiliationIds: [] as string[] },
    validate: {
      email: needed('Enter the address that the organizations know'),
      effective: ({ local, timeZone }) => (instantOf(local, timeZone) === undefined ? 'Enter date and time' : null),
      affiliationIds: (chosen) =>
        chosen.length === 0 ? 'Choose at least one' : chosen.length > MOST ? `Choose ${MOST} at most` : null,
    },
  });
  return (
    <SideForm
      title="Ask for a leave"
      says="The admins of each organization get your name, this address and the date. You hear that you asked, and what they choose to answer; not whether someone with this address is a member there."
      form={form}
      submitLabel="Ask them"
      send={({ email, effective, affiliationIds }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/leaves', {
            params: { path: { organization }, header },
            body: {
              email: email.trim(),
              effectiveAt: instantOf(effective.local, effective.timeZone) ?? '',
              timeZone: effective.timeZone,
              affiliationIds,
            },
          }),
        )
      }
      done="They are asked"
      back={paths.leaves(organization)}
      next={({ id }) => paths.leave(organization, id)}
    >
      <TextInput
        label="E-mail address"
        type="email"
        withAsterisk
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('email')}
      />
      <InstantField
        label="Effective date"
        value={form.values.effective}
        onChange={(effective) => form.setFieldValue('effective', effective)}
        error={form.errors['effective']}
      />
      <Checkbox.Group label="Who is asked" {...form.getInputProps('affiliationIds')}>
        <Stack gap="xs" mt="xs">
          {subsidiaries.map(({ id, organization: of }) => (
            <Checkbox key={id} value={id} label={of?.name} />
          ))}
          {isPending && <Text size="sm">One moment …</Text>}
          {subsidiaries.length === 0 && !isPending && <Text size="sm">This organization has no subsidiaries.</Text>}
        </Stack>
      </Checkbox.Group>
    </SideForm>
  );
}
