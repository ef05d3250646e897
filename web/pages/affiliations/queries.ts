import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Affiliation = Schema<'Affiliation'>;

export const affiliationsQuery = (organization: string) =>
  listQuery<Affiliation>(['affiliations', organization], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/affiliations', {
        params: { path: { organization }, query: given({ cursor }) },
        signal,
      }),
    ),
  );

/** To choose from: every page. */
export const allAffiliationsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['affiliations', organization, 'all'],
    queryFn: async ({ signal }) => {
      const all: Affiliation[] = [];
      let cursor: string | undefined;
      do {
        const query = given({ cursor, limit: 200 });
        const page = await take(
          api.GET('/v1/organizations/{organization}/affiliations', {
            params: { path: { organization }, query },
            signal,
          }),
        );
        all.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return all;
    },
  });

/** Whose code it is. Kept no longer than it is shown. */
export const offeredQuery = (organization: string, code: string) =>
  queryOptions({
    queryKey: ['affiliation-offered', organization, code],
    queryFn: ({ signal }) =>
      take(
        api.POST('/v1/organizations/{organization}/affiliations/preview', {
          params: { path: { organization } },
          body: { code },
          signal,
        }),
      ),
    gcTime: 0,
    retry: false,
  });
