import { Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { NameCell } from '../../components/NameCell.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { type Exposure, exposuresQuery } from './queries.ts';

const column = columnsOf<Exposure>();
const hows = {
  created: 'Made it',
  revealed: 'Was shown it',
  'could-have-revealed': 'Could have revealed it',
} as const;

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('member.name', {
      header: 'Who',
      cell: ({ row: { original: exposure } }) => (
        <NameCell name={exposure.member.name} to={paths.member(organization, exposure.member.id)} />
      ),
    }),
    column.accessor('how', { header: 'How', cell: (cell) => hows[cell.getValue()] }),
    column.accessor('credential.version', { header: 'Version' }),
    column.accessor('from', { header: 'From', cell: (cell) => <When at={cell.getValue()} />, meta: { from: 'sm' } }),
    column.accessor('until', {
      header: 'Until',
      cell: (cell) => {
        const at = cell.getValue();
        return at === null ? <Text size="sm">Still</Text> : <When at={at} />;
      },
      meta: { from: 'sm' },
    }),
  ]);

/** Who could have known which version, from when to when: what a removal rotates by. */
export function ExposuresTable({ organization, connection }: { organization: string; connection: string }) {
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Section title="Who could have known the secret" flush>
      <QueryTable
        query={exposuresQuery(organization, connection)}
        columns={columns}
        rowId={(exposure) => exposure.id}
        noun="exposure"
        empty={
          <Empty
            icon={<IconEye size={32} aria-hidden />}
            title="Nobody"
            says="No secret was set, so nobody could have known one."
          />
        }
      />
    </Section>
  );
}
