import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Leave = Schema<'Leave'>;
export type LeavePart = Schema<'LeavePart'>;

/** Removals go on by themselves: what is shown of them is read again. */
export const LOOK_AGAIN_MS = 5_000;

export const leavesQuery = (organization: string) =>
  listQuery<Schema<'LeaveSummary'>>(['leaves', organization], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/leaves', {
        params: { path: { organization }, query: given({ cursor }) },
        signal,
      }),
    ),
  );

export const leaveQuery = (organization: string, leave: string) =>
  queryOptions({
    queryKey: ['leave', organization, leave],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/leaves/{leave}', {
          params: { path: { organization, leave } },
          signal,
        }),
      ),
  });

export const leaveRequestsQuery = (organization: string) =>
  listQuery<Schema<'LeaveRequestSummary'>>(['leave-requests', organization], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/leave-requests', {
        params: { path: { organization }, query: given({ cursor }) },
        signal,
      }),
    ),
  );

export const leaveRequestQuery = (organization: string, leave: string) =>
  queryOptions({
    queryKey: ['leave-request', organization, leave],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/leave-requests/{leave}', {
          params: { path: { organization, leave } },
          signal,
        }),
      ),
  });
