import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import { AddTeamMember, CreateTeam, ListTeams, Team, TeamMemberParams, TeamPage } from './schemas.ts';

export function teamsRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization/teams',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listTeams',
        summary: 'List teams',
        tags: ['Teams'],
        params: OrganizationParams,
        querystring: ListTeams,
        response: { 200: TeamPage, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/teams',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'createTeam',
        summary: 'Create a team',
        tags: ['Teams'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: CreateTeam,
        response: { 201: Team, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/teams/:team',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'readTeam',
        summary: 'Read a team with its members',
        tags: ['Teams'],
        params: paramsWith('team'),
        response: { 200: Team, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/teams/:team/members',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'addTeamMember',
        summary: 'Add a member, or change their team role',
        tags: ['Teams'],
        params: paramsWith('team'),
        headers: IdempotencyHeaders,
        body: AddTeamMember,
        response: { 200: Team, ...problems },
      },
    },
    pending,
  );
  app.delete(
    '/v1/organizations/:organization/teams/:team/members/:member',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'removeTeamMember',
        summary: 'Remove a member from the team',
        tags: ['Teams'],
        params: TeamMemberParams,
        response: { 200: Team, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/teams/:team/archive',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'archiveTeam',
        summary: 'Archive a team',
        tags: ['Teams'],
        params: paramsWith('team'),
        headers: IdempotencyHeaders,
        response: { 200: Team, ...problems },
      },
    },
    pending,
  );
}
