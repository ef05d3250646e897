import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { AccessChangeForm, type AccessChangeValues } from '../access-changes/AccessChangeForm.tsx';
import { teamQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/teams/$team/archive');

/** Ends a team, with what only it gave its members in view. */
export function ArchiveTeamForm() {
  const { organization, team: id } = route.useParams();
  const { data: team } = useSuspenseQuery(teamQuery(organization, id));
  const form = useForm<AccessChangeValues>({ initialValues: { successor: null } });
  return (
    <AccessChangeForm
      organization={organization}
      change={{ kind: 'archive-team', teamId: id }}
      members={team.members.map(({ member }) => member.id)}
      title={`Archive ${team.name}`}
      says="Who is in it and what was shared with it stay listed and give nothing any more; what would stop is handed over in the same instant. This can’t be undone."
      form={form}
      submitLabel="Archive"
      done={`${team.name} is archived`}
      back={paths.team(organization, id)}
    />
  );
}
