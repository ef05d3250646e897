import { Button, Group, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../../client.ts';
import { When } from '../../components/When.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { Status } from '../../components/Status.tsx';
import { statusLooks } from '../../components/status-words.ts';
import { columnsOf } from '../../components/table.ts';
import { actionWords, capitalized, humanize, successorRuleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import type { PlanItem, Removal } from './queries.ts';
import { whyOf } from './why.ts';
import { handsOver, itemName } from './words.ts';

type Item = Schema<'PreviewItem'>;

function Name({ item }: { item: Item }) {
  const why = whyOf(item);
  return (
    <>
      <Text size="sm" fw={600} className="break">
        {itemName(item)}
      </Text>
      <Text size="xs" c="dimmed" className="break">
        {capitalized(item.title)}
        {why && `: ${why}`}
      </Text>
      <Narrow item={item} />
    </>
  );
}

/** What happens and to whom, where a narrow screen leaves out the columns for it. */
function Narrow({ item }: { item: Item }) {
  return (
    <Text size="xs" hiddenFrom="sm" mt={4}>
      {actionWords[item.action] ?? humanize(item.action)}
      {item.successor !== null && ` to ${item.successor.name}`}
    </Text>
  );
}

function Successor({ item }: { item: Item }) {
  if (item.successor === null) {
    return (
      <>
        <Text size="sm">{handsOver(item) ? 'Nobody yet' : 'Nobody needs to'}</Text>
        <PassedOver item={item} />
      </>
    );
  }
  return (
    <>
      <Text size="sm">{item.successor.name}</Text>
      {item.successorRule !== null && (
        <Text size="xs" c="dimmed">
          {successorRuleWords[item.successorRule] ?? humanize(item.successorRule)}
          {item.explained !== null && item.explained.among > 1 && `, one of ${item.explained.among} who could`}
        </Text>
      )}
      <PassedOver item={item} />
    </>
  );
}

/** Why nobody whom an earlier rule names receives it. */
function PassedOver({ item }: { item: Item }) {
  const passedOver = item.explained?.passedOver ?? [];
  if (passedOver.length === 0) return null;
  return (
    <details className="passed-over">
      <summary>Why nobody before</summary>
      <ul className="plain-list">
        {passedOver.map(({ says }) => (
          <li key={says}>{says}</li>
        ))}
      </ul>
    </details>
  );
}

const previewColumn = columnsOf<Item>();

/** The plan before it runs. */
export const previewColumns = (choose: (item: Item) => void) =>
  previewColumn.columns([
    previewColumn.accessor('objectName', { header: 'Item', cell: ({ row }) => <Name item={row.original} /> }),
    previewColumn.accessor('risk', {
      header: 'Risk',
      cell: (cell) => <Status kind="risk" is={cell.getValue()} />,
    }),
    previewColumn.accessor('action', {
      header: 'What happens',
      cell: (cell) => actionWords[cell.getValue()] ?? humanize(cell.getValue()),
      meta: { from: 'sm' },
    }),
    previewColumn.accessor('successor', {
      header: 'Who gets it',
      cell: ({ row: { original: item } }) => <Successor item={item} />,
      meta: { from: 'sm' },
    }),
    previewColumn.display({
      id: 'choose',
      header: 'Choose',
      cell: ({ row: { original: item } }) =>
        handsOver(item) && (
          <Button size="compact-sm" variant="default" onClick={() => choose(item)}>
            {item.successor === null ? 'Choose' : 'Change'}
            <VisuallyHidden> who gets {itemName(item)}</VisuallyHidden>
          </Button>
        ),
      meta: { srOnly: true },
    }),
  ]);

const planColumn = columnsOf<PlanItem>();

/** How what was handed over ran first as whoever got it: seen in what its host asks. */
function FirstRun({ item: { kind, status, firstRun, successor, facts } }: { item: PlanItem }) {
  if (kind !== 'resource-runs-as' || status !== 'done') return null;
  if (firstRun === null)
    return facts['archived'] === true ? null : (
      <Text size="xs" c="dimmed" mt={4}>
        No run seen yet
      </Text>
    );
  const as = `First run as ${successor?.name ?? 'whoever got it'}`;
  return firstRun.allowed ? (
    <Text size="xs" c="dimmed" mt={4}>
      {as} <When at={firstRun.at} inline />: allowed
    </Text>
  ) : (
    <Text size="xs" fw={600} className="break" mt={4}>
      {as} <When at={firstRun.at} inline />: refused, {firstRun.because}
    </Text>
  );
}

/** What was said of it in the notice period. */
function Answers({ item: { handOver, declinedBy } }: { item: PlanItem }) {
  return (
    <>
      {handOver !== null && (
        <Text size="xs" c="dimmed" mt={4}>
          {statusLooks.handOverOffer[handOver.status].label}
          {handOver.bySilence && ', by silence'}
        </Text>
      )}
      {declinedBy.length > 0 && (
        <Text size="xs" c="dimmed" mt={4} className="break">
          Not taken by {declinedBy.map(({ name }) => name).join(', ')}
        </Text>
      )}
    </>
  );
}

const itemActions = (organization: string, removal: Removal, item: PlanItem) => [
  ...(handsOver(item)
    ? [
        {
          label: 'Change who gets it',
          may: removal.may.changeSuccessor,
          to: paths.removalSuccessor(organization, removal.id, item.key),
        },
      ]
    : []),
  {
    label: 'Skip with a reason',
    may: item.may.skip,
    to: paths.removalSkip(organization, removal.id, item.step, item.key),
  },
];

/** The plan while it runs and afterwards. */
export const planColumns = (organization: string, removal: Removal) =>
  planColumn.columns([
    planColumn.accessor('objectName', { header: 'Item', cell: ({ row }) => <Name item={row.original} /> }),
    planColumn.accessor('action', {
      header: 'What happens',
      cell: (cell) => actionWords[cell.getValue()] ?? humanize(cell.getValue()),
      meta: { from: 'sm' },
    }),
    planColumn.accessor('successor', {
      header: 'Who gets it',
      cell: ({ row: { original: item } }) => (
        <>
          <Successor item={item} />
          <Answers item={item} />
        </>
      ),
      meta: { from: 'sm' },
    }),
    planColumn.accessor('status', {
      header: 'State',
      cell: ({ row: { original: item } }) => (
        <>
          <Status kind="item" is={item.status} />
          {item.reason !== null && (
            <Text size="xs" c="dimmed" mt={4} className="break">
              {item.reason}
            </Text>
          )}
          <FirstRun item={item} />
          {item.drift !== null && (
            <Text size="xs" fw={600} mt={4}>
              Found after the suspension
            </Text>
          )}
        </>
      ),
    }),
    planColumn.display({
      id: 'actions',
      header: 'Actions',
      cell: ({ row: { original: item } }) => (
        <RowMenu label={`Actions for ${itemName(item)}`} actions={itemActions(organization, removal, item)} />
      ),
      meta: { srOnly: true },
    }),
  ]);

/** What waits for a person: `accept` is the button of one. */
export const driftColumns = (organization: string, removal: Removal, accept: (item: PlanItem) => ReactNode) =>
  planColumn.columns([
    planColumn.accessor('objectName', { header: 'Item', cell: ({ row }) => <Name item={row.original} /> }),
    planColumn.accessor('driftBecause', {
      header: 'Why it waits',
      cell: (cell) => (
        <Text size="sm" className="break">
          {cell.getValue()?.says ?? 'It was not in the plan'}
        </Text>
      ),
    }),
    planColumn.accessor('action', {
      header: 'What happens',
      cell: (cell) => actionWords[cell.getValue()] ?? humanize(cell.getValue()),
      meta: { from: 'sm' },
    }),
    planColumn.accessor('successor', {
      header: 'Who gets it',
      cell: ({ row: { original: item } }) => <Successor item={item} />,
      meta: { from: 'sm' },
    }),
    planColumn.display({
      id: 'decide',
      header: 'Decide',
      cell: ({ row: { original: item } }) => (
        <Group gap="xs" wrap="nowrap">
          {accept(item)}
          <RowMenu label={`Actions for ${itemName(item)}`} actions={itemActions(organization, removal, item)} />
        </Group>
      ),
      meta: { srOnly: true },
    }),
  ]);
