import { queryOptions } from '@tanstack/react-query';
import { api, type Schema, take } from '../../client.ts';

export type Bookmark = Schema<'Bookmark'>;

/** The reader's own, in this organization, by name. */
export const bookmarksQuery = (organization: string) =>
  queryOptions({
    queryKey: ['bookmarks', organization],
    queryFn: ({ signal }) =>
      take(api.GET('/v1/organizations/{organization}/bookmarks', { params: { path: { organization } }, signal })),
  });
