import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Reinstatement = Schema<'Reinstatement'>;
export type PlannedReinstatement = Schema<'PlannedReinstatement'>;
export type ReinstatementItem = Schema<'ReinstatementItem'>;
export type Outcome = Schema<'ReinstatementOutcome'>;

const MOMENT = 1_500;

/** What undoing a removal would do, computed now by the code that would run. A POST, but it changes nothing. */
export const reinstatePreviewQuery = (organization: string, removalId: string) =>
  queryOptions({
    queryKey: ['reinstatement-preview', organization, removalId],
    queryFn: ({ signal }) =>
      take(
        api.POST('/v1/organizations/{organization}/reinstatements/preview', {
          params: { path: { organization } },
          body: { removalId },
          signal,
        }),
      ),
    staleTime: 0,
    gcTime: 60_000,
  });

/** Read again each moment, as long as it runs. */
export const reinstatementQuery = (organization: string, reinstatement: string) =>
  queryOptions({
    queryKey: ['reinstatement', organization, reinstatement],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/reinstatements/{reinstatement}', {
          params: { path: { organization, reinstatement } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.status === 'completed' ? false : MOMENT),
  });

/** They are read again when the reinstatement got further. */
export const reinstatementItemsQuery = (
  organization: string,
  { id: reinstatement, status, pending, awaitingHost, skipped }: Reinstatement,
  outcome: Outcome | undefined,
) => {
  const progress = { status, pending, awaitingHost, skipped };
  return listQuery<ReinstatementItem>(
    ['reinstatement-items', organization, reinstatement, { outcome, progress }],
    (cursor, signal) =>
      take(
        api.GET('/v1/organizations/{organization}/reinstatements/{reinstatement}/items', {
          params: { path: { organization, reinstatement }, query: given({ outcome, cursor }) },
          signal,
        }),
      ),
  );
};
