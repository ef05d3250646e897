import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { changeRole } from '../../prisma/commands/members/change-role.ts';
import { reactivateMember } from '../../prisma/commands/members/reactivate.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { findMember, listMembers } from '../../prisma/queries/members/list.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { noteOf } from '../click.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, Instant, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { presentMember } from './present.ts';
import { ChangeRole, ListMembers, Member, MemberPage, ReactivateMember, SuspendMember } from './schemas.ts';

const members = '/v1/organizations/:organization/members';
const reading = { access: { role: 'viewer', scope: 'read' } } as const;
const tags = ['Members'];

export function membersRoutes(app: App, services: Services): void {
  app.get(
    members,
    {
      config: reading,
      schema: {
        operationId: 'listMembers',
        summary: 'List members',
        tags,
        params: OrganizationParams,
        querystring: ListMembers,
        response: { 200: MemberPage, ...problems },
      },
    },
    async (request) => {
      const { query } = request;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ name: z.string(), createdAt: Instant, id: z.guid() }),
        read: (limit, after) =>
          listMembers(services.db, request.params.organization, query, { order: { by: query.sort, after }, limit }),
        after: ({ name, createdAt, id }) => ({ name, createdAt: createdAt.toISOString(), id }),
      });
      return { items: rows.map((row) => presentMember(row, callerOf(request))), nextCursor };
    },
  );
  one(app, services);
}

function one(app: App, services: Services): void {
  const { db } = services;
  const shared = { tags, params: paramsWith('member'), response: { 200: Member, ...problems } };
  const writing = { ...shared, headers: IdempotencyHeaders };
  app.get(
    `${members}/:member`,
    { config: reading, schema: { operationId: 'readMember', summary: 'Read a member', ...shared } },
    (request) => memberIn(services, request, request.params.member),
  );
  app.post(
    `${members}/:member/suspend`,
    {
      config: { access: { role: 'admin', scope: 'write' } }, // an emergency waits for no new sign-in
      schema: {
        operationId: 'suspendMember',
        summary: 'Suspend at once: an emergency needs neither a plan nor the process engine',
        ...writing,
        body: SuspendMember,
      },
    },
    async (request) => {
      const { organization, member: memberId } = request.params;
      const { reason: text } = request.body;
      const reason = await noteOf(services, request, text);
      await suspendMember(db, organization, actorOf(request), why(memberId, reason, text));
      return await memberIn(services, request, memberId);
    },
  );
  const freshAdmins = { access: { role: 'admin', scope: 'write', fresh: true } } as const;
  app.post(
    `${members}/:member/reactivate`,
    {
      config: freshAdmins,
      schema: { operationId: 'reactivateMember', summary: 'Lift a suspension', ...writing, body: ReactivateMember },
    },
    async (request) => {
      const { organization, member: memberId } = request.params;
      const { reason: text } = request.body;
      const reason = await noteOf(services, request, text);
      await reactivateMember(db, organization, actorOf(request), why(memberId, reason, text));
      return await memberIn(services, request, memberId);
    },
  );
  app.post(
    `${members}/:member/change-role`,
    {
      config: freshAdmins,
      schema: {
        operationId: 'changeRole',
        summary: 'Change the role: to an org role, or to a custom role with the org role that it builds on',
        ...writing,
        body: ChangeRole,
      },
    },
    async (request) => {
      const { organization, member: memberId } = request.params;
      const { role, customRoleId = '' } = request.body;
      const to = role === undefined ? { customRoleId } : { role };
      await changeRole(db, organization, actorOf(request), { memberId, ...to, now: new Date() });
      return await memberIn(services, request, memberId);
    },
  );
}

/** @throws Failure not-found */
export async function memberIn({ db }: Services, request: FastifyRequest, memberId: string) {
  const caller = callerOf(request);
  const found = await findMember(db, caller.organization, memberId);
  if (found === null) throw new Failure('not-found', { object: 'member' });
  return presentMember(found, caller);
}

/** The note's id for whoever reads the facts, its text for whoever reads the audit. */
const why = (memberId: string, reason: string, text: string) => ({ memberId, reason, text, now: new Date() });
