import { Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { NameCell } from '../../components/NameCell.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { BookmarkStar } from '../bookmarks/BookmarkStar.tsx';
import { type Connection, connectionsQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/connections');
const column = columnsOf<Connection>();

const columnsFor = (organization: string) =>
  column.columns([
    column.display({
      id: 'star',
      header: 'Bookmark',
      cell: ({ row }) => (
        <BookmarkStar organization={organization} resource={{ ...row.original, kind: 'connection' }} />
      ),
      meta: { srOnly: true },
    }),
    column.accessor('name', {
      header: 'Connection',
      cell: ({ row: { original: connection } }) => (
        <NameCell
          name={connection.name}
          to={paths.connection(organization, connection.id)}
          below={connection.provider}
        />
      ),
    }),
    column.accessor('owner.name', { header: 'Owner', meta: { from: 'sm' } }),
    column.accessor('usedBy', { header: 'Used by', meta: { from: 'md' } }),
    column.accessor('secretSetAt', {
      header: 'Secret set',
      cell: ({ row: { original: connection } }) => {
        if (connection.secretSetAt !== null) return <When at={connection.secretSetAt} />;
        return <Text size="sm">{connection.auth === 'oauth' ? 'By consent (OAuth)' : 'Not set'}</Text>;
      },
      meta: { from: 'sm' },
    }),
  ]);

/** What automation runs on, and whose secret was set when. */
export function ConnectionsPage() {
  const { organization } = route.useParams();
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Page
      title="Connections"
      summary="Automation uses a connection without seeing its secret. Whoever reveals one is written down."
    >
      <Section
        title="All connections"
        aside={
          <SearchField
            label="Search by name or provider"
            placeholder="Name or provider"
            value={search ?? ''}
            onChange={(typed) => void navigate({ search: typed === '' ? {} : { search: typed }, replace: true })}
          />
        }
        flush
      >
        <QueryTable
          query={connectionsQuery(organization, search)}
          columns={columns}
          rowId={(connection) => connection.id}
          noun="connection"
          empty={
            <Empty
              icon={<IconPlugConnected size={32} aria-hidden />}
              title="Nothing found"
              says="No connection that you may see fits this search. Host products register them over the API."
            />
          }
        />
      </Section>
    </Page>
  );
}
