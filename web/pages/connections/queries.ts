import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Connection = Schema<'Connection'>;
export type Exposure = Schema<'Exposure'>;
export type SecretVersion = Schema<'SecretVersion'>;

export const connectionsQuery = (organization: string, search: string | undefined) =>
  listQuery<Connection>(['connections', organization, { search }], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/connections', {
        params: { path: { organization }, query: given({ search, cursor }) },
        signal,
      }),
    ),
  );

export const connectionQuery = (organization: string, connection: string) =>
  queryOptions({
    queryKey: ['connection', organization, connection],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/connections/{connection}', {
          params: { path: { organization, connection } },
          signal,
        }),
      ),
  });

export const versionsQuery = (organization: string, connection: string) =>
  listQuery<SecretVersion>(['secret-versions', organization, connection], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/connections/{connection}/secret-versions', {
        params: { path: { organization, connection }, query: given({ cursor, limit: 10 }) },
        signal,
      }),
    ),
  );

export const exposuresQuery = (organization: string, connection: string) =>
  listQuery<Exposure>(['exposures', organization, connection], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/connections/{connection}/exposures', {
        params: { path: { organization, connection }, query: given({ cursor, limit: 20 }) },
        signal,
      }),
    ),
  );
