import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { allSearch } from '../../search.ts';
import { organization } from '../../shell/routes.ts';
import { approvalQuery } from './queries.ts';

const approvals = createRoute({
  getParentRoute: () => organization,
  path: 'approvals',
  validateSearch: allSearch,
  component: lazyRouteComponent(() => import('./ApprovalsPage.tsx'), 'ApprovalsPage'),
});

const approval = createRoute({
  getParentRoute: () => organization,
  path: 'approvals/$approval',
  loader: ({ context, params }) => context.queries.ensureQueryData(approvalQuery(params.organization, params.approval)),
  component: lazyRouteComponent(() => import('./ApprovalPage.tsx'), 'ApprovalPage'),
});

export const approvalRoutes = [approvals, approval] as const;
