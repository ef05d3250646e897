import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Webhook = Schema<'Webhook'>;
export type Delivery = Schema<'WebhookDelivery'>;
export type DeliveryStatus = Schema<'WebhookDeliveryStatus'>;

export const webhooksQuery = (organization: string, status: Webhook['status'] | undefined) =>
  listQuery<Webhook>(['webhooks', organization, { status }], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/webhooks', {
        params: { path: { organization }, query: given({ status, cursor }) },
        signal,
      }),
    ),
  );

const EVERY_MS = 5_000; // deliveries go on by themselves

export const webhookQuery = (organization: string, webhook: string) =>
  queryOptions({
    queryKey: ['webhook', organization, webhook],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/webhooks/{webhook}', {
          params: { path: { organization, webhook } },
          signal,
        }),
      ),
    refetchInterval: EVERY_MS,
  });

export const deliveriesQuery = (organization: string, webhook: string, status: DeliveryStatus | undefined) => ({
  ...listQuery<Delivery>(['webhook-deliveries', organization, webhook, { status }], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/webhooks/{webhook}/deliveries', {
        params: { path: { organization, webhook }, query: given({ status, cursor }) },
        signal,
      }),
    ),
  ),
  refetchInterval: EVERY_MS,
});

export const deliveryQuery = (organization: string, webhook: string, sequence: string) =>
  queryOptions({
    queryKey: ['webhook-delivery', organization, webhook, sequence],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/webhooks/{webhook}/deliveries/{sequence}', {
          params: { path: { organization, webhook, sequence: Number(sequence) } },
          signal,
        }),
      ),
  });
