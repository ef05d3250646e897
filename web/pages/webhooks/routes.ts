import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { statusSearch } from '../../search.ts';
import { beside, organization } from '../../shell/routes.ts';
import { deliveryQuery, webhookQuery } from './queries.ts';

const webhooks = createRoute({
  getParentRoute: () => organization,
  path: 'webhooks',
  validateSearch: statusSearch(['enabled', 'disabled', 'archived']),
  component: lazyRouteComponent(() => import('./WebhooksPage.tsx'), 'WebhooksPage'),
});

const webhookNew = createRoute({
  getParentRoute: () => webhooks,
  path: 'new',
  staticData: beside,
  component: lazyRouteComponent(() => import('./NewWebhookForm.tsx'), 'NewWebhookForm'),
});

const webhook = createRoute({
  getParentRoute: () => organization,
  path: 'webhooks/$webhook',
  loader: ({ context, params }) => context.queries.ensureQueryData(webhookQuery(params.organization, params.webhook)),
  component: lazyRouteComponent(() => import('./WebhookPage.tsx'), 'WebhookPage'),
});

const webhookForms = [
  createRoute({
    getParentRoute: () => webhook,
    path: 'change',
    staticData: beside,
    component: lazyRouteComponent(() => import('./ChangeWebhookForm.tsx'), 'ChangeWebhookForm'),
  }),
  createRoute({
    getParentRoute: () => webhook,
    path: 'replay',
    staticData: beside,
    component: lazyRouteComponent(() => import('./ReplayForm.tsx'), 'ReplayForm'),
  }),
] as const;

const webhookDelivery = createRoute({
  getParentRoute: () => organization,
  path: 'webhooks/$webhook/deliveries/$sequence',
  loader: ({ context, params }) =>
    Promise.all([
      context.queries.ensureQueryData(webhookQuery(params.organization, params.webhook)),
      context.queries.ensureQueryData(deliveryQuery(params.organization, params.webhook, params.sequence)),
    ]),
  component: lazyRouteComponent(() => import('./DeliveryPage.tsx'), 'DeliveryPage'),
});

export const webhookRoutes = [
  webhooks.addChildren([webhookNew]),
  webhook.addChildren(webhookForms),
  webhookDelivery,
] as const;
