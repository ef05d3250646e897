import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { accessSearch } from '../../search.ts';
import { organization } from '../../shell/routes.ts';

const access = createRoute({
  getParentRoute: () => organization,
  path: 'access',
  validateSearch: accessSearch,
  component: lazyRouteComponent(() => import('./AccessPage.tsx'), 'AccessPage'),
});

export const accessRoutes = [access] as const;
