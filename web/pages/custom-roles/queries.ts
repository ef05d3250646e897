import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type CustomRole = Schema<'CustomRole'>;

export const customRolesQuery = (organization: string) =>
  listQuery<CustomRole>(['custom-roles', organization], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/custom-roles', {
        params: { path: { organization }, query: given({ cursor }) },
        signal,
      }),
    ),
  );

/** Those that can be chosen. */
export const customRoleChoicesQuery = (organization: string) =>
  queryOptions({
    queryKey: ['custom-roles', organization, 'choices'],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/custom-roles', {
          params: { path: { organization }, query: { limit: 200 } },
          signal,
        }),
      ),
  });

export const customRoleQuery = (organization: string, customRole: string) =>
  queryOptions({
    queryKey: ['custom-role', organization, customRole],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/custom-roles/{customRole}', {
          params: { path: { organization, customRole } },
          signal,
        }),
      ),
  });
