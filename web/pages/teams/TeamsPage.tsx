import { Checkbox } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { IconUsersGroup } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { NameCell } from '../../components/NameCell.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { type TeamSummary, teamsQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/teams');
const column = columnsOf<TeamSummary>();

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('name', {
      header: 'Name',
      cell: ({ row: { original: team } }) => (
        <NameCell
          name={team.name}
          to={paths.team(organization, team.id)}
          below={team.archivedAt === null ? undefined : 'Archived'}
        />
      ),
    }),
    column.accessor('memberCount', { header: 'Members' }),
    column.accessor('createdAt', {
      header: 'Created',
      cell: (cell) => <When at={cell.getValue()} />,
      meta: { from: 'sm' },
    }),
  ]);

/** Who works together: what belongs to a team, or is shared with it, its members may use. */
export function TeamsPage() {
  const { organization } = route.useParams();
  const { archived } = route.useSearch();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const columns = useMemo(() => columnsFor(organization), [organization]);
  const isAdmin = data.caller.role === 'admin';
  return (
    <Page
      title="Teams"
      summary="What belongs to a team, or is shared with it, its members may use, each within their role."
      actions={
        <MayButton
          may={isAdmin ? { allowed: true } : { allowed: false, because: 'This needs the org role admin' }}
          to={paths.teamNew(organization)}
        >
          New team
        </MayButton>
      }
    >
      <Section title="All teams" aside={<Filter />} flush>
        <QueryTable
          query={teamsQuery(organization, { archived: archived ? 'true' : undefined })}
          columns={columns}
          rowId={(team) => team.id}
          noun="team"
          empty={
            <Empty
              icon={<IconUsersGroup size={32} aria-hidden />}
              title="No team yet"
              says="An admin makes one. Its members see what belongs to it."
            />
          }
        />
      </Section>
      <Outlet />
    </Page>
  );
}

function Filter() {
  const { archived } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Checkbox
      size="xs"
      label="Archived too"
      checked={archived === true}
      onChange={({ currentTarget: { checked } }) =>
        void navigate({ search: checked ? { archived: true as const } : {}, replace: true })
      }
    />
  );
}
