import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { itemName, kindWords } from '../removals/words.ts';
import type { HandOverOffer, OfferedItem } from './queries.ts';

const offer = columnsOf<HandOverOffer>();
const item = columnsOf<OfferedItem>();

export const offerColumns = (organization: string) =>
  offer.columns([
    offer.accessor('successor.name', {
      header: 'Offered to',
      cell: ({ row: { original } }) => (
        <Anchor
          component={Link}
          to={paths.handOverOffer(organization, original.id)}
          size="sm"
          fw={600}
          underline="always"
        >
          {original.successor.name}
        </Anchor>
      ),
    }),
    offer.accessor('items', {
      header: 'What',
      cell: ({ row: { original } }) => (
        <Text size="sm">
          {counted(original.items, 'thing', 'things')} of {original.leaver.name}
        </Text>
      ),
    }),
    offer.accessor('status', {
      header: 'Answer',
      cell: ({ row: { original } }) => (
        <>
          <Status kind="handOverOffer" is={original.status} />
          {original.bySilence && (
            <Text size="xs" c="dimmed">
              By silence
            </Text>
          )}
          {original.redirectedTo !== null && (
            <Text size="xs" c="dimmed">
              Named {original.redirectedTo.name}
            </Text>
          )}
          {original.reason !== null && (
            <Text size="xs" c="dimmed" className="break">
              {original.reason}
            </Text>
          )}
        </>
      ),
    }),
    offer.accessor('dueAt', { header: 'Until', cell: ({ getValue }) => <When at={getValue()} /> }),
  ]);

export const itemColumns = item.columns([
  item.accessor(itemName, { id: 'name', header: 'What' }),
  item.accessor('kind', { header: 'Why', cell: ({ getValue }) => kindWords[getValue()] ?? getValue() }),
  item.accessor('answer', {
    header: 'Answer',
    cell: ({ getValue }) => <Status kind="handOverOffer" is={getValue() ?? 'open'} />,
  }),
  item.accessor('comesAlong', {
    header: 'Comes along',
    meta: { from: 'sm' },
    cell: ({ getValue }) => (getValue() === 0 ? '' : `Use of ${counted(getValue(), 'connection', 'connections')}`),
  }),
]);
