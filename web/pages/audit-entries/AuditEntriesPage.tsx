import { Anchor, Button, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { IconDownload, IconHistory } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { humanize } from '../../components/words.ts';
import { AuditEntryDrawer } from './AuditEntryDrawer.tsx';
import { AuditFilters } from './AuditFilters.tsx';
import { type AuditEntry, auditEntriesQuery, exportAddress } from './queries.ts';
import { fromWhere, whoOf } from './words.ts';

const route = getRouteApi('/o/$organization/audit-entries');
const column = columnsOf<AuditEntry>();

const columnsFor = (open: (entry: AuditEntry) => void) =>
  column.columns([
    column.accessor('action', {
      header: 'What',
      cell: ({ row: { original: entry } }) => (
        <>
          <Anchor
            component="button"
            type="button"
            ta="left"
            fz="sm"
            fw={600}
            className="break"
            aria-haspopup="dialog"
            onClick={() => open(entry)}
          >
            {entry.action}
          </Anchor>
          <Text size="xs" c="dimmed" className="num">
            Entry {entry.sequence}
          </Text>
        </>
      ),
    }),
    column.accessor(whoOf, {
      id: 'who',
      header: 'Who',
      cell: (cell) => (
        <Text span size="sm" className="break">
          {cell.getValue()}
        </Text>
      ),
    }),
    column.accessor('object', {
      header: 'On what',
      cell: ({ row: { original: entry } }) => (
        <>
          {humanize(entry.object)}
          {entry.objectId !== null && (
            <Text size="xs" c="dimmed" className="break num">
              {entry.objectId}
            </Text>
          )}
        </>
      ),
      meta: { from: 'md' },
    }),
    column.accessor('at', { header: 'When', cell: (cell) => <When at={cell.getValue()} />, meta: { from: 'sm' } }),
    column.accessor(fromWhere, { id: 'from', header: 'From where', meta: { from: 'lg' } }),
  ]);

/** Every change by anyone: who, what, on what, when, from where. */
export function AuditEntriesPage() {
  const { organization } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [opened, setOpened] = useState<AuditEntry>();
  const columns = useMemo(() => columnsFor(setOpened), []);
  const filtered = Object.keys(search).length > 0;
  return (
    <Page
      title="Audit"
      summary="Every change by anyone, people or workflows, chained so that none can be altered or left out. Exports have what the filters show."
      actions={<Exports organization={organization} />}
    >
      <Section title="Filters">
        <AuditFilters organization={organization} />
      </Section>
      <Section title={filtered ? 'Entries that match, newest first' : 'All entries, newest first'} flush>
        <QueryTable
          query={auditEntriesQuery(organization, search)}
          columns={columns}
          rowId={({ sequence }) => String(sequence)}
          noun="entry"
          empty={
            <Empty
              icon={<IconHistory size={32} aria-hidden />}
              title="No entries"
              says={filtered ? 'None matches these filters.' : 'All that happened is older than the audit is kept.'}
            />
          }
        />
      </Section>
      <AuditEntryDrawer
        entry={opened}
        onClose={() => setOpened(undefined)}
        onFilter={(filter) => {
          setOpened(undefined);
          void navigate({ search: filter });
        }}
      />
    </Page>
  );
}

function Exports({ organization }: { organization: string }) {
  const search = route.useSearch();
  return (['ndjson', 'csv'] as const).map((format) => (
    <Button
      key={format}
      component="a"
      href={exportAddress(organization, search, format)}
      download={`audit.${format}`}
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      Export {format.toUpperCase()}
    </Button>
  ));
}
