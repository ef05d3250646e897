import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Removal = Schema<'Removal'>;
export type RemovalStep = Schema<'RemovalStep'>;
export type PlanItem = Schema<'PlanItem'>;
export type SuccessorChoice = Schema<'SuccessorChoice'>;
export interface ItemFilter {
  status?: PlanItem['status'] | undefined;
  risk?: PlanItem['risk'] | undefined;
}

export const removalsQuery = (organization: string, status: Schema<'RemovalStatus'> | undefined) =>
  listQuery<Schema<'RemovalSummary'>>(['removals', organization, { status }], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/removals', {
        params: { path: { organization }, query: given({ status, cursor }) },
        signal,
      }),
    ),
  );

export const removalQuery = (organization: string, removal: string) =>
  queryOptions({
    queryKey: ['removal', organization, removal],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/removals/{removal}', {
          params: { path: { organization, removal } },
          signal,
        }),
      ),
  });

export const itemsQuery = (organization: string, removal: string, filter: ItemFilter) =>
  listQuery<PlanItem>(['removal-items', organization, removal, filter], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/removals/{removal}/items', {
        params: { path: { organization, removal }, query: given({ ...filter, cursor }) },
        signal,
      }),
    ),
  );

/** What was found after the suspension and waits for a person, red first. */
export const driftQuery = (organization: string, removal: string) =>
  queryOptions({
    queryKey: ['removal-drift', organization, removal],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/removals/{removal}/items', {
          params: { path: { organization, removal }, query: { drift: 'waits', status: 'pending', limit: 100 } },
          signal,
        }),
      ),
  });

/** What was refused when it first ran as somebody else: the first hundred. */
export const refusedFirstRunsQuery = (organization: string, removal: string) =>
  queryOptions({
    queryKey: ['removal-refused-first-runs', organization, removal],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/removals/{removal}/items', {
          params: { path: { organization, removal }, query: { firstRun: 'refused', limit: 100 } },
          signal,
        }),
      ),
  });

export const certificateQuery = (organization: string, removal: string) =>
  queryOptions({
    queryKey: ['certificate', organization, removal],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/removals/{removal}/certificate', {
          params: { path: { organization, removal } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What a removal would do, computed now by the code that would run. A POST, but it changes nothing. */
export const previewQuery = (
  organization: string,
  input: { memberId: string; successors: SuccessorChoice[]; effectiveAt?: string | undefined },
) =>
  queryOptions({
    queryKey: ['removal-preview', organization, input],
    queryFn: ({ signal }) =>
      take(
        api.POST('/v1/organizations/{organization}/removals/preview', {
          params: { path: { organization } },
          body: {
            memberIds: [input.memberId],
            successors: input.successors,
            ...(input.effectiveAt === undefined ? {} : { effectiveAt: input.effectiveAt }),
          },
          signal,
        }),
      ),
    staleTime: 0,
    gcTime: 60_000,
  });
