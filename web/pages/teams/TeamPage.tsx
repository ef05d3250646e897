import { notifications } from '@mantine/notifications';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { IconStack2, IconUsersGroup } from '@tabler/icons-react';
import { useMemo } from 'react';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { Empty } from '../../components/Empty.tsx';
import { NameCell } from '../../components/NameCell.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable, RowTable } from '../../components/QueryTable.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { teamRoleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { seeWhatStops } from '../access-changes/see-what-stops.tsx';
import { resourceColumns } from '../resources/columns.tsx';
import { resourcesQuery } from '../resources/queries.ts';
import { SharedWithTeam } from '../shares/SharesTable.tsx';
import { type Team, teamQuery } from './queries.ts';
import { TeamActions } from './TeamActions.tsx';

const route = getRouteApi('/o/$organization/teams/$team');
type Membership = Team['members'][number];
const column = columnsOf<Membership>();

/** One team: who is in it, and what they have by it. */
export function TeamPage() {
  const { organization, team: id } = route.useParams();
  const { data: team } = useSuspenseQuery(teamQuery(organization, id));
  const columns = useMemo(() => resourceColumns(organization), [organization]);
  return (
    <Page
      title={team.name}
      crumbs={[{ label: 'Teams', to: paths.teams(organization) }]}
      actions={<TeamActions organization={organization} team={team} />}
    >
      {team.archivedAt !== null && (
        <Notice kind="info" title="It is archived">
          It gives nobody access any more.
        </Notice>
      )}
      <Section title="Members" flush>
        <MembersTable organization={organization} team={team} />
      </Section>
      <Section title="In its scope" flush>
        <QueryTable
          query={resourcesQuery(organization, { teamId: id })}
          columns={columns}
          rowId={(resource) => resource.id}
          noun="resource"
          empty={
            <Empty
              icon={<IconStack2 size={32} aria-hidden />}
              title="Nothing belongs to it"
              says="No resource that you may see lies in its scope."
            />
          }
        />
      </Section>
      <SharedWithTeam organization={organization} team={id} />
      <Outlet />
    </Page>
  );
}

function MembersTable({ organization, team }: { organization: string; team: Team }) {
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('member.name', {
          header: 'Name',
          cell: ({ row: { original } }) => (
            <NameCell name={original.member.name} to={paths.member(organization, original.member.id)} />
          ),
        }),
        column.accessor('role', {
          header: 'In the team',
          cell: (cell) => `${teamRoleWords[cell.getValue()].label}: ${teamRoleWords[cell.getValue()].says}`,
        }),
        column.accessor('since', {
          header: 'Since',
          cell: (cell) => <When at={cell.getValue()} />,
          meta: { from: 'sm' },
        }),
        column.display({
          id: 'actions',
          header: 'Actions',
          meta: { srOnly: true },
          cell: ({ row: { original } }) => (
            <MembershipMenu organization={organization} team={team} membership={original} />
          ),
        }),
      ]),
    [organization, team],
  );
  if (team.members.length === 0)
    return (
      <Empty
        icon={<IconUsersGroup size={32} aria-hidden />}
        title="Nobody is in it"
        says="Add a member, and they have at once what the team has."
      />
    );
  return <RowTable rows={team.members} columns={columns} rowId={({ member }) => member.id} />;
}

function MembershipMenu({
  organization,
  team,
  membership: { member, role },
}: {
  organization: string;
  team: Team;
  membership: Membership;
}) {
  const confirm = useConfirm();
  const path = { organization, team: team.id };
  const other = role === 'member' ? 'maintainer' : 'member';
  const change = () =>
    confirm({
      title: `Make ${member.name} a ${other} of ${team.name}?`,
      says: `${teamRoleWords[other].label}: ${teamRoleWords[other].says}.`,
      action: `Make them a ${other}`,
      run: async (header) => {
        const body = { memberId: member.id, role: other } as const;
        await take(
          api.POST('/v1/organizations/{organization}/teams/{team}/members', { params: { path, header }, body }),
        );
        notifications.show({ color: 'green', message: `${member.name} is a ${other} now` });
      },
    });
  const remove = () =>
    confirm({
      title: `Take ${member.name} out of ${team.name}?`,
      says: 'What they may do only by this team they can’t do any more. You can add them again.',
      action: 'Take them out',
      danger: true,
      otherwise: seeWhatStops(paths.memberLeaveTeam(organization, member.id, team.id)),
      run: async () => {
        const params = { path: { ...path, member: member.id } };
        await take(api.DELETE('/v1/organizations/{organization}/teams/{team}/members/{member}', { params }));
        notifications.show({ color: 'green', message: `${member.name} is not in ${team.name} any more` });
      },
    });
  return (
    <RowMenu
      label={`Actions for ${member.name}`}
      actions={[
        { label: `Make them a ${other}`, may: team.may.addMember, onClick: change },
        { label: 'Take them out …', may: team.may.removeMember, danger: true, onClick: remove },
      ]}
    />
  );
}
