import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { resourceSearch } from '../../search.ts';
import { beside, organization } from '../../shell/routes.ts';
import { teamChoicesQuery } from '../teams/queries.ts';
import { resourceQuery } from './queries.ts';

const resources = createRoute({
  getParentRoute: () => organization,
  path: 'resources',
  validateSearch: resourceSearch,
  component: lazyRouteComponent(() => import('./ResourcesPage.tsx'), 'ResourcesPage'),
});

const resource = createRoute({
  getParentRoute: () => organization,
  path: 'resources/$resource',
  loader: ({ context, params }) => context.queries.ensureQueryData(resourceQuery(params.organization, params.resource)),
  component: lazyRouteComponent(() => import('./ResourcePage.tsx'), 'ResourcePage'),
});

const resourceForms = [
  createRoute({
    getParentRoute: () => resource,
    path: 'rename',
    staticData: beside,
    component: lazyRouteComponent(() => import('./RenameForm.tsx'), 'RenameForm'),
  }),
  createRoute({
    getParentRoute: () => resource,
    path: 'transfer',
    staticData: beside,
    component: lazyRouteComponent(() => import('./TransferForm.tsx'), 'TransferForm'),
  }),
  createRoute({
    getParentRoute: () => resource,
    path: 'share',
    staticData: beside,
    loader: ({ context, params }) => context.queries.ensureQueryData(teamChoicesQuery(params.organization)),
    component: lazyRouteComponent(() => import('../shares/ShareForm.tsx'), 'ShareForm'),
  }),
  createRoute({
    getParentRoute: () => resource,
    path: 'unshare/$share',
    staticData: beside,
    component: lazyRouteComponent(() => import('../shares/UnshareForm.tsx'), 'UnshareForm'),
  }),
] as const;

export const resourceRoutes = [resources, resource.addChildren(resourceForms)] as const;
