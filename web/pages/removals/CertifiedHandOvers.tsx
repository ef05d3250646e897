import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { RowTable } from '../../components/QueryTable.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { type HandOverOffer, offersQuery } from '../hand-over-offers/queries.ts';
import type { Predicate } from './statement.ts';

type Answer = NonNullable<Predicate['handOvers']>[number] & { name: string };
const column = columnsOf<Answer>();
const columns = column.columns([
  column.accessor('name', { header: 'Offered to' }),
  column.accessor('items', { header: 'Things', meta: { from: 'sm' } }),
  column.accessor('answer', {
    header: 'Answer',
    cell: ({ row: { original } }) => (
      <>
        <Status kind="handOverOffer" is={original.answer as HandOverOffer['status']} />
        {original.bySilence && (
          <Text size="xs" c="dimmed">
            By silence
          </Text>
        )}
      </>
    ),
  }),
  column.accessor('at', { header: 'When', cell: (cell) => <When at={cell.getValue()} />, meta: { from: 'sm' } }),
]);

/** The certificate has ids only; whoever may read it may know the names. */
export function CertifiedHandOvers({
  organization,
  removal,
  answers,
}: {
  organization: string;
  removal: string;
  answers: NonNullable<Predicate['handOvers']>;
}) {
  const offers = useInfiniteQuery(offersQuery(organization, { removalId: removal }));
  const successors = offers.data?.pages.flatMap(({ items }) => items.map(({ successor }) => successor)) ?? [];
  const names = new Map(successors.map(({ id, name }) => [id, name]));
  const rows = answers.map((answer) => ({ ...answer, name: names.get(answer.successorId) ?? answer.successorId }));
  return <RowTable rows={rows} columns={columns} rowId={(row) => row.successorId} />;
}
