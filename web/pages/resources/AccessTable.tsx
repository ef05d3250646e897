import { Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { api, given, type Schema, take } from '../../client.ts';
import { Empty } from '../../components/Empty.tsx';
import { NameCell } from '../../components/NameCell.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf, listQuery } from '../../components/table.ts';
import { paths } from '../../paths.ts';

type Share = Schema<'Share'>;
const column = columnsOf<Share>();
const columnsFor = (organization: string) =>
  column.columns([
    column.accessor((share) => share.member?.name ?? share.team?.name ?? '', {
      id: 'receiver',
      header: 'Shared with',
      cell: ({ row: { original: share } }) =>
        share.member === null ? (
          <Text size="sm" fw={600} className="break">
            Team {share.team?.name}
          </Text>
        ) : (
          <NameCell name={share.member.name} to={paths.member(organization, share.member.id)} />
        ),
    }),
    column.accessor('level', { header: 'Level' }),
  ]);

const sharesQuery = (organization: string, resourceId: string) =>
  listQuery<Share>(['shares', organization, { resourceId }], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/shares', {
        params: { path: { organization }, query: given({ resourceId, cursor }) },
        signal,
      }),
    ),
  );

/** Who was given access to a resource, beside its owner and teams. */
export function AccessTable({ organization, resource }: { organization: string; resource: string }) {
  return (
    <Section title="Shared with" flush>
      <QueryTable
        query={sharesQuery(organization, resource)}
        columns={columnsFor(organization)}
        rowId={(share) => share.id}
        noun="share"
        empty={
          <Empty
            icon={<IconLock size={32} aria-hidden />}
            title="Shared with nobody"
            says="Only its owner, its teams and the admins have access."
          />
        }
      />
    </Section>
  );
}
