import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { statusSearch } from '../../search.ts';
import { beside, organization } from '../../shell/routes.ts';
import { teamsQuery } from './queries.ts';

const invitations = createRoute({
  getParentRoute: () => organization,
  path: 'invitations',
  validateSearch: statusSearch(['awaiting_approval', 'sent', 'accepted', 'refused', 'expired', 'revoked']),
  component: lazyRouteComponent(() => import('./InvitationsPage.tsx'), 'InvitationsPage'),
});

const invite = createRoute({
  getParentRoute: () => invitations,
  path: 'new',
  staticData: beside,
  loader: ({ context, params }) => context.queries.ensureQueryData(teamsQuery(params.organization)),
  component: lazyRouteComponent(() => import('./InviteForm.tsx'), 'InviteForm'),
});

const fromCsv = createRoute({
  getParentRoute: () => organization,
  path: 'invitations/from-csv',
  component: lazyRouteComponent(() => import('./FromCsvPage.tsx'), 'FromCsvPage'),
});

export const invitationRoutes = [invitations.addChildren([invite]), fromCsv] as const;
