import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { beside, organization } from '../../shell/routes.ts';
import { customRoleChoicesQuery, customRoleQuery } from './queries.ts';

const customRoles = createRoute({
  getParentRoute: () => organization,
  path: 'custom-roles',
  component: lazyRouteComponent(() => import('./CustomRolesPage.tsx'), 'CustomRolesPage'),
});

const customRoleNew = createRoute({
  getParentRoute: () => customRoles,
  path: 'new',
  staticData: beside,
  loader: ({ context, params }) => context.queries.ensureQueryData(customRoleChoicesQuery(params.organization)),
  component: lazyRouteComponent(() => import('./NewCustomRoleForm.tsx'), 'NewCustomRoleForm'),
});

const customRole = createRoute({
  getParentRoute: () => organization,
  path: 'custom-roles/$customRole',
  loader: ({ context, params }) =>
    Promise.all([
      context.queries.ensureQueryData(customRoleQuery(params.organization, params.customRole)),
      context.queries.ensureQueryData(customRoleChoicesQuery(params.organization)),
    ]),
  component: lazyRouteComponent(() => import('./CustomRolePage.tsx'), 'CustomRolePage'),
});

const customRoleForms = [
  createRoute({
    getParentRoute: () => customRole,
    path: 'rename',
    staticData: beside,
    component: lazyRouteComponent(() => import('./CustomRoleForms.tsx'), 'RenameForm'),
  }),
  createRoute({
    getParentRoute: () => customRole,
    path: 'build-on',
    staticData: beside,
    component: lazyRouteComponent(() => import('./CustomRoleForms.tsx'), 'BuildOnForm'),
  }),
  createRoute({
    getParentRoute: () => customRole,
    path: 'archive',
    staticData: beside,
    component: lazyRouteComponent(() => import('./ArchiveCustomRoleForm.tsx'), 'ArchiveCustomRoleForm'),
  }),
  createRoute({
    getParentRoute: () => customRole,
    path: 'remove-permission/$permission',
    staticData: beside,
    component: lazyRouteComponent(() => import('./RemovePermissionForm.tsx'), 'RemovePermissionForm'),
  }),
] as const;

export const customRoleRoutes = [
  customRoles.addChildren([customRoleNew]),
  customRole.addChildren(customRoleForms),
] as const;
