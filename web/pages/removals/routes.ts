import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { leaveSearch, statusSearch } from '../../search.ts';
import { beside, organization } from '../../shell/routes.ts';
import { attestForm } from '../follow-ups/routes.ts';
import { memberQuery } from '../members/queries.ts';
import { certificateQuery, removalQuery } from './queries.ts';

const removals = createRoute({
  getParentRoute: () => organization,
  path: 'removals',
  validateSearch: statusSearch(['planned', 'awaiting_approval', 'waiting', 'running', 'completed', 'cancelled']),
  component: lazyRouteComponent(() => import('./RemovalsPage.tsx'), 'RemovalsPage'),
});

const removalNew = createRoute({
  getParentRoute: () => organization,
  path: 'removals/new',
  component: lazyRouteComponent(() => import('./NewRemovalPage.tsx'), 'NewRemovalPage'),
});

const removalPreview = createRoute({
  getParentRoute: () => organization,
  path: 'removals/new/$member',
  validateSearch: leaveSearch,
  loader: ({ context, params }) => context.queries.ensureQueryData(memberQuery(params.organization, params.member)),
  component: lazyRouteComponent(() => import('./PreviewPage.tsx'), 'PreviewPage'),
});

const removal = createRoute({
  getParentRoute: () => organization,
  path: 'removals/$removal',
  loader: ({ context, params }) => context.queries.ensureQueryData(removalQuery(params.organization, params.removal)),
  component: lazyRouteComponent(() => import('./RemovalPage.tsx'), 'RemovalPage'),
});

const changeSuccessorForm = lazyRouteComponent(() => import('./ChangeSuccessorForm.tsx'), 'ChangeSuccessorForm');

const skipForm = lazyRouteComponent(() => import('./SkipForm.tsx'), 'SkipForm');

const removalForms = [
  createRoute({
    getParentRoute: () => removal,
    path: 'move-date',
    staticData: beside,
    component: lazyRouteComponent(() => import('./MoveDateForm.tsx'), 'MoveDateForm'),
  }),
  createRoute({
    getParentRoute: () => removal,
    path: 'successor',
    staticData: beside,
    component: changeSuccessorForm,
  }),
  createRoute({
    getParentRoute: () => removal,
    path: 'successor/$item',
    staticData: beside,
    component: changeSuccessorForm,
  }),
  createRoute({ getParentRoute: () => removal, path: 'skip/$step', staticData: beside, component: skipForm }),
  createRoute({ getParentRoute: () => removal, path: 'skip/$step/$item', staticData: beside, component: skipForm }),
  createRoute({ getParentRoute: () => removal, path: 'attest/$followUp', ...attestForm }),
] as const;

const certificate = createRoute({
  getParentRoute: () => organization,
  path: 'removals/$removal/certificate',
  loader: ({ context, params }) =>
    Promise.all([
      context.queries.ensureQueryData(removalQuery(params.organization, params.removal)),
      context.queries.ensureQueryData(certificateQuery(params.organization, params.removal)),
    ]),
  component: lazyRouteComponent(() => import('./CertificatePage.tsx'), 'CertificatePage'),
});

export const removalRoutes = [
  removals,
  removalNew,
  removalPreview,
  removal.addChildren(removalForms),
  certificate,
] as const;
