import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '../../search.ts';
import { beside, organization } from '../../shell/routes.ts';
import { serviceAccountQuery } from './queries.ts';

const serviceAccounts = createRoute({
  getParentRoute: () => organization,
  path: 'service-accounts',
  validateSearch: textSearch,
  component: lazyRouteComponent(() => import('./ServiceAccountsPage.tsx'), 'ServiceAccountsPage'),
});

const serviceAccountNew = createRoute({
  getParentRoute: () => serviceAccounts,
  path: 'new',
  staticData: beside,
  component: lazyRouteComponent(() => import('./ServiceAccountForm.tsx'), 'NewServiceAccountForm'),
});

const serviceAccount = createRoute({
  getParentRoute: () => organization,
  path: 'service-accounts/$serviceAccount',
  loader: ({ context, params }) =>
    context.queries.ensureQueryData(serviceAccountQuery(params.organization, params.serviceAccount)),
  component: lazyRouteComponent(() => import('./ServiceAccountPage.tsx'), 'ServiceAccountPage'),
});

const serviceAccountChange = createRoute({
  getParentRoute: () => serviceAccount,
  path: 'change',
  staticData: beside,
  component: lazyRouteComponent(() => import('./ServiceAccountForm.tsx'), 'ChangeServiceAccountForm'),
});

export const serviceAccountRoutes = [
  serviceAccounts.addChildren([serviceAccountNew]),
  serviceAccount.addChildren([serviceAccountChange]),
] as const;
