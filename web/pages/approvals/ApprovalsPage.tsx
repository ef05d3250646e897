import { Anchor, Text } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconChecklist } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { MineOrAll } from '../../components/MineOrAll.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { type Approval, approvalsQuery } from './queries.ts';
import { titleOf } from './facts.tsx';

const route = getRouteApi('/o/$organization/approvals');
const column = columnsOf<Approval>();

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor(titleOf, {
      id: 'subject',
      header: 'What is asked',
      cell: ({ row: { original: approval } }) => (
        <Anchor component={Link} to={paths.approval(organization, approval.id)} fw={600} fz="sm" underline="always">
          {titleOf(approval)}
        </Anchor>
      ),
    }),
    column.accessor('requestedBy.name', { header: 'By', meta: { from: 'sm' } }),
    column.accessor('createdAt', {
      header: 'Since',
      cell: (cell) => <When at={cell.getValue()} />,
      meta: { from: 'md' },
    }),
    column.accessor('deadline', {
      header: 'Decide by',
      cell: ({ row: { original: approval } }) =>
        approval.status === 'pending' ? <When at={approval.deadline} /> : <Text size="sm">Ended</Text>,
      meta: { from: 'sm' },
    }),
    column.accessor('status', { header: 'Status', cell: (cell) => <Status kind="approval" is={cell.getValue()} /> }),
  ]);

/** The inbox of those who decide. */
export function ApprovalsPage() {
  const { organization } = route.useParams();
  const { all } = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Page title="Approvals" summary="Decide with the facts in front of you. Nobody decides on their own request.">
      <Section
        title={all ? 'All approvals' : 'Waiting for you'}
        aside={
          <MineOrAll
            mine="Waiting for you"
            all={all === true}
            onChange={(every) => void navigate({ search: every ? { all: true } : {}, replace: true })}
          />
        }
        flush
      >
        <QueryTable
          query={approvalsQuery(organization, !all)}
          columns={columns}
          rowId={(approval) => approval.id}
          noun="approval"
          empty={
            <Empty
              icon={<IconChecklist size={32} aria-hidden />}
              title={all ? 'No approvals' : 'Nothing waits for you'}
              says={all ? 'Nothing has needed one yet.' : 'When someone asks for your decision, it stands here.'}
            />
          }
        />
      </Section>
    </Page>
  );
}
