import { Text } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import type { Schema } from '../../client.ts';
import { Empty } from '../../components/Empty.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { humanize } from '../../components/words.ts';
import { type Member, ownedQuery } from './queries.ts';

const column = columnsOf<Schema<'Resource'>>();
const columns = column.columns([
  column.accessor('name', {
    header: 'Name',
    cell: (cell) => (
      <Text size="sm" fw={600} className="break">
        {cell.getValue()}
      </Text>
    ),
  }),
  column.accessor('kind', { header: 'Kind', cell: (cell) => humanize(cell.getValue()) }),
  column.accessor((resource) => resource.runsNowAs ?? resource.runsAs, {
    id: 'runs-as',
    header: 'Runs as',
    cell: ({ row: { original: resource } }) => {
      const { runsAs, runsNowAs } = resource;
      if (runsNowAs && runsNowAs.id !== runsAs?.id) return `${runsNowAs.name}, in place of ${runsAs?.name ?? 'nobody'}`;
      return runsAs?.name ?? 'Does not run';
    },
    meta: { from: 'sm' },
  }),
]);

/** What a member is accountable for. */
export function OwnedTable({ organization, member }: { organization: string; member: Member }) {
  return (
    <Section title="Owns" flush>
      <QueryTable
        query={ownedQuery(organization, member.id)}
        columns={columns}
        rowId={(resource) => resource.id}
        noun="resource"
        empty={
          <Empty
            icon={<IconStack2 size={32} aria-hidden />}
            title="Owns nothing"
            says={`No pipeline, connection or schedule belongs to ${member.name}.`}
          />
        }
      />
    </Section>
  );
}
