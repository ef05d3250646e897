import { Anchor } from '@mantine/core';
import { IconDoorExit } from '@tabler/icons-react';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Schema } from '../../client.ts';
import { Empty } from '../../components/Empty.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { leaveRequestsQuery, leavesQuery } from './queries.ts';
import { answerWords } from './words.ts';

const route = getRouteApi('/o/$organization/leaves');
const leave = columnsOf<Schema<'LeaveSummary'>>();
const request = columnsOf<Schema<'LeaveRequestSummary'>>();

/** What this organization asks of its subsidiaries, and what its parent asks of it. */
export function LeavesPage() {
  const { organization } = route.useParams();
  const asking = useMemo(() => leaveColumns(organization), [organization]);
  const asked = useMemo(() => requestColumns(organization), [organization]);
  return (
    <Page
      title="Leaving several organizations"
      crumbs={[{ label: 'Removals', to: paths.removals(organization) }]}
      summary="A parent asks its organizations to remove someone. Each decides, removes and certifies by itself, and says of it what it likes."
      actions={
        <MayButton may={{ allowed: true }} to={paths.leaveNew(organization)}>
          Ask for a leave
        </MayButton>
      }
    >
      <Section title="Your parent asks" flush>
        <QueryTable
          query={leaveRequestsQuery(organization)}
          columns={asked}
          rowId={(row) => row.id}
          noun="request"
          empty={
            <Empty
              icon={<IconDoorExit size={32} aria-hidden />}
              title="Nothing is asked"
              says="Only the admins of a parent can ask, and only by an affiliation that you agreed to."
            />
          }
        />
      </Section>
      <Section title="You ask" flush>
        <QueryTable
          query={leavesQuery(organization)}
          columns={asking}
          rowId={(row) => row.id}
          noun="leave"
          empty={
            <Empty
              icon={<IconDoorExit size={32} aria-hidden />}
              title="No leaves"
              says="With subsidiaries, you can ask them to remove someone at the same instant as here."
            />
          }
        />
      </Section>
      <Outlet />
    </Page>
  );
}

const leaveColumns = (organization: string) =>
  leave.columns([
    leave.accessor('email', {
      header: 'Who',
      cell: ({ row: { original } }) => (
        <Anchor component={Link} to={paths.leave(organization, original.id)} size="sm" fw={600} underline="always">
          {original.email ?? 'Erased'}
        </Anchor>
      ),
    }),
    leave.accessor('status', { header: 'Status', cell: ({ getValue }) => <Status kind="leave" is={getValue()} /> }),
    leave.accessor('asked', {
      header: 'Asked',
      meta: { from: 'sm' },
      cell: ({ getValue }) => counted(getValue().length, 'organization'),
    }),
    leave.accessor('effectiveAt', {
      header: 'Effective',
      cell: ({ row: { original } }) => <When at={original.effectiveAt} timeZone={original.timeZone} />,
    }),
  ]);

const requestColumns = (organization: string) =>
  request.columns([
    request.accessor('email', {
      header: 'Who',
      cell: ({ row: { original } }) => (
        <Anchor
          component={Link}
          to={paths.leaveRequest(organization, original.id)}
          size="sm"
          fw={600}
          underline="always"
        >
          {original.email ?? 'Erased'}
        </Anchor>
      ),
    }),
    request.accessor('organization.name', { header: 'Asked by', meta: { from: 'sm' } }),
    request.accessor('status', { header: 'Status', cell: ({ getValue }) => <Status kind="leave" is={getValue()} /> }),
    request.accessor('answer', {
      header: 'Your answer',
      meta: { from: 'md' },
      cell: ({ getValue }) => {
        const answer = getValue();
        return answer === null ? 'None yet' : answerWords[answer];
      },
    }),
    request.accessor('effectiveAt', {
      header: 'Effective',
      cell: ({ row: { original } }) => <When at={original.effectiveAt} timeZone={original.timeZone} />,
    }),
  ]);
