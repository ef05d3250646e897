import { Text } from '@mantine/core';
import { RowTable } from '../../components/QueryTable.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { duration } from '../../components/time.ts';
import { When } from '../../components/When.tsx';
import { counted, humanize } from '../../components/words.ts';
import type { Predicate } from './statement.ts';
import { kindWords, stepWords } from './words.ts';

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
  kind.accessor('kind', { header: 'Kind', cell: (cell) => kindWords[cell.getValue()] ?? humanize(cell.getValue()) }),
  kind.accessor('planned', { header: 'Planned' }),
  kind.accessor('done', { header: 'Done' }),
  kind.accessor('skipped', { header: 'Skipped', meta: { from: 'sm' } }),
  kind.accessor('open', { header: 'Open', meta: { from: 'sm' } }),
  kind.accessor('left', { header: 'Left now' }),
]);

/** Only what there was or is: of every other kind nothing was found, before or afterwards. */
export function CertifiedKinds({ stated }: { stated: Predicate }) {
  const found = stated.kinds.filter((row) => row.planned > 0 || row.left > 0);
  return (
    <>
      {found.length > 0 && <RowTable rows={found} columns={kindColumns} rowId={(row) => row.kind} />}
      <Remark says={`${counted(stated.kinds.length - found.length, 'other kind')} of things: none held, none left.`} />
    </>
  );
}

const results = { refused: 'Refused', open: 'Let in', unanswered: 'No answer', none: 'None to try' } as const;
const hostResults = { ...results, refused: 'Confirmed', open: 'Says otherwise' } as const;
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
  door.accessor('result', {
    header: 'Result',
    cell: ({ row: { original } }) => (original.door === 'host' ? hostResults : results)[original.result],
  }),
  door.accessor('answer', { header: 'Answer', meta: { from: 'sm' } }),
  door.accessor('at', { header: 'Tried', cell: (cell) => <When at={cell.getValue()} />, meta: { from: 'md' } }),
]);

export function CertifiedDoors({ stated }: { stated: Predicate }) {
  if (stated.doors.length === 0) return <Remark says="There was none to try." />;
  return <RowTable rows={stated.doors} columns={doorColumns} rowId={(row) => `${row.door} ${row.objectId}`} />;
}

function Remark({ says }: { says: string }) {
  return (
    <Text size="sm" c="dimmed" px={{ base: 'md', sm: 'lg' }} py="md">
      {says}
    </Text>
  );
}
