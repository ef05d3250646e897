import { NameCell } from '../../components/NameCell.tsx';
import { columnsOf } from '../../components/table.ts';
import { humanize } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { BookmarkStar } from '../bookmarks/BookmarkStar.tsx';
import type { Resource } from './queries.ts';

const column = columnsOf<Resource>();

/** A connection has a page of its own, with its secret. */
export const pageOf = (organization: string, { id, kind }: Pick<Resource, 'id' | 'kind'>): string =>
  kind === 'connection' ? paths.connection(organization, id) : paths.resource(organization, id);

export function runsAsText({ runsAs, runsNowAs }: Pick<Resource, 'runsAs' | 'runsNowAs'>): string {
  if (runsNowAs && runsNowAs.id !== runsAs?.id) return `${runsNowAs.name}, in place of ${runsAs?.name ?? 'nobody'}`;
  return runsAs?.name ?? 'Does not run';
}

export const resourceColumns = (organization: string) =>
  column.columns([
    column.display({
      id: 'star',
      header: 'Bookmark',
      cell: ({ row }) => <BookmarkStar organization={organization} resource={row.original} />,
      meta: { srOnly: true },
    }),
    column.accessor('name', {
      header: 'Name',
      cell: ({ row: { original: resource } }) => (
        <NameCell
          name={resource.name}
          to={pageOf(organization, resource)}
          below={resource.archivedAt === null ? resource.hostId : `${resource.hostId}, archived`}
        />
      ),
    }),
    column.accessor('kind', { header: 'Kind', cell: (cell) => humanize(cell.getValue()) }),
    column.accessor('owner.name', { header: 'Owner', meta: { from: 'sm' } }),
    column.accessor(runsAsText, { id: 'runs-as', header: 'Runs as', meta: { from: 'md' } }),
    column.accessor((resource) => resource.team?.name ?? '', { id: 'team', header: 'Team', meta: { from: 'lg' } }),
  ]);
