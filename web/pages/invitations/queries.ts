import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Invitation = Schema<'Invitation'>;

export const invitationsQuery = (organization: string, status: Schema<'InvitationStatus'> | undefined) =>
  listQuery<Invitation>(['invitations', organization, { status }], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/invitations', {
        params: { path: { organization }, query: given({ status, cursor }) },
        signal,
      }),
    ),
  );

/** The teams that an invitation can name. */
export const teamsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['teams', organization],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/teams', {
          params: { path: { organization }, query: { limit: 200 } },
          signal,
        }),
      ),
  });
