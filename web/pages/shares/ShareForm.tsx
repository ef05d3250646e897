import { SegmentedControl, Select } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, given, take } from '../../client.ts';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { shareLevelWords } from '../../components/words.ts';
import { pageOf } from '../resources/columns.tsx';
import { resourceQuery } from '../resources/queries.ts';
import { teamChoicesQuery } from '../teams/queries.ts';
import type { Share } from './queries.ts';

const route = getRouteApi('/o/$organization/resources/$resource/share');

interface Values extends Record<string, unknown> {
  to: 'member' | 'team';
  memberId: string | null;
  teamId: string | null;
  level: Share['level'];
}

/** Shares a resource with a member or a team; with whom it is shared already, the level changes. */
export function ShareForm() {
  const { organization, resource } = route.useParams();
  const { data } = useSuspenseQuery(resourceQuery(organization, resource));
  const { data: teams } = useSuspenseQuery(teamChoicesQuery(organization));
  const form = useForm<Values>({
    initialValues: { to: 'member', memberId: null, teamId: null, level: 'view' },
    validate: {
      memberId: (memberId, { to }) => (to === 'member' && memberId === null ? 'Choose somebody' : null),
      teamId: (teamId, { to }) => (to === 'team' && teamId === null ? 'Choose a team' : null),
    },
  });
  return (
    <SideForm
      title={`Share ${data.name}`}
      says="A share never gives more than the role of whoever gets it. With whom it is shared already, the level changes."
      form={form}
      submitLabel="Share"
      send={({ to, memberId, teamId, level }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/shares', {
            params: { path: { organization }, header },
            body: {
              resourceId: resource,
              level,
              ...given(to === 'member' ? { memberId: memberId ?? undefined } : { teamId: teamId ?? undefined }),
            },
          }),
        )
      }
      done="It is shared"
      back={pageOf(organization, data)}
    >
      <SegmentedControl
        aria-label="Share with"
        data={[
          { value: 'member', label: 'A member' },
          { value: 'team', label: 'A team' },
        ]}
        value={form.values.to}
        onChange={(to) => form.setFieldValue('to', to as Values['to'])}
      />
      {form.values.to === 'member' ? (
        <MemberSelect
          organization={organization}
          label="Member"
          value={form.values.memberId}
          onChange={(memberId) => form.setFieldValue('memberId', memberId)}
          error={form.errors['memberId']}
          required
          autoFocus
        />
      ) : (
        <Select
          label="Team"
          data={teams.items.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          required
          nothingFoundMessage="No team is called so"
          {...form.getInputProps('teamId')}
        />
      )}
      <Select
        label="Level"
        allowDeselect={false}
        data={Object.entries(shareLevelWords).map(([value, { label, says }]) => ({
          value,
          label: `${label}: ${says}`,
        }))}
        value={form.values.level}
        onChange={(level) => level !== null && form.setFieldValue('level', level as Values['level'])}
      />
    </SideForm>
  );
}
