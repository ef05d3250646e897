import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { sessionQuery } from '../../session.ts';
import { ErrorPage } from '../../shell/ErrorPage.tsx';
import { orSignIn, root } from '../../shell/routes.ts';

const sessions = createRoute({
  getParentRoute: () => root,
  path: '/sessions',
  beforeLoad: async ({ context, location }) => {
    await orSignIn(context.queries.ensureQueryData(sessionQuery), location.href);
  },
  component: lazyRouteComponent(() => import('./SessionsPage.tsx'), 'SessionsPage'),
  errorComponent: ErrorPage,
});

export const sessionRoutes = [sessions] as const;
