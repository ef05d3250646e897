import { Button, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Facts } from '../../components/Facts.tsx';
import { RowTable } from '../../components/QueryTable.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { humanize } from '../../components/words.ts';
import type { AuditSearch } from '../../search.ts';
import type { AuditEntry } from './queries.ts';
import { type ChangedField, changesOf, originOf, personalOf, throughOf, whoOf } from './words.ts';

const column = columnsOf<ChangedField>();
const text = (value: string) => (
  <Text span size="sm" className="break">
    {value}
  </Text>
);
const columns = column.columns([
  column.accessor('field', { header: 'Field', cell: (cell) => text(cell.getValue()) }),
  column.accessor('before', { header: 'Before', cell: (cell) => text(cell.getValue()) }),
  column.accessor('after', { header: 'After', cell: (cell) => text(cell.getValue()) }),
]);

interface AuditEntryDrawerProps {
  /** undefined: closed. It stays, so that the focus goes back to the row. */
  entry: AuditEntry | undefined;
  onClose: () => void;
  onFilter: (filter: AuditSearch) => void;
}

/** One entry, whole: before and after, why, and what is kept of people or was erased. */
export function AuditEntryDrawer({ entry, onClose, onFilter }: AuditEntryDrawerProps) {
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={<Text fw={650}>{entry && `Entry ${entry.sequence}: ${entry.action}`}</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {entry && <Entry entry={entry} onFilter={onFilter} />}
    </Drawer>
  );
}

function Entry({ entry, onFilter }: { entry: AuditEntry; onFilter: (filter: AuditSearch) => void }) {
  const { actor, objectId } = entry;
  const actorId = actor['memberId'] ?? actor['onBehalfOf'];
  const changes = changesOf(entry);
  const personal = personalOf(entry);
  return (
    <Stack>
      <EntryFacts entry={entry} />
      <Group gap="xs">
        {typeof actorId === 'string' && (
          <Button size="xs" variant="default" onClick={() => onFilter({ actorId })}>
            All by the same
          </Button>
        )}
        {objectId !== null && (
          <Button size="xs" variant="default" onClick={() => onFilter({ objectId })}>
            All on the same {humanize(entry.object).toLowerCase()}
          </Button>
        )}
      </Group>
      <Part title="Before and after">
        {changes.length === 0 ? (
          <Text size="sm">The entry says that it happened, and no values.</Text>
        ) : (
          <RowTable rows={changes} columns={columns} rowId={({ field }) => field} />
        )}
      </Part>
      <Part title="Personal values">
        {personal.length === 0 ? (
          <Text size="sm">It has none.</Text>
        ) : (
          <Facts
            facts={personal.map(({ of, field, value }) => [named(entry, of, field), value ?? <Erased key={field} />])}
          />
        )}
      </Part>
    </Stack>
  );
}

function EntryFacts({ entry }: { entry: AuditEntry }) {
  const { actor, object, objectId } = entry;
  const origin = (field: 'address' | 'agent') => {
    const kept = originOf(entry, field);
    if (kept.is === 'absent') return undefined;
    return kept.is === 'kept' ? kept.value : <Erased key={field} />;
  };
  const told = (fact: string) => (typeof actor[fact] === 'string' ? actor[fact] : undefined);
  return (
    <Facts
      facts={[
        ['When', <When key="at" at={entry.at} inline />],
        ['Who', whoOf(entry)],
        ['On what', objectId === null ? humanize(object) : `${humanize(object)} ${objectId}`],
        ['Reason', entry.reason],
        ['Through', throughOf(entry)],
        ['From address', origin('address')],
        ['From agent', origin('agent')],
        ['Workflow', told('workflowId')],
        ['Request', told('requestId')],
        ['Hash', entry.hash],
      ]}
    />
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap="xs">
      <Title order={3} fz="sm">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

const Erased = () => (
  <Text span size="sm" c="dimmed" fs="italic">
    Erased
  </Text>
);

/** Two people in one entry have fields of the same name. */
function named({ objectId, personal }: AuditEntry, of: string, field: string): string {
  const alone = personal.every((one) => one.of === of);
  return alone || of === objectId ? humanize(field) : `${humanize(field)} (of ${of.slice(0, 8)})`;
}
