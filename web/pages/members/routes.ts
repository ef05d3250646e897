import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { memberSearch } from '../../search.ts';
import { beside, organization } from '../../shell/routes.ts';
import { customRoleChoicesQuery } from '../custom-roles/queries.ts';
import { memberQuery } from './queries.ts';

const members = createRoute({
  getParentRoute: () => organization,
  path: 'members',
  validateSearch: memberSearch,
  component: lazyRouteComponent(() => import('./MembersPage.tsx'), 'MembersPage'),
});

const member = createRoute({
  getParentRoute: () => organization,
  path: 'members/$member',
  loader: ({ context, params }) => context.queries.ensureQueryData(memberQuery(params.organization, params.member)),
  component: lazyRouteComponent(() => import('./MemberPage.tsx'), 'MemberPage'),
});

const memberForms = [
  createRoute({
    getParentRoute: () => member,
    path: 'change-role',
    staticData: beside,
    loader: ({ context, params }) => context.queries.ensureQueryData(customRoleChoicesQuery(params.organization)),
    component: lazyRouteComponent(() => import('./ChangeRoleForm.tsx'), 'ChangeRoleForm'),
  }),
  createRoute({
    getParentRoute: () => member,
    path: 'leave-team/$team',
    staticData: beside,
    component: lazyRouteComponent(() => import('./LeaveTeamForm.tsx'), 'LeaveTeamForm'),
  }),
  createRoute({
    getParentRoute: () => member,
    path: 'suspend',
    staticData: beside,
    component: lazyRouteComponent(() => import('./SuspendForm.tsx'), 'SuspendForm'),
  }),
  createRoute({
    getParentRoute: () => member,
    path: 'reactivate',
    staticData: beside,
    component: lazyRouteComponent(() => import('./SuspendForm.tsx'), 'ReactivateForm'),
  }),
  createRoute({
    getParentRoute: () => member,
    path: 'erase',
    staticData: beside,
    component: lazyRouteComponent(() => import('./EraseForm.tsx'), 'EraseForm'),
  }),
  createRoute({
    getParentRoute: () => member,
    path: 'place-legal-hold',
    staticData: beside,
    component: lazyRouteComponent(() => import('./LegalHoldForm.tsx'), 'PlaceLegalHoldForm'),
  }),
  createRoute({
    getParentRoute: () => member,
    path: 'lift-legal-hold',
    staticData: beside,
    component: lazyRouteComponent(() => import('./LegalHoldForm.tsx'), 'LiftLegalHoldForm'),
  }),
] as const;

export const memberRoutes = [members, member.addChildren(memberForms)] as const;
