import { Anchor, Button, Progress, Stack, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Schema } from '../../client.ts';
import { Empty } from '../../components/Empty.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { endingWords } from '../removals/words.ts';
import { MassRemovalActions } from './MassRemovalActions.tsx';
import { type MassRemoval, massRemovalQuery, peopleQuery } from './queries.ts';
import { standingWords, stateOf } from './words.ts';

const route = getRouteApi('/o/$organization/mass-removals/$massRemoval');
type Person = Schema<'MassRemovalPerson'>;
const column = columnsOf<Person>();

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('member.name', {
      header: 'Who',
      cell: ({ row: { original: person } }) =>
        person.status === 'draft' ? (
          <Text size="sm">{person.member.name}</Text>
        ) : (
          <Anchor component={Link} to={paths.removal(organization, person.removalId)} fz="sm" underline="always">
            {person.member.name}
          </Anchor>
        ),
    }),
    column.accessor('standing', {
      header: 'Where they stand',
      cell: ({ row: { original: person } }) => (
        <>
          <Text size="sm">
            {person.status === 'cancelled' ? 'Cancelled, restored' : standingWords[person.standing]}
          </Text>
          {person.refusal && (
            <Text size="xs" c="dimmed">
              {person.refusal.says}
            </Text>
          )}
          {person.blocked && <Status kind="removal" is="blocked" />}
        </>
      ),
    }),
    column.accessor('proven', {
      header: 'Certificate',
      cell: (cell) => ({ true: 'Proven', false: 'Not proven', null: 'Not yet' })[String(cell.getValue())],
      meta: { from: 'sm' },
    }),
    column.accessor('endedAt', {
      header: 'Ended',
      cell: (cell) => {
        const at = cell.getValue();
        return at === null ? 'Not yet' : <When at={at} />;
      },
      meta: { from: 'md' },
    }),
  ]);

/** How far a removal of many is, and where each person stands: its report, while it runs and afterwards. */
export function MassRemovalPage() {
  const { organization, massRemoval: id } = route.useParams();
  const { data } = useSuspenseQuery(massRemovalQuery(organization, id));
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Page
      title={`Removal of ${counted(data.counts.total, 'person', 'people')}`}
      crumbs={[
        { label: 'Removals', to: paths.removals(organization) },
        { label: 'Of many', to: paths.massRemovals(organization) },
      ]}
      badge={<Status kind="massRemoval" is={stateOf(data)} />}
      summary={data.reason}
      actions={<MassRemovalActions organization={organization} massRemoval={data} />}
    >
      {data.status === 'awaiting_approval' && data.approvalId !== null && (
        <Notice kind="wait" title="Another admin has to approve it">
          Nothing happens before they agree.{' '}
          <Button
            component={Link}
            to={paths.approval(organization, data.approvalId)}
            size="xs"
            variant="default"
            mt="xs"
          >
            See the approval
          </Button>
        </Notice>
      )}
      <Section title="Progress">
        <ProgressOf massRemoval={data} />
      </Section>
      <Section title="Everyone" flush>
        <QueryTable
          query={peopleQuery(organization, id, data.counts)}
          columns={columns}
          rowId={({ removalId }) => removalId}
          noun="removal"
          empty={<Empty icon={null} title="Nobody" says="It has nobody in it." />}
        />
      </Section>
      <Section title="Facts">
        <Facts
          facts={[
            ['Effective', <When key="at" at={data.effectiveAt} timeZone={data.timeZone} inline />],
            ['Ends as', endingWords[data.ending].label],
            ['For cause', data.forCause ? 'Yes' : 'No'],
            ['Started by', data.requestedBy.name],
            ['Ended', data.endedAt === null ? undefined : <When key="ended" at={data.endedAt} inline />],
          ]}
        />
      </Section>
    </Page>
  );
}

function ProgressOf({ massRemoval: { counts } }: { massRemoval: MassRemoval }) {
  const through = counts.over + counts.refused;
  const parts = [
    [counts.drafted, 'not planned yet'],
    [counts.planned, 'about to begin'],
    [counts.early, 'waiting for the date'],
    [counts.ready, 'suspended, waiting for a turn'],
    [counts.turn, 'being handed over'],
    [counts.completed, 'with a certificate'],
    [counts.blocked, 'blocked'],
    [counts.cancelled, 'cancelled'],
    [counts.refused, 'left out'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return (
    <Stack gap="xs">
      <Progress value={(100 * through) / Math.max(1, counts.total)} aria-label="People handed over" />
      <Text size="sm" role="status">
        {through} of {counts.total} through{said.length > 0 && `: ${said.join(', ')}`}
      </Text>
    </Stack>
  );
}
