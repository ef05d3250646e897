import { Button, Group, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { MayButton } from '../../components/MayButton.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { RowTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { counted } from '../../components/words.ts';
import { problemOf } from '../../problem.ts';
import { driftColumns } from './columns.tsx';
import { driftQuery, type PlanItem, type Removal } from './queries.ts';
import { useSteering } from './steering.ts';

const none: PlanItem[] = [];

/** What was found after the suspension and waits for a person: each with why, and what will be done. Accepted is only what stands here. */
export function DriftTable({ organization, removal }: { organization: string; removal: Removal }) {
  const steer = useSteering(organization, removal.id);
  const list = useQuery({ ...driftQuery(organization, removal.id), placeholderData: keepPreviousData });
  const rows = list.data?.items ?? none;
  const { acceptDrift, pending } = steer;
  const columns = useMemo(
    () =>
      driftColumns(organization, removal, (item) => (
        <MayButton
          size="compact-sm"
          may={item.may.acceptDrift}
          disabled={pending}
          onClick={() => acceptDrift([item.key])}
        >
          Accept
        </MayButton>
      )),
    [organization, removal, acceptDrift, pending],
  );
  return (
    <Section
      title={`Found after the suspension: ${counted(removal.driftWaiting, 'item waits', 'items wait')} for you`}
      flush
      aside={
        rows.length > 1 && (
          <MayButton
            may={removal.may.acceptDrift}
            size="xs"
            loading={pending}
            onClick={() => acceptDrift(rows.map(({ key }) => key))}
          >
            Accept the {rows.length} shown
          </MayButton>
        )
      }
    >
      <Group px={{ base: 'md', sm: 'lg' }} pb="sm">
        <Text size="sm">
          They were not in the plan that was agreed to. Nothing is handed over before each was accepted, or skipped with
          a reason.
        </Text>
        {steer.problem && <ProblemAlert problem={steer.problem} focus />}
        {list.error && (
          <ProblemAlert problem={problemOf(list.error)}>
            <Button mt="sm" size="xs" variant="default" onClick={() => void list.refetch()}>
              Try again
            </Button>
          </ProblemAlert>
        )}
      </Group>
      <RowTable rows={rows} columns={columns} rowId={(item) => item.key} />
      {removal.driftWaiting > rows.length && rows.length > 0 && (
        <Text size="sm" c="dimmed" p="md">
          The first {rows.length}; the others follow when these are decided.
        </Text>
      )}
    </Section>
  );
}
