import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { listCandidates } from '../../prisma/queries/access/candidates.ts';
import { namesIn } from '../../prisma/queries/access/names.ts';
import { findMember } from '../../prisma/queries/members/list.ts';
import type { MemberRef } from '../../prisma/queries/members/refs.ts';
import type { ResourceRow } from '../../prisma/queries/resources/list.ts';
import { actionRules, actions, applies } from '../../rules/access/actions.ts';
import { decide, levelOf } from '../../rules/access/decide.ts';
import { explain } from '../../rules/access/explain.ts';
import { mayReview } from '../../rules/access/on-behalf.ts';
import type { Action, Decision } from '../../rules/access/types.ts';
import { Failure } from '../../rules/failures.ts';
import { callerOf, needRole } from '../auth.ts';
import { readPosition, writePosition } from '../cursors.ts';
import type { Services } from '../services.ts';
import { callersAccess } from './decisions.ts';
import { Position, type AccessOfMember, type ReviewAccess, type WhoMayPage } from './review-schemas.ts';

/** A filter is judged by the rules, not by the database: a page ends after so many rounds, full or not. */
const MOST_ROUNDS = 10;

interface Judged {
  member: MemberRef;
  decision: Decision;
}

/**
 * Who may do this to that, and by what: everyone whom something connects to the resource, judged as `check` would judge them.
 * @throws Failure not-found; not-allowed for who may not share it; invalid-request for an action that its kind doesn't know; stale-cursor
 */
export async function whoMay(
  services: Services,
  request: FastifyRequest,
  resourceId: string,
  query: z.output<typeof ReviewAccess>,
): Promise<z.output<typeof WhoMayPage>> {
  const { organization } = callerOf(request);
  await needReview(services, request, resourceId, query.action);
  const { limit, cursor } = query;
  let after = cursor === undefined ? undefined : readPosition(cursor, Position);
  const found: Judged[] = [];
  const asked = { resourceId, admins: actionRules[query.action].administration, search: query.search };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const candidates = await listCandidates(services.db, organization, asked, { after, limit: limit + 1 });
    const judged = await judge(services, request, resourceId, {
      action: query.action,
      members: candidates.slice(0, limit),
    });
    for (const [index, one] of judged.entries()) {
      after = { name: one.member.name, id: one.member.id };
      if (query.allowed === undefined || one.decision.allowed === query.allowed) found.push(one);
      if (found.length === limit && index + 1 < candidates.length)
        return { items: await said(services, organization, query.action, found), nextCursor: writePosition(after) };
    }
    if (candidates.length <= limit)
      return { items: await said(services, organization, query.action, found), nextCursor: null };
  }
  return { items: await said(services, organization, query.action, found), nextCursor: writePosition(after) };
}

async function needReview(services: Services, request: FastifyRequest, id: string, action: Action): Promise<void> {
  const access = await callersAccess(services, request, [id]);
  if (!access.decide(id, 'view').allowed) throw new Failure('not-found', { object: 'resource' });
  const facts = access.factsOf(id);
  if (!mayReview(facts, Date.now()))
    throw new Failure('not-allowed', { action: 'review', because: 'Only those who may share it and admins may' });
  const kind = facts.resource?.kind ?? '';
  if (!applies(action, kind)) {
    const known = actions.filter((one) => applies(one, kind));
    throw new Failure('invalid-request', { field: '#/querystring/action', expected: known.join(' | ') });
  }
}

async function judge(
  services: Services,
  request: FastifyRequest,
  resource: string,
  { action, members }: { action: Action; members: readonly MemberRef[] },
): Promise<Judged[]> {
  if (members.length === 0) return [];
  const { organization } = callerOf(request);
  const questions = members.map(({ id }) => ({ resource, action, as: { member: id } }));
  const { answers } = await services.askFacts({ organization, caller: null, questions });
  const now = Date.now();
  return members.flatMap((member, index) => {
    const facts = answers[index];
    return facts === undefined ? [] : [{ member, decision: decide(facts, action, now) }];
  });
}

async function said(services: Services, organization: string, action: Action, found: readonly Judged[]) {
  const names = await namesIn(
    services.db,
    organization,
    found.map(({ decision }) => decision),
  );
  return found.map(({ member, decision }) => ({
    member,
    allowed: decision.allowed,
    because: explain(decision, action, names),
    facts: decision.because.map((reason) => ({ ...reason })),
  }));
}

/** Which resources a page of a member's access is about: all that something connects them to; for an admin all. */
export async function accessOf(
  services: Services,
  request: FastifyRequest,
  memberId: string,
): Promise<{ visibleTo: string | undefined }> {
  const caller = callerOf(request);
  if (memberId !== caller.memberId) needRole(caller, 'admin');
  const member = await findMember(services.db, caller.organization, memberId);
  if (member === null) throw new Failure('not-found', { object: 'member' });
  return { visibleTo: member.role === 'admin' ? undefined : memberId };
}

/** What a member may do with each of these resources, and why they see it at all. */
export async function presentAccess(
  services: Services,
  request: FastifyRequest,
  member: string,
  rows: readonly ResourceRow[],
): Promise<z.output<typeof AccessOfMember>[]> {
  if (rows.length === 0) return [];
  const { organization } = callerOf(request);
  const questions = rows.map(({ id }) => ({ resource: id, action: 'view' as const, as: { member } }));
  const { answers } = await services.askFacts({ organization, caller: null, questions });
  const now = Date.now();
  const judged = rows.flatMap((row, index) => {
    const facts = answers[index];
    return facts === undefined ? [] : [{ row, facts, view: decide(facts, 'view', now) }];
  });
  const names = await namesIn(
    services.db,
    organization,
    judged.map(({ view }) => view),
  );
  return judged.map(({ row: { id, name, kind }, facts, view }) => ({
    resource: { id, name, kind },
    level: levelOf(facts.relation),
    actions: actions.filter((action) => decide(facts, action, now).allowed),
    because: explain(view, 'view', names),
  }));
}
