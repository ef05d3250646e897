import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useMemo } from 'react';
import { RowTable } from '../../components/QueryTable.tsx';
import { save } from '../../components/save.ts';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { counted, relationshipWords, roleWords } from '../../components/words.ts';
import { type PreviewedLine, problemsFirst, reasonOf, reportOf, stateOf, summaryOf } from './csv-words.ts';
import { type LineResult, useInviting } from './use-inviting.ts';

const column = columnsOf<PreviewedLine>();

const columnsFor = (results: ReadonlyMap<number, LineResult>) =>
  column.columns([
    column.accessor('line', { header: 'Line' }),
    column.accessor('email', {
      header: 'Who',
      cell: ({ row: { original: line } }) => (
        <>
          <Text size="sm" fw={600} className="break">
            {line.invite?.name ?? line.email}
          </Text>
          <Text size="xs" c="dimmed" className="break">
            {termsOf(line)}
          </Text>
        </>
      ),
    }),
    column.display({
      id: 'state',
      header: 'What would happen',
      cell: ({ row: { original: line } }) => {
        const result = results.get(line.line);
        return (
          <>
            <Text size="sm" fw={line.invite === null || result?.status === 'failed' ? 600 : 400}>
              {stateOf(line, result)}
            </Text>
            <Text size="xs" c="dimmed" className="break">
              {reasonOf(line, result)}
            </Text>
          </>
        );
      },
    }),
  ]);

function termsOf({ email, invite, named }: PreviewedLine): string {
  if (invite === null || named === null) return '';
  const role = named.customRole ?? roleWords[named.role].label.toLowerCase();
  const terms = `${relationshipWords[invite.relationship].toLowerCase()} as ${role}`;
  const teams = named.teams.length === 0 ? '' : `, in ${named.teams.join(', ')}`;
  return `${invite.name === undefined ? '' : `${email}, `}${terms}${teams}`;
}

/** What each line would do, problems first; then the start, and what became of each. */
export function CsvPreview({ organization, lines }: { organization: string; lines: PreviewedLine[] }) {
  const { results, running, wanted, open, start } = useInviting(organization, lines);
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: () => running });
  const rows = useMemo(() => problemsFirst(lines), [lines]);
  const columns = useMemo(() => columnsFor(results), [results]);
  const failed = [...results.values()].filter(({ status }) => status === 'failed').length;
  const report = () =>
    save(new Blob([reportOf(rows, results)], { type: 'text/csv;charset=utf-8' }), 'invitations-report.csv');
  return (
    <>
      <Section title="What would happen">
        <Stack>
          <Text size="sm" role="status">
            {summaryOf(lines)}
          </Text>
          <Text size="sm" c="dimmed">
            Keep this page open while it invites one after the other. If it is closed, show the same file again: who is
            invited by then is left out.
          </Text>
          {results.size > 0 && (
            <>
              <Progress value={((wanted - open) / wanted) * 100} aria-label="Invited so far" />
              <Text size="sm" role="status">
                {wanted - open} of {counted(wanted, 'person', 'people')} done, {failed} failed
              </Text>
            </>
          )}
          <Group gap="xs">
            {open > 0 && (
              <Button loading={running} onClick={start}>
                {failed > 0 ? `Try ${open} again` : `Invite ${counted(open, 'person', 'people')}`}
              </Button>
            )}
            <Button variant="default" onClick={report} disabled={running}>
              Download report
            </Button>
          </Group>
        </Stack>
      </Section>
      <Section title="Line by line" flush>
        <RowTable rows={rows} columns={columns} rowId={({ line }) => String(line)} />
      </Section>
    </>
  );
}
