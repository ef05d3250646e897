import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { AccessChangeForm, type AccessChangeValues } from '../access-changes/AccessChangeForm.tsx';
import { memberQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/members/$member/leave-team/$team');

/** Takes a member out of a team, with what only the team gave them in view. */
export function LeaveTeamForm() {
  const { organization, member, team } = route.useParams();
  const { data } = useSuspenseQuery(memberQuery(organization, member));
  const name = data.teams.find(({ id }) => id === team)?.name ?? 'the team';
  const form = useForm<AccessChangeValues>({ initialValues: { successor: null } });
  return (
    <AccessChangeForm
      organization={organization}
      change={{ kind: 'leave-team', memberId: member, teamId: team }}
      members={[member]}
      title={`Remove ${data.name} from ${name}`}
      says="What the team gives ends for them. What they own in its scope stays with the team; what would stop is handed over in the same instant."
      form={form}
      submitLabel="Remove from team"
      done={`${data.name} has left ${name}`}
      back={paths.member(organization, member)}
    />
  );
}
