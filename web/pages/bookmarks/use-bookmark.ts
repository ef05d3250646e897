import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, take } from '../../client.ts';
import { problemOf } from '../../problem.ts';
import { type Bookmark, bookmarksQuery } from './queries.ts';

/**
 * Whether a resource is bookmarked (undefined: not known yet), and how to change that. It shows at once; what the API refuses is taken back, and said.
 * Clicks in a row go out one after the other.
 */
export function useBookmark(organization: string, { id, name, kind }: Bookmark['resource']) {
  const queries = useQueryClient();
  const { queryKey } = bookmarksQuery(organization);
  const bookmarks = useQuery(bookmarksQuery(organization));
  const mutation = useMutation({
    scope: { id: `bookmarks of ${organization}` },
    mutationFn: (wanted: boolean) => (wanted ? add(organization, id) : remove(organization, id)),
    onMutate: async (wanted) => {
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData(queryKey);
      const others = (before?.items ?? []).filter((each) => each.resource.id !== id);
      const own = wanted ? [{ resource: { id, name, kind }, createdAt: new Date().toISOString() }] : [];
      queries.setQueryData(queryKey, { items: [...others, ...own] });
      return before;
    },
    onError: (error, wanted, before) => {
      if (before !== undefined) queries.setQueryData(queryKey, before);
      const tried = wanted ? 'is not bookmarked' : 'is still bookmarked';
      notifications.show({ color: 'red', message: `${name} ${tried}: ${problemOf(error).message}` });
      return queries.invalidateQueries({ queryKey });
    },
  });
  return {
    bookmarked: bookmarks.data?.items.some((each) => each.resource.id === id),
    change: (wanted: boolean) => mutation.mutate(wanted),
  };
}

const add = (organization: string, resourceId: string) =>
  take(
    api.POST('/v1/organizations/{organization}/bookmarks', {
      params: { path: { organization } },
      body: { resourceId },
    }),
  );

const remove = (organization: string, resource: string) =>
  take(
    api.DELETE('/v1/organizations/{organization}/bookmarks/{resource}', {
      params: { path: { organization, resource } },
    }),
  );
