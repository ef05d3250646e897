import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { beside, organization } from '../../shell/routes.ts';
import { leaveQuery, leaveRequestQuery } from './queries.ts';

const leaves = createRoute({
  getParentRoute: () => organization,
  path: 'leaves',
  component: lazyRouteComponent(() => import('./LeavesPage.tsx'), 'LeavesPage'),
});

const leaveNew = createRoute({
  getParentRoute: () => leaves,
  path: 'new',
  staticData: beside,
  component: lazyRouteComponent(() => import('./AskForm.tsx'), 'AskForm'),
});

const leave = createRoute({
  getParentRoute: () => organization,
  path: 'leaves/$leave',
  loader: ({ context, params }) => context.queries.ensureQueryData(leaveQuery(params.organization, params.leave)),
  component: lazyRouteComponent(() => import('./LeavePage.tsx'), 'LeavePage'),
});

const leaveMoveDate = createRoute({
  getParentRoute: () => leave,
  path: 'move-date',
  staticData: beside,
  component: lazyRouteComponent(() => import('./MoveLeaveForm.tsx'), 'MoveLeaveForm'),
});

const leaveRequest = createRoute({
  getParentRoute: () => organization,
  path: 'leave-requests/$leave',
  loader: ({ context, params }) =>
    context.queries.ensureQueryData(leaveRequestQuery(params.organization, params.leave)),
  component: lazyRouteComponent(() => import('./LeaveRequestPage.tsx'), 'LeaveRequestPage'),
});

export const leaveRoutes = [leaves.addChildren([leaveNew]), leave.addChildren([leaveMoveDate]), leaveRequest] as const;
