import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Resource = Schema<'Resource'>;
export interface ResourceFilter {
  search?: string | undefined;
  kind?: string | undefined;
  archived?: 'true' | undefined;
  runsAsId?: string | undefined;
  connectionId?: string | undefined;
  targetId?: string | undefined;
  teamId?: string | undefined;
}

export const resourcesQuery = (organization: string, filter: ResourceFilter) =>
  listQuery<Resource>(['resources', organization, filter], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/resources', {
        params: { path: { organization }, query: given({ ...filter, cursor }) },
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

export const kindsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['resource-kinds', organization],
    queryFn: ({ signal }) =>
      take(api.GET('/v1/organizations/{organization}/resource-kinds', { params: { path: { organization } }, signal })),
  });
