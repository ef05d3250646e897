import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { archivedSearch } from '../../search.ts';
import { beside, organization } from '../../shell/routes.ts';
import { teamQuery } from './queries.ts';

const teams = createRoute({
  getParentRoute: () => organization,
  path: 'teams',
  validateSearch: archivedSearch,
  component: lazyRouteComponent(() => import('./TeamsPage.tsx'), 'TeamsPage'),
});

const teamNew = createRoute({
  getParentRoute: () => teams,
  path: 'new',
  staticData: beside,
  component: lazyRouteComponent(() => import('./TeamForms.tsx'), 'NewTeamForm'),
});

const team = createRoute({
  getParentRoute: () => organization,
  path: 'teams/$team',
  loader: ({ context, params }) => context.queries.ensureQueryData(teamQuery(params.organization, params.team)),
  component: lazyRouteComponent(() => import('./TeamPage.tsx'), 'TeamPage'),
});

const teamForms = [
  createRoute({
    getParentRoute: () => team,
    path: 'rename',
    staticData: beside,
    component: lazyRouteComponent(() => import('./TeamForms.tsx'), 'RenameTeamForm'),
  }),
  createRoute({
    getParentRoute: () => team,
    path: 'add-member',
    staticData: beside,
    component: lazyRouteComponent(() => import('./TeamForms.tsx'), 'AddMemberForm'),
  }),
  createRoute({
    getParentRoute: () => team,
    path: 'archive',
    staticData: beside,
    component: lazyRouteComponent(() => import('./ArchiveTeamForm.tsx'), 'ArchiveTeamForm'),
  }),
] as const;

export const teamRoutes = [teams.addChildren([teamNew]), team.addChildren(teamForms)] as const;
