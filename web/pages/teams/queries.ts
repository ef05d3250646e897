import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Team = Schema<'Team'>;
export type TeamSummary = Schema<'TeamSummary'>;

export const teamsQuery = (organization: string, filter: { archived?: 'true' | undefined }) =>
  listQuery<TeamSummary>(['teams', organization, filter], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/teams', {
        params: { path: { organization }, query: given({ ...filter, cursor }) },
        signal,
      }),
    ),
  );

/** Those that can be chosen. */
export const teamChoicesQuery = (organization: string) =>
  queryOptions({
    queryKey: ['teams', organization, 'choices'],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/teams', {
          params: { path: { organization }, query: { limit: 200 } },
          signal,
        }),
      ),
  });

export const teamQuery = (organization: string, team: string) =>
  queryOptions({
    queryKey: ['team', organization, team],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/teams/{team}', {
          params: { path: { organization, team } },
          signal,
        }),
      ),
  });
