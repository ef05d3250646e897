import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconStar } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { NameCell } from '../../components/NameCell.tsx';
import { Page } from '../../components/Page.tsx';
import { RowTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { humanize } from '../../components/words.ts';
import { pageOf } from '../resources/columns.tsx';
import { BookmarkStar } from './BookmarkStar.tsx';
import { type Bookmark, bookmarksQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/bookmarks');
const column = columnsOf<Bookmark>();

const columnsFor = (organization: string) =>
  column.columns([
    column.display({
      id: 'star',
      header: 'Bookmark',
      cell: ({ row }) => <BookmarkStar organization={organization} resource={row.original.resource} />,
      meta: { srOnly: true },
    }),
    column.accessor('resource', {
      header: 'Name',
      cell: (cell) => <NameCell name={cell.getValue().name} to={pageOf(organization, cell.getValue())} />,
    }),
    column.accessor('resource.kind', { header: 'Kind', cell: (cell) => humanize(cell.getValue()) }),
    column.accessor('createdAt', {
      header: 'Bookmarked',
      cell: (cell) => <When at={cell.getValue()} />,
      meta: { from: 'sm' },
    }),
  ]);

/** What the reader has bookmarked in this organization: nobody else sees it. */
export function BookmarksPage() {
  const { organization } = route.useParams();
  const { data } = useSuspenseQuery(bookmarksQuery(organization));
  const rows = useAllSince(data.items);
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Page title="Bookmarks" summary="Yours alone, and of this organization alone.">
      <Section title="Your bookmarks" flush>
        {rows.length === 0 ? (
          <Empty
            icon={<IconStar size={32} aria-hidden />}
            title="No bookmarks yet"
            says="The star beside a resource or connection keeps it here."
          />
        ) : (
          <RowTable rows={rows} columns={columns} rowId={({ resource }) => resource.id} />
        )}
      </Section>
    </Page>
  );
}

/** What is removed stays until the page is left, with its star empty: pressing it again is the way back, and the focus does not get lost. */
function useAllSince(items: Bookmark[]): Bookmark[] {
  const [shown, setShown] = useState(items);
  const added = items.filter((item) => !shown.some(({ resource }) => resource.id === item.resource.id));
  if (added.length > 0) setShown([...shown, ...added]);
  return shown;
}
