import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type WhoMay = Schema<'WhoMay'>;

interface Asked {
  resource: string;
  action: Schema<'AccessAction'>;
  /** those too who may not */
  refused: boolean;
}

export const whoMayQuery = (organization: string, { resource, action, refused }: Asked) =>
  listQuery<WhoMay>(['who-may', organization, resource, { action, refused }], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/resources/{resource}/access', {
        params: {
          path: { organization, resource },
          query: { action, ...given({ cursor, allowed: refused ? undefined : ('true' as const) }) },
        },
        signal,
      }),
    ),
  );

export const resourceQuery = (organization: string, resource: string) =>
  queryOptions({
    queryKey: ['resource', organization, resource],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/resources/{resource}', {
          params: { path: { organization, resource } },
          signal,
        }),
      ),
  });
