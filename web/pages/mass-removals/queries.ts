import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type MassRemoval = Schema<'MassRemoval'>;
export type MassRemovalPreview = Schema<'MassRemovalPreview'>;

export const massRemovalsQuery = (organization: string) =>
  listQuery<MassRemoval>(['mass-removals', organization], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/mass-removals', {
        params: { path: { organization }, query: given({ cursor }) },
        signal,
      }),
    ),
  );

const EVERY_MS = 2_000;
const hasEnded = ({ status, counts }: MassRemoval): boolean =>
  (status === 'done' || status === 'refused' || status === 'cancelled') &&
  counts.completed + counts.cancelled + counts.drafted + counts.refused === counts.total;

/** Read again every few seconds until everyone's removal has ended. */
export const massRemovalQuery = (organization: string, massRemoval: string) =>
  queryOptions({
    queryKey: ['mass-removal', organization, massRemoval],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/mass-removals/{massRemoval}', {
          params: { path: { organization, massRemoval } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data !== undefined && hasEnded(state.data) ? false : EVERY_MS),
  });

/** `progress` changes when the people have to be read again. */
export const peopleQuery = (organization: string, massRemoval: string, progress: MassRemoval['counts']) =>
  listQuery<Schema<'MassRemovalPerson'>>(
    ['mass-removal-people', organization, massRemoval, progress],
    (cursor, signal) =>
      take(
        api.GET('/v1/organizations/{organization}/mass-removals/{massRemoval}/people', {
          params: { path: { organization, massRemoval }, query: given({ cursor }) },
          signal,
        }),
      ),
  );

/** What it would do, computed now by the code that would run. A POST, but it changes nothing. */
export const massPreviewQuery = (organization: string, emails: readonly string[], effectiveAt: string | undefined) =>
  queryOptions({
    queryKey: ['mass-removal-preview', organization, emails, effectiveAt],
    queryFn: ({ signal }) =>
      take(
        api.POST('/v1/organizations/{organization}/mass-removals/preview', {
          params: { path: { organization } },
          body: { memberIds: [], emails: [...emails], successors: [], ...given({ effectiveAt }) },
          signal,
        }),
      ),
    enabled: emails.length > 0,
    staleTime: 0,
    gcTime: 60_000,
  });
