import { useMemo } from 'react';
import { Text } from '@mantine/core';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { offerColumns } from '../hand-over-offers/columns.tsx';
import { offersQuery } from '../hand-over-offers/queries.ts';
import type { Removal } from './queries.ts';

/** Who was asked in the notice period, and what they said. */
export function RemovalOffers({ organization, removal }: { organization: string; removal: Removal }) {
  const columns = useMemo(() => offerColumns(organization), [organization]);
  if (removal.forCause || removal.startedAt === null || removal.effectiveAt <= removal.startedAt) return null;
  return (
    <Section title="What successors say" flush>
      <QueryTable
        query={offersQuery(organization, { removalId: removal.id })}
        columns={columns}
        rowId={(offer) => offer.id}
        noun="offer"
        empty={
          <Text size="sm" px="lg" pb="lg">
            Nobody is asked: nothing goes to anyone but the custodian or whoever asked for the removal.
          </Text>
        }
      />
    </Section>
  );
}
