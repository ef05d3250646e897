import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { paths } from '../../paths.ts';
import { followUpColumns } from '../follow-ups/columns.tsx';
import { followUpsQuery } from '../follow-ups/queries.ts';
import type { Removal } from './queries.ts';

/** What a removal leaves to people, from the step on in which it is opened. */
export function RemovalFollowUps({ organization, removal }: { organization: string; removal: Removal }) {
  const columns = useMemo(
    () => followUpColumns(organization, (followUp) => paths.removalAttest(organization, removal.id, followUp)),
    [organization, removal.id],
  );
  const opened = removal.steps.some((step) => step.step === 'grants' && step.status !== 'pending');
  if (!opened) return null;
  return (
    <Section title="Follow-ups" flush>
      <QueryTable
        query={followUpsQuery(organization, { removalId: removal.id })}
        columns={columns}
        rowId={(followUp) => followUp.id}
        noun="follow-up"
        empty={
          <Text size="sm" px="lg" pb="lg">
            This removal leaves nothing to people.
          </Text>
        }
      />
    </Section>
  );
}
