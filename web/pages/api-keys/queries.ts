import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type ApiKey = Schema<'ApiKey'>;

export interface ApiKeyFilter {
  holderId?: string | undefined;
  state?: 'good' | 'ended' | undefined;
}

export const apiKeysQuery = (organization: string, filter: ApiKeyFilter) =>
  listQuery<ApiKey>(['api-keys', organization, filter], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/api-keys', {
        params: { path: { organization }, query: given({ ...filter, cursor }) },
        signal,
      }),
    ),
  );

export const apiKeyQuery = (organization: string, key: string) =>
  queryOptions({
    queryKey: ['api-key', organization, key],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/api-keys/{key}', { params: { path: { organization, key } }, signal }),
      ),
  });
