import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { organization, root } from '../../shell/routes.ts';
import { ConsentedPage } from './ConsentedPage.tsx';
import { connectionConsentQuery } from './queries.ts';

const consented = createRoute({
  getParentRoute: () => root,
  path: '/o/$organization/consented/$provider',
  component: ConsentedPage,
});

const consent = createRoute({
  getParentRoute: () => organization,
  path: 'connections/$connection/consent',
  loader: ({ context, params }) =>
    context.queries.ensureQueryData(connectionConsentQuery(params.organization, params.connection)),
  component: lazyRouteComponent(() => import('./ConsentPage.tsx'), 'ConsentPage'),
});

export const consentedRoutes = [consented] as const;
export const consentRoutes = [consent] as const;
