import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Approval = Schema<'Approval'>;

/** `mine`: only those that wait for the caller. */
export const approvalsQuery = (organization: string, mine: boolean) =>
  listQuery<Approval>(['approvals', organization, { mine }], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/approvals', {
        params: { path: { organization }, query: given({ mine: mine ? ('true' as const) : undefined, cursor }) },
        signal,
      }),
    ),
  );

export const approvalQuery = (organization: string, approval: string) =>
  queryOptions({
    queryKey: ['approval', organization, approval],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/approvals/{approval}', {
          params: { path: { organization, approval } },
          signal,
        }),
      ),
  });
