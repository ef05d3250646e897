import { Text } from '@mantine/core';
import { IconShieldSearch } from '@tabler/icons-react';
import type { Schema } from '../../client.ts';
import { Empty } from '../../components/Empty.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { humanize, permissionWords } from '../../components/words.ts';
import { accessOfMemberQuery, type Member } from './queries.ts';

const column = columnsOf<Schema<'AccessOfMember'>>();
const columns = column.columns([
  column.accessor('resource', {
    header: 'Resource',
    cell: ({ row: { original: access } }) => (
      <>
        <Text size="sm" fw={600} className="break">
          {access.resource.name}
        </Text>
        <Text size="xs" c="dimmed">
          {humanize(access.resource.kind)}
        </Text>
      </>
    ),
  }),
  column.accessor((access) => access.actions.map((action) => permissionWords[action].label).join(', ') || 'Nothing', {
    id: 'actions',
    header: 'May',
  }),
  column.accessor('because', {
    header: 'Why they see it',
    cell: (cell) => (
      <Text size="sm" className="break">
        {cell.getValue()}
      </Text>
    ),
    meta: { from: 'md' },
  }),
]);

/** What a member may do now, resource by resource, and why. Told to them and to admins. */
export function MayTable({ organization, member }: { organization: string; member: Member }) {
  if (!member.may.reviewAccess.allowed) return null;
  return (
    <Section title="May do" flush>
      <QueryTable
        query={accessOfMemberQuery(organization, member.id)}
        columns={columns}
        rowId={(access) => access.resource.id}
        noun="resource"
        empty={
          <Empty
            icon={<IconShieldSearch size={32} aria-hidden />}
            title="No access to anything"
            says={`Nothing is owned by, shared with or in a team of ${member.name}.`}
          />
        }
      />
    </Section>
  );
}
