import { Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { teamRoleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { type Team, teamQuery } from './queries.ts';

const newRoute = getRouteApi('/o/$organization/teams/new');
const renameRoute = getRouteApi('/o/$organization/teams/$team/rename');
const addRoute = getRouteApi('/o/$organization/teams/$team/add-member');

export function NewTeamForm() {
  const { organization } = newRoute.useParams();
  const form = useForm({ initialValues: { name: '' }, validate: { name: needed('Give it a name') } });
  return (
    <SideForm
      title="New team"
      says="It begins without members: add them on its page."
      form={form}
      submitLabel="Create"
      send={({ name }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/teams', {
            params: { path: { organization }, header },
            body: { name: name.trim() },
          }),
        )
      }
      done="The team is made"
      back={paths.teams(organization)}
      next={({ id }) => paths.team(organization, id)}
    >
      <TextInput label="Name" withAsterisk data-autofocus {...form.getInputProps('name')} />
    </SideForm>
  );
}

export function RenameTeamForm() {
  const { organization, team: id } = renameRoute.useParams();
  const { data: team } = useSuspenseQuery(teamQuery(organization, id));
  const form = useForm({ initialValues: { name: team.name }, validate: { name: needed('Give it a name') } });
  return (
    <SideForm
      title={`Rename ${team.name}`}
      form={form}
      submitLabel="Rename"
      send={({ name }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/teams/{team}/rename', {
            params: { path: { organization, team: id }, header },
            body: { name: name.trim() },
          }),
        )
      }
      done="It has its new name"
      back={paths.team(organization, id)}
    >
      <TextInput label="Name" withAsterisk data-autofocus {...form.getInputProps('name')} />
    </SideForm>
  );
}

interface Values extends Record<string, unknown> {
  memberId: string | null;
  role: Team['members'][number]['role'];
}

export function AddMemberForm() {
  const { organization, team: id } = addRoute.useParams();
  const { data: team } = useSuspenseQuery(teamQuery(organization, id));
  const form = useForm<Values>({
    initialValues: { memberId: null, role: 'member' },
    validate: { memberId: needed('Choose whom to add') },
  });
  return (
    <SideForm
      title={`Add to ${team.name}`}
      says="They get at once what the team has, each within their own role."
      form={form}
      submitLabel="Add"
      send={({ memberId, role }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/teams/{team}/members', {
            params: { path: { organization, team: id }, header },
            body: { memberId: memberId ?? '', role },
          }),
        )
      }
      done="They are in the team"
      back={paths.team(organization, id)}
    >
      <MemberSelect
        organization={organization}
        label="Who"
        except={team.members.map(({ member }) => member.id)}
        value={form.values.memberId}
        onChange={(memberId) => form.setFieldValue('memberId', memberId)}
        error={form.errors['memberId']}
        required
        autoFocus
      />
      <Select
        label="In the team they are"
        allowDeselect={false}
        data={Object.entries(teamRoleWords).map(([value, { label, says }]) => ({ value, label: `${label}: ${says}` }))}
        value={form.values.role}
        onChange={(role) => role !== null && form.setFieldValue('role', role as Values['role'])}
      />
    </SideForm>
  );
}
