import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Share = Schema<'Share'>;

/** Of one resource, or with one team. */
export const sharesQuery = (organization: string, filter: { resourceId?: string; teamId?: string }) =>
  listQuery<Share>(['shares', organization, filter], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/shares', {
        params: { path: { organization }, query: given({ ...filter, cursor }) },
        signal,
      }),
    ),
  );
