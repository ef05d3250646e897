import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type FollowUp = Schema<'FollowUp'>;
export interface FollowUpFilter {
  mine?: boolean | undefined;
  status?: Schema<'FollowUpStatus'> | undefined;
  removalId?: string | undefined;
}

export const followUpsQuery = (organization: string, filter: FollowUpFilter) =>
  listQuery<FollowUp>(['follow-ups', organization, filter], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/follow-ups', {
        params: {
          path: { organization },
          query: given({ ...filter, mine: filter.mine ? ('true' as const) : undefined, cursor }),
        },
        signal,
      }),
    ),
  );

export const followUpQuery = (organization: string, followUp: string) =>
  queryOptions({
    queryKey: ['follow-up', organization, followUp],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/follow-ups/{followUp}', {
          params: { path: { organization, followUp } },
          signal,
        }),
      ),
  });
