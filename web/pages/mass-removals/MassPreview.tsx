import { Anchor, List, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Notice } from '../../components/Notice.tsx';
import { RowTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import type { MassRemovalPreview } from './queries.ts';

type Planned = MassRemovalPreview['people'][number];
const column = columnsOf<Planned>();

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('member.name', {
      header: 'Who',
      cell: ({ row: { original } }) => (
        <Anchor component={Link} to={paths.removalPreview(organization, original.member.id)} fz="sm" underline="always">
          {original.member.name}
        </Anchor>
      ),
    }),
    column.accessor('total', { header: 'Items' }),
    column.accessor('red', { header: 'Critical' }),
    column.accessor('cannotGo', { header: 'Nobody can receive', meta: { from: 'sm' } }),
  ]);

/** What the removal of a set would do: who leaves, who can't and why, and who would receive how much. */
export function MassPreview({ organization, preview }: { organization: string; preview: MassRemovalPreview }) {
  const columns = useMemo(() => columnsFor(organization), [organization]);
  const { people, refused, receivers, failingSchedules, needsApproval } = preview;
  return (
    <Stack gap="lg">
      {needsApproval && (
        <Notice kind="info" title="Another admin has to approve it">
          So many removals in so short a time need a second admin. Nothing happens before they agree.
        </Notice>
      )}
      {refused.length > 0 && (
        <Notice
          kind="warning"
          title={`${counted(refused.length, 'person', 'people')} can’t be removed with the others`}
        >
          <List size="sm">
            {refused.map(({ email, memberId, failure }) => (
              <List.Item key={email ?? memberId}>
                {email ?? memberId}: {failure.says}
              </List.Item>
            ))}
          </List>
        </Notice>
      )}
      <Section title={`${counted(people.length, 'person', 'people')} would leave`} flush>
        <RowTable rows={people} columns={columns} rowId={({ member }) => member.id} />
      </Section>
      <Section title="Who would receive what they hold">
        {receivers.length === 0 ? (
          <Text size="sm">They hold nothing that has to go to someone.</Text>
        ) : (
          <List size="sm">
            {receivers.map(({ member, items }) => (
              <List.Item key={member.id}>
                {member.name}: {counted(items, 'item')}
              </List.Item>
            ))}
          </List>
        )}
        <Text size="sm" mt="sm">
          {failingSchedules === 0
            ? 'No schedule of the next 14 days would fail.'
            : `${counted(failingSchedules, 'schedule')} of the next 14 days would fail: preview each person for the details.`}
        </Text>
      </Section>
    </Stack>
  );
}
