import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { beside, organization } from '../../shell/routes.ts';
import { removalQuery } from '../removals/queries.ts';
import { reinstatementQuery } from './queries.ts';

const reinstate = createRoute({
  getParentRoute: () => organization,
  path: 'removals/$removal/reinstate',
  loader: ({ context, params }) => context.queries.ensureQueryData(removalQuery(params.organization, params.removal)),
  component: lazyRouteComponent(() => import('./ReinstatePage.tsx'), 'ReinstatePage'),
});

const reinstatement = createRoute({
  getParentRoute: () => organization,
  path: 'reinstatements/$reinstatement',
  loader: ({ context, params }) =>
    context.queries.ensureQueryData(reinstatementQuery(params.organization, params.reinstatement)),
  component: lazyRouteComponent(() => import('./ReinstatementPage.tsx'), 'ReinstatementPage'),
});

const reinstatementSkip = createRoute({
  getParentRoute: () => reinstatement,
  path: 'skip/$step',
  staticData: beside,
  component: lazyRouteComponent(() => import('./SkipReinstatementForm.tsx'), 'SkipReinstatementForm'),
});

export const reinstatementRoutes = [reinstate, reinstatement.addChildren([reinstatementSkip])] as const;
