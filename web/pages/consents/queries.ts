import { queryOptions } from '@tanstack/react-query';
import { api, type Schema, take } from '../../client.ts';

/** Statuses in which a run is at work: something changes by itself soon. */
const atWork = new Set<Schema<'ConsentRequest'>['status']>(['answered', 'stored', 'tested', 'swapped']);

export const wantedConsentsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['wanted-consents', organization],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/consent-requests/wanted', {
          params: { path: { organization } },
          signal,
        }),
      ),
  });

export const connectionConsentQuery = (organization: string, connection: string) =>
  queryOptions({
    queryKey: ['connection-consent', organization, connection],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/connections/{connection}/consent', {
          params: { path: { organization, connection } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.latest && atWork.has(state.data.latest.status) ? 1_000 : false),
  });
