import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { beside, organization } from '../../shell/routes.ts';
import { serviceAccountQuery } from '../service-accounts/queries.ts';
import { apiKeyQuery } from './queries.ts';

const apiKeys = createRoute({
  getParentRoute: () => organization,
  path: 'api-keys',
  component: lazyRouteComponent(() => import('./ApiKeysPage.tsx'), 'ApiKeysPage'),
});

const apiKeyForms = [
  createRoute({
    getParentRoute: () => apiKeys,
    path: 'new',
    staticData: beside,
    component: lazyRouteComponent(() => import('./NewKeyForm.tsx'), 'NewKeyForm'),
  }),
  createRoute({
    getParentRoute: () => apiKeys,
    path: 'new/$holder',
    staticData: beside,
    loader: ({ context, params }) =>
      context.queries.ensureQueryData(serviceAccountQuery(params.organization, params.holder)),
    component: lazyRouteComponent(() => import('./NewKeyForm.tsx'), 'NewKeyOfServiceAccountForm'),
  }),
  createRoute({
    getParentRoute: () => apiKeys,
    path: '$key/convert',
    staticData: beside,
    loader: ({ context, params }) => context.queries.ensureQueryData(apiKeyQuery(params.organization, params.key)),
    component: lazyRouteComponent(() => import('./ConvertKeyForm.tsx'), 'ConvertKeyForm'),
  }),
  createRoute({
    getParentRoute: () => apiKeys,
    path: '$key/rotate',
    staticData: beside,
    loader: ({ context, params }) => context.queries.ensureQueryData(apiKeyQuery(params.organization, params.key)),
    component: lazyRouteComponent(() => import('./RotateKeyForm.tsx'), 'RotateKeyForm'),
  }),
] as const;

export const apiKeyRoutes = [apiKeys.addChildren(apiKeyForms)] as const;
