import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '../../search.ts';
import { beside, organization } from '../../shell/routes.ts';
import { connectionQuery } from './queries.ts';

const connections = createRoute({
  getParentRoute: () => organization,
  path: 'connections',
  validateSearch: textSearch,
  component: lazyRouteComponent(() => import('./ConnectionsPage.tsx'), 'ConnectionsPage'),
});

const connection = createRoute({
  getParentRoute: () => organization,
  path: 'connections/$connection',
  loader: ({ context, params }) =>
    context.queries.ensureQueryData(connectionQuery(params.organization, params.connection)),
  component: lazyRouteComponent(() => import('./ConnectionPage.tsx'), 'ConnectionPage'),
});

const setSecret = createRoute({
  getParentRoute: () => connection,
  path: 'set-secret',
  staticData: beside,
  component: lazyRouteComponent(() => import('./SetSecretForm.tsx'), 'SetSecretForm'),
});

export const connectionRoutes = [connections, connection.addChildren([setSecret])] as const;
