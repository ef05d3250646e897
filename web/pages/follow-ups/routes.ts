import type { QueryClient } from '@tanstack/react-query';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { allSearch } from '../../search.ts';
import { beside, organization } from '../../shell/routes.ts';
import { followUpQuery } from './queries.ts';

export const attestForm = {
  staticData: beside,
  loader: ({
    context,
    params,
  }: {
    context: { queries: QueryClient };
    params: { organization: string; followUp: string };
  }) => context.queries.ensureQueryData(followUpQuery(params.organization, params.followUp)),
  component: lazyRouteComponent(() => import('./AttestForm.tsx'), 'AttestForm'),
};

const followUps = createRoute({
  getParentRoute: () => organization,
  path: 'follow-ups',
  validateSearch: allSearch,
  component: lazyRouteComponent(() => import('./FollowUpsPage.tsx'), 'FollowUpsPage'),
});

const followUpForms = [
  createRoute({ getParentRoute: () => followUps, path: '$followUp/attest', ...attestForm }),
  createRoute({
    getParentRoute: () => followUps,
    path: '$followUp/reassign',
    ...attestForm,
    component: lazyRouteComponent(() => import('./ReassignForm.tsx'), 'ReassignForm'),
  }),
  createRoute({
    getParentRoute: () => followUps,
    path: '$followUp/reopen',
    ...attestForm,
    component: lazyRouteComponent(() => import('./ReopenForm.tsx'), 'ReopenForm'),
  }),
] as const;

export const followUpRoutes = [followUps.addChildren(followUpForms)] as const;
