import { Text } from '@mantine/core';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { capitalized, humanize } from '../../components/words.ts';
import type { PlannedReinstatement, ReinstatementItem } from './queries.ts';
import { whyWords } from './words.ts';

function Name({ item }: { item: PlannedReinstatement }) {
  return (
    <>
      <Text size="sm" fw={600} className="break">
        {item.objectName ?? humanize(item.kind)}
      </Text>
      <Text size="xs" c="dimmed" className="break">
        {capitalized(item.title)}
      </Text>
    </>
  );
}

function WhatBecomes({ item }: { item: PlannedReinstatement }) {
  return (
    <>
      <Status kind="outcome" is={item.outcome} />
      {item.why !== null && (
        <Text size="xs" c="dimmed" mt={4} className="break">
          {whyWords[item.why]}
        </Text>
      )}
    </>
  );
}

const plannedColumn = columnsOf<PlannedReinstatement>();

/** The plan before it runs. */
export const plannedColumns = plannedColumn.columns([
  plannedColumn.accessor('objectName', { header: 'Item', cell: ({ row }) => <Name item={row.original} /> }),
  plannedColumn.accessor('outcome', {
    header: 'What becomes of it',
    cell: ({ row }) => <WhatBecomes item={row.original} />,
  }),
  plannedColumn.accessor('receiver', {
    header: 'Received by',
    cell: (cell) => cell.getValue()?.name ?? '–',
    meta: { from: 'sm' },
  }),
]);

const itemColumn = columnsOf<ReinstatementItem>();

/** The plan while it runs and afterwards. */
export const itemColumns = itemColumn.columns([
  itemColumn.accessor('objectName', { header: 'Item', cell: ({ row }) => <Name item={row.original} /> }),
  itemColumn.accessor('outcome', {
    header: 'What becomes of it',
    cell: ({ row }) => <WhatBecomes item={row.original} />,
  }),
  itemColumn.accessor('receiver', {
    header: 'Received by',
    cell: (cell) => cell.getValue()?.name ?? '–',
    meta: { from: 'sm' },
  }),
  itemColumn.accessor('status', {
    header: 'State',
    cell: ({ row: { original: item } }) => (
      <>
        <Status kind="item" is={item.status} />
        {item.reason !== null && (
          <Text size="xs" c="dimmed" mt={4} className="break">
            {item.reason}
          </Text>
        )}
      </>
    ),
  }),
]);
