import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, type Schema, take } from '../../client.ts';
import type { WriteHeaders } from '../../command.ts';

export type AccessChange = Schema<'AccessChange'>;
export type Effects = Schema<'AccessChangeEffects'>;
/** What will be done, and who receives what it takes away; null: the rules decide. */
export interface Planned {
  change: AccessChange;
  successorId: string | null;
}

const bodyOf = ({ change, successorId }: Planned) => ({
  change,
  successors: successorId === null ? [] : [{ successorId }],
});

/** What it would do, found by doing and undoing it. A POST, but it changes nothing. */
export const accessChangePreviewQuery = (organization: string, planned: Planned) =>
  queryOptions({
    queryKey: ['access-change-preview', organization, planned],
    queryFn: ({ signal }) =>
      take(
        api.POST('/v1/organizations/{organization}/access-changes/preview', {
          params: { path: { organization } },
          body: bodyOf(planned),
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

/** Does what was seen, or nothing. */
export const makeAccessChange = (
  organization: string,
  planned: Planned & { planHash: string },
  header: WriteHeaders,
): Promise<Effects> =>
  take(
    api.POST('/v1/organizations/{organization}/access-changes', {
      params: { path: { organization }, header },
      body: { ...bodyOf(planned), planHash: planned.planHash },
    }),
  );
