import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { organization } from '../../shell/routes.ts';
import { massRemovalQuery } from './queries.ts';

const massRemovals = createRoute({
  getParentRoute: () => organization,
  path: 'mass-removals',
  component: lazyRouteComponent(() => import('./MassRemovalsPage.tsx'), 'MassRemovalsPage'),
});

const massRemovalNew = createRoute({
  getParentRoute: () => organization,
  path: 'mass-removals/new',
  component: lazyRouteComponent(() => import('./NewMassRemovalPage.tsx'), 'NewMassRemovalPage'),
});

const massRemoval = createRoute({
  getParentRoute: () => organization,
  path: 'mass-removals/$massRemoval',
  loader: ({ context, params }) =>
    context.queries.ensureQueryData(massRemovalQuery(params.organization, params.massRemoval)),
  component: lazyRouteComponent(() => import('./MassRemovalPage.tsx'), 'MassRemovalPage'),
});

export const massRemovalRoutes = [massRemovals, massRemovalNew, massRemoval] as const;
