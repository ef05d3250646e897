import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { sessionQuery } from '../../session.ts';
import { ErrorPage } from '../../shell/ErrorPage.tsx';
import { beside, orSignIn, root } from '../../shell/routes.ts';
import { HomePage } from './HomePage.tsx';

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context, location }) => {
    const { organizations } = await orSignIn(context.queries.ensureQueryData(sessionQuery), location.href);
    const [only, ...more] = organizations;
    if (only?.open && more.length === 0) throw redirect({ to: paths.members(only.id), replace: true });
  },
  component: HomePage,
  errorComponent: ErrorPage,
});

const organizations = createRoute({
  getParentRoute: () => root,
  path: '/organizations',
  beforeLoad: async ({ context, location }) => {
    await orSignIn(context.queries.fetchQuery(sessionQuery), location.href);
  },
  component: HomePage,
  errorComponent: ErrorPage,
});

const organizationForms = [
  createRoute({
    getParentRoute: () => organizations,
    path: 'new',
    staticData: beside,
    component: lazyRouteComponent(() => import('./OrganizationForms.tsx'), 'CreateOrganizationForm'),
  }),
  createRoute({
    getParentRoute: () => organizations,
    path: '$organization/reopen',
    staticData: beside,
    component: lazyRouteComponent(() => import('./OrganizationForms.tsx'), 'ReopenForm'),
  }),
] as const;

export const homeRoutes = [home, organizations.addChildren(organizationForms)] as const;
