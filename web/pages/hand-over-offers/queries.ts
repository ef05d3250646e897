import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type HandOverOffer = Schema<'HandOverOffer'>;
export type OfferedItem = Schema<'OfferedItem'>;

export const offersQuery = (organization: string, filter: { mine?: boolean; removalId?: string; status?: 'open' }) =>
  listQuery<HandOverOffer>(['hand-over-offers', organization, filter], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/hand-over-offers', {
        params: {
          path: { organization },
          query: given({ ...filter, mine: filter.mine ? ('true' as const) : undefined, cursor }),
        },
        signal,
      }),
    ),
  );

export const offerQuery = (organization: string, offer: string) =>
  queryOptions({
    queryKey: ['hand-over-offer', organization, offer],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/hand-over-offers/{offer}', {
          params: { path: { organization, offer } },
          signal,
        }),
      ),
  });

export const offeredItemsQuery = (organization: string, offer: string) =>
  listQuery<OfferedItem>(['hand-over-offer', organization, offer, 'items'], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/hand-over-offers/{offer}/items', {
        params: { path: { organization, offer }, query: given({ cursor }) },
        signal,
      }),
    ),
  );

export const offerForecastQuery = (organization: string, offer: string) =>
  queryOptions({
    queryKey: ['hand-over-offer', organization, offer, 'forecast'],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/hand-over-offers/{offer}/forecast', {
          params: { path: { organization, offer } },
          signal,
        }),
      ),
  });
