import { queryOptions } from '@tanstack/react-query';
import { api, take } from './client.ts';

/** Who is signed in here, and the organizations they belong to. Fails with `unauthenticated`. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => take(api.GET('/v1/session', { signal })),
  staleTime: 60_000,
});

/** One organization, its policy, the caller in it, and what they may do. */
export const organizationQuery = (organization: string) =>
  queryOptions({
    queryKey: ['organization', organization],
    queryFn: ({ signal }) =>
      take(api.GET('/v1/organizations/{organization}', { params: { path: { organization } }, signal })),
    staleTime: 30_000,
  });
