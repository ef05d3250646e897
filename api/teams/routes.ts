import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { addTeamMember, removeTeamMember } from '../../prisma/commands/teams/members.ts';
import { archiveTeam, createTeam, renameTeam } from '../../prisma/commands/teams/teams.ts';
import { findTeam, listTeams, type TeamView } from '../../prisma/queries/teams/list.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { actorOf, type Caller, callerOf, whyNotRole } from '../auth.ts';
import { unless } from '../may.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { AddTeamMember, CreateTeam, ListTeams, RenameTeam, Team, TeamMemberParams, TeamPage } from './schemas.ts';

const teams = '/v1/organizations/:organization/teams';
const reading = { access: { role: 'viewer', scope: 'read' } } as const;
const admins = { access: { role: 'admin', scope: 'write' } } as const;
const maintainers = { access: { role: 'member', scope: 'write' } } as const; // which team's is asked later
const tags = ['Teams'];

export function teamsRoutes(app: App, services: Services): void {
  const { db } = services;
  app.get(
    teams,
    {
      config: reading,
      schema: {
        operationId: 'listTeams',
        summary: 'List teams, by name',
        tags,
        params: OrganizationParams,
        querystring: ListTeams,
        response: { 200: TeamPage, ...problems },
      },
    },
    async (request) => {
      const { query } = request;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ name: z.string(), id: z.guid() }),
        read: (limit, after) => listTeams(db, request.params.organization, query, { after, limit }),
        after: ({ name, id }) => ({ name, id }),
      });
      return { items: rows.map((row) => ({ ...row, may: mayOf(row, callerOf(request), undefined) })), nextCursor };
    },
  );
  app.post(
    teams,
    {
      config: admins,
      schema: {
        operationId: 'createTeam',
        summary: 'Create a team',
        tags,
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: CreateTeam,
        response: { 201: Team, ...problems },
      },
    },
    async (request, reply) => {
      const input = { name: request.body.name, now: new Date() };
      const { teamId } = await createTeam(db, request.params.organization, actorOf(request), input);
      const team = await teamIn(services, request, teamId);
      return reply.code(201).send(team);
    },
  );
  one(app, services);
  membership(app, services);
}

function one(app: App, services: Services): void {
  const { db } = services;
  const shared = { tags, params: paramsWith('team'), response: { 200: Team, ...problems } };
  app.get(
    `${teams}/:team`,
    { config: reading, schema: { operationId: 'readTeam', summary: 'Read a team with its members', ...shared } },
    (request) => teamIn(services, request, request.params.team),
  );
  const writing = { ...shared, headers: IdempotencyHeaders };
  app.post(
    `${teams}/:team/rename`,
    { config: admins, schema: { operationId: 'renameTeam', summary: 'Rename a team', ...writing, body: RenameTeam } },
    async (request) => {
      const { organization, team: teamId } = request.params;
      await renameTeam(db, organization, actorOf(request), { teamId, name: request.body.name });
      return await teamIn(services, request, teamId);
    },
  );
  app.post(
    `${teams}/:team/archive`,
    { config: admins, schema: { operationId: 'archiveTeam', summary: 'Archive a team', ...writing } },
    async (request) => {
      const { organization, team: teamId } = request.params;
      await archiveTeam(db, organization, actorOf(request), { teamId, now: new Date() });
      return await teamIn(services, request, teamId);
    },
  );
}

function membership(app: App, services: Services): void {
  const { db } = services;
  app.post(
    `${teams}/:team/members`,
    {
      config: maintainers,
      schema: {
        operationId: 'addTeamMember',
        summary: 'Add a member, or change their role in the team',
        tags,
        params: paramsWith('team'),
        headers: IdempotencyHeaders,
        body: AddTeamMember,
        response: { 200: Team, ...problems },
      },
    },
    async (request) => {
      const { organization, team: teamId } = request.params;
      await needMaintainer(services, request, teamId);
      await addTeamMember(db, organization, actorOf(request), { teamId, ...request.body, now: new Date() });
      return await teamIn(services, request, teamId);
    },
  );
  app.delete(
    `${teams}/:team/members/:member`,
    {
      config: maintainers,
      schema: {
        operationId: 'removeTeamMember',
        summary: 'Remove a member from the team',
        tags,
        params: TeamMemberParams,
        response: { 200: Team, ...problems },
      },
    },
    async (request) => {
      const { organization, team: teamId, member: memberId } = request.params;
      await needMaintainer(services, request, teamId);
      await removeTeamMember(db, organization, actorOf(request), { teamId, memberId, now: new Date() });
      return await teamIn(services, request, teamId);
    },
  );
}

/** @throws Failure not-found */
async function teamIn({ db }: Services, request: FastifyRequest, teamId: string): Promise<z.output<typeof Team>> {
  const caller = callerOf(request);
  const found = await findTeam(db, caller.organization, teamId);
  if (found === null) throw new Failure('not-found', { object: 'team' });
  return { ...found, may: mayOf(found, caller, found) };
}

async function needMaintainer({ db }: Services, request: FastifyRequest, teamId: string): Promise<void> {
  const caller = callerOf(request);
  const team = await findTeam(db, caller.organization, teamId);
  if (team === null) throw new Failure('not-found', { object: 'team' });
  const because = whyNotMaintainer(caller, team);
  if (because !== undefined) throw new Failure('not-allowed', { action: 'change the team', because });
}

/** `team`: with it a maintainer is known as one; lists don't have its members, so there only admins are told that they may. */
function whyNotMaintainer(caller: Caller, team: TeamView | undefined): string | undefined {
  if (whyNotRole(caller, 'admin') === undefined) return undefined;
  const maintains = team?.members.some(({ member, role }) => member.id === caller.memberId && role === 'maintainer');
  return maintains === true ? whyNotRole(caller, 'member') : 'Only its maintainers and admins may';
}

function mayOf({ archivedAt }: { archivedAt: Date | null }, caller: Caller, team: TeamView | undefined) {
  const archived = archivedAt !== null && 'It is archived';
  const members = unless(whyNotMaintainer(caller, team), archived);
  const admin = unless(whyNotRole(caller, 'admin'), archived);
  return { addMember: members, removeMember: members, rename: admin, archive: admin };
}
