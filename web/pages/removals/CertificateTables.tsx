import { Text } from '@mantine/core';
import { RowTable } from '../../components/QueryTable.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { duration } from '../../components/time.ts';
import { When } from '../../components/When.tsx';
import { humanize } from '../../components/words.ts';
import type { Predicate } from './statement.ts';
import { stepWords } from './words.ts';

const step = columnsOf<Predicate['steps'][number]>();
const stepColumns = step.columns([
  step.accessor('step', { header: 'Step', cell: (cell) => stepWords[cell.getValue()] }),
  step.accessor('status', {
    header: 'State',
    cell: ({ row: { original } }) => (
      <>
        {original.step === 'certificate' ? 'Signed with this' : <Status kind="step" is={original.status} />}
        {original.reason !== undefined && (
          <Text size="xs" c="dimmed" mt={4}>
            {original.reason}
          </Text>
        )}
      </>
    ),
  }),
  step.accessor('tookMs', {
    header: 'Took',
    cell: (cell) => {
      const took = cell.getValue();
      return took === null ? 'Not over then' : duration(took);
    },
  }),
  step.accessor('endedAt', {
    header: 'Ended',
    cell: (cell) => {
      const at = cell.getValue();
      return at === null ? null : <When at={at} />;
    },
    meta: { from: 'sm' },
  }),
]);

export function CertifiedSteps({ stated }: { stated: Predicate }) {
  return <RowTable rows={stated.steps} columns={stepColumns} rowId={(row) => row.step} />;
}

const kind = columnsOf<Predicate['kinds'][number]>();
const kindColumns = kind.columns([
  kind.accessor('kind', { header: 'Kind', cell: (cell) => humanize(cell.getValue()) }),
  kind.accessor('planned', { header: 'Planned' }),
  kind.accessor('done', { header: 'Done' }),
  kind.accessor('skipped', { header: 'Skipped', meta: { from: 'sm' } }),
  kind.accessor('open', { header: 'Open', meta: { from: 'sm' } }),
  kind.accessor('left', { header: 'Left now' }),
]);

export function CertifiedKinds({ stated }: { stated: Predicate }) {
  if (stated.kinds.length === 0) return <Nothing says="They held nothing." />;
  return <RowTable rows={stated.kinds} columns={kindColumns} rowId={(row) => row.kind} />;
}

const results = { refused: 'Refused', open: 'Let in', unanswered: 'No answer' } as const;
const door = columnsOf<Predicate['doors'][number]>();
const doorColumns = door.columns([
  door.accessor('door', {
    header: 'Door',
    cell: ({ row: { original } }) => (
      <>
        {humanize(original.door)}
        <Text size="xs" c="dimmed" className="break">
          {original.objectId}
        </Text>
      </>
    ),
  }),
  door.accessor('result', { header: 'Result', cell: (cell) => results[cell.getValue()] }),
  door.accessor('answer', { header: 'Answer', meta: { from: 'sm' } }),
  door.accessor('at', { header: 'Tried', cell: (cell) => <When at={cell.getValue()} />, meta: { from: 'md' } }),
]);

export function CertifiedDoors({ stated }: { stated: Predicate }) {
  if (stated.doors.length === 0) return <Nothing says="There was none to try." />;
  return <RowTable rows={stated.doors} columns={doorColumns} rowId={(row) => `${row.door} ${row.objectId}`} />;
}

function Nothing({ says }: { says: string }) {
  return (
    <Text size="sm" px="lg" pb="lg">
      {says}
    </Text>
  );
}
