import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type ApiKey = Schema<'ApiKey'>;

export const apiKeysQuery = (organization: string) =>
  listQuery<ApiKey>(['api-keys', organization], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/api-keys', {
        params: { path: { organization }, query: given({ cursor }) },
        signal,
      }),
    ),
  );
