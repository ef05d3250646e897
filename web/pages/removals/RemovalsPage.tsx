import { Anchor, Button, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconUserMinus } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Schema } from '../../client.ts';
import { Empty } from '../../components/Empty.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { StatusFilter } from '../../components/StatusFilter.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { removalsQuery } from './queries.ts';
import { stateOf, stepWords } from './words.ts';

const route = getRouteApi('/o/$organization/removals');
type Summary = Schema<'RemovalSummary'>;
const column = columnsOf<Summary>();

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('member.name', {
      header: 'Who',
      cell: ({ row: { original: removal } }) => (
        <Anchor component={Link} to={paths.removal(organization, removal.id)} fw={600} fz="sm" underline="always">
          {removal.member.name}
        </Anchor>
      ),
    }),
    column.accessor(stateOf, {
      id: 'state',
      header: 'Status',
      cell: ({ row: { original: removal } }) => (
        <>
          <Status kind="removal" is={stateOf(removal)} />
          {removal.endedAt === null && removal.step !== null && (
            <Text size="xs" c="dimmed" mt={4}>
              {stepWords[removal.step]}
            </Text>
          )}
        </>
      ),
    }),
    column.accessor('effectiveAt', {
      header: 'Effective',
      cell: ({ row: { original: removal } }) => <When at={removal.effectiveAt} timeZone={removal.timeZone} />,
      meta: { from: 'sm' },
    }),
    column.accessor('requestedBy.name', { header: 'Started by', meta: { from: 'md' } }),
    column.accessor('forCause', {
      header: 'For cause',
      cell: (cell) => (cell.getValue() ? 'Yes' : 'No'),
      meta: { from: 'lg' },
    }),
    column.accessor('endedAt', {
      header: 'Ended',
      cell: (cell) => {
        const at = cell.getValue();
        return at === null ? 'Not yet' : <When at={at} />;
      },
      meta: { from: 'lg' },
    }),
  ]);

/** Who is being seen out, and who was. */
export function RemovalsPage() {
  const { organization } = route.useParams();
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Page
      title="Removals"
      summary="Each one is planned, runs step by step, and ends with a certificate."
      actions={
        <>
          <Button component={Link} to={paths.evidencePacks(organization)} variant="default">
            Evidence
          </Button>
          <Button component={Link} to={paths.massRemovals(organization)} variant="default">
            Removals of many
          </Button>
          <Button component={Link} to={paths.leaves(organization)} variant="default">
            Several organizations
          </Button>
          <MayButton
            may={data.may.remove}
            to={paths.removalNew(organization)}
            leftSection={<IconUserMinus size={16} aria-hidden />}
          >
            Preview a removal
          </MayButton>
        </>
      }
    >
      <Section
        title="All removals"
        aside={
          <StatusFilter
            kind="removal"
            only={['planned', 'awaiting_approval', 'waiting', 'running', 'completed', 'cancelled']}
            value={status}
            onChange={(chosen) => void navigate({ search: chosen ? { status: chosen } : {}, replace: true })}
          />
        }
        flush
      >
        <QueryTable
          query={removalsQuery(organization, status)}
          columns={columns}
          rowId={(removal) => removal.id}
          noun="removal"
          empty={
            <Empty
              icon={<IconUserMinus size={32} aria-hidden />}
              title="No removals"
              says={status ? 'None has this status.' : 'Nobody is leaving, and nobody has left.'}
              action={
                data.may.remove.allowed && (
                  <Button component={Link} to={paths.removalNew(organization)} variant="default" size="xs">
                    Preview a removal
                  </Button>
                )
              }
            />
          }
        />
      </Section>
    </Page>
  );
}
