import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type ServiceAccount = Schema<'ServiceAccount'>;

export const serviceAccountsQuery = (
  organization: string,
  filter: { search?: string | undefined; archived?: 'true' | undefined },
) =>
  listQuery<ServiceAccount>(['service-accounts', organization, filter], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/service-accounts', {
        params: { path: { organization }, query: given({ ...filter, cursor }) },
        signal,
      }),
    ),
  );

export const serviceAccountQuery = (organization: string, serviceAccount: string) =>
  queryOptions({
    queryKey: ['service-account', organization, serviceAccount],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/service-accounts/{serviceAccount}', {
          params: { path: { organization, serviceAccount } },
          signal,
        }),
      ),
  });
