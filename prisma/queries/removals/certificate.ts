import { Failure } from '../../../rules/failures.ts';
import type {
  CertificateFacts,
  CertifiedKind,
  CertifiedStep,
  Door,
  Exception,
  FirstRuns,
} from '../../../rules/removals/certificate.ts';
import { type ItemKind, itemKinds } from '../../../rules/removals/items.ts';
import { type OfferedCount, offeredItems } from '../../../rules/removals/offers.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { factsOf } from './facts.ts';
import { policyIn } from '../organizations/policy.ts';

/**
 * Everything is read again, now: what the leaver still holds per kind, what was skipped, waived or unanswered, how long each step took. `doors`: the transcript
 * of what was tried. Throws `not-found`.
 */
export function certificateFacts(
  db: Database,
  organization: string,
  input: { removalId: string; now: Date; doors: readonly Door[] },
): Promise<CertificateFacts> {
  const { removalId, now, doors } = input;
  return inOrganization(db, organization, async (tx) => {
    const removal = await tx.removal.findUnique({
      where: { organizationId_id: { organizationId: organization, id: removalId } },
      select: {
        memberId: true,
        ending: true,
        forCause: true,
        planHash: true,
        effectiveAt: true,
        member: { select: { status: true, suspendedAt: true } },
      },
    });
    if (removal === null) throw new Failure('not-found', { object: 'removal' });
    const { memberId, ending, forCause, planHash, effectiveAt, member } = removal;
    return {
      organizationId: organization,
      removalId,
      memberId,
      ending,
      erasure: await erasureOf(tx, organization, removalId),
      forCause,
      planHash,
      effectiveAt: effectiveAt.toISOString(),
      suspendedAt: instant(member.suspendedAt),
      memberStatus: member.status,
      readAt: now.toISOString(),
      steps: await stepsOf(tx, organization, removalId),
      kinds: await kindsOf(tx, organization, removalId, memberId, now),
      doors,
      exceptions: await exceptionsOf(tx, organization, removalId),
      attested: await attestedOf(tx, organization, removalId),
      handOvers: await handOversOf(tx, organization, removalId),
      runsAsLeaver: await tx.resource.count({
        where: { organizationId: organization, runsAsId: memberId, archivedAt: null },
      }),
      firstRuns: await firstRunsOf(tx, organization, removalId),
    };
  });
}

/** Of what runs: what was archived runs no more. */
async function firstRunsOf(tx: Transaction, organization: string, removalId: string): Promise<FirstRuns> {
  const [found] = await tx.$queryRaw<FirstRuns[]>`
    SELECT count(*) FILTER (WHERE first_run_allowed)::int AS allowed, count(*) FILTER (WHERE NOT first_run_allowed)::int AS refused,
      count(*) FILTER (WHERE first_run_at IS NULL AND facts -> 'archived' IS DISTINCT FROM 'true'::jsonb)::int AS "notYet"
    FROM plan_items WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid AND kind = 'resource-runs-as'
      AND status IN ('done', 'awaiting_host') AND step = 'transfer'`;
  if (found === undefined) throw new Error('a count has one row');
  return found;
}

async function erasureOf(
  tx: Transaction,
  organizationId: string,
  removalId: string,
): Promise<CertificateFacts['erasure']> {
  const found = await tx.erasure.findFirst({ where: { organizationId, removalId, status: { not: 'erased' } } });
  return found === null ? null : { id: found.id, status: found.status, eraseAt: found.eraseAt.toISOString() };
}

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

async function stepsOf(tx: Transaction, organizationId: string, removalId: string): Promise<CertifiedStep[]> {
  const rows = await tx.removalStep.findMany({ where: { organizationId, removalId }, orderBy: { position: 'asc' } });
  return rows.map(({ step, status, startedAt, endedAt, reason }) => ({
    step: step as StepName,
    status,
    startedAt: instant(startedAt),
    endedAt: instant(endedAt),
    reason,
  }));
}

async function kindsOf(
  tx: Transaction,
  organization: string,
  removalId: string,
  leaverId: string,
  now: Date,
): Promise<CertifiedKind[]> {
  const left = await leftOf(tx, organization, removalId, leaverId, now);
  const rows = await tx.planItem.groupBy({
    by: ['kind', 'status'],
    where: { organizationId: organization, removalId },
    _count: true,
  });
  return Object.keys(itemKinds).map((name) => {
    const kind = name as ItemKind;
    const of = (...wanted: string[]) =>
      rows.reduce((sum, row) => sum + (row.kind === kind && wanted.includes(row.status) ? row._count : 0), 0);
    const [done, skipped, open] = [of('done'), of('skipped'), of('pending', 'awaiting_host', 'not_proven')];
    return { kind, planned: done + skipped + open, done, skipped, open, left: left.get(kind) ?? 0 };
  });
}

/** What the leaver holds now, found as the planner finds it. A secret that a person attested to have changed upstream is not left over. */
async function leftOf(
  tx: Transaction,
  organization: string,
  removalId: string,
  leaverId: string,
  now: Date,
): Promise<Map<ItemKind, number>> {
  const policy = await policyIn(tx, organization);
  const followedUp = await tx.followUp.findMany({
    where: { organizationId: organization, removalId, status: 'done' },
    select: { itemKey: true },
  });
  const done = new Set(followedUp.map(({ itemKey }) => itemKey));
  const left = new Map<ItemKind, number>();
  const { rotate } = policy.removals;
  for await (const page of factsOf(tx, { organization, leaverId, now, rotate }))
    for (const { kind, objectId } of page)
      if (!done.has(`${kind}:${objectId}`)) left.set(kind, (left.get(kind) ?? 0) + 1);
  return left;
}

/** More than so many are counted by their kinds, not listed. */
const mostListed = 1000;

async function exceptionsOf(tx: Transaction, organization: string, removalId: string): Promise<Exception[]> {
  const items = await tx.$queryRaw<Exception[]>(Prisma.sql`
    SELECT i.key AS "itemKey", CASE WHEN f.status = 'waived' THEN 'waived' WHEN i.status = 'skipped' THEN 'skipped'
        WHEN i.status = 'awaiting_host' THEN 'unanswered' ELSE 'open' END AS how,
      coalesce(i.reason, CASE i.status WHEN 'awaiting_host' THEN 'the host did not answer' WHEN 'pending' THEN 'not done' ELSE '' END) AS reason
    FROM plan_items i LEFT JOIN follow_ups f ON f.organization_id = i.organization_id AND f.removal_id = i.removal_id AND f.item_key = i.key
    WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.status <> 'done'
    ORDER BY i.position LIMIT ${mostListed}`);
  return items;
}

async function handOversOf(
  tx: Transaction,
  organizationId: string,
  removalId: string,
): Promise<CertificateFacts['handOvers']> {
  const offers = await tx.handOverOffer.findMany({
    where: { organizationId, removalId, status: { in: ['accepted', 'declined', 'redirected'] } },
    orderBy: { successorId: 'asc' },
  });
  return offers.map(({ successorId, status, bySilence, answeredAt, counts }) => ({
    successorId,
    answer: status,
    bySilence,
    at: instant(answeredAt) ?? '',
    items: offeredItems(counts as unknown as OfferedCount[]),
  }));
}

async function attestedOf(
  tx: Transaction,
  organizationId: string,
  removalId: string,
): Promise<CertificateFacts['attested']> {
  const rows = await tx.followUp.findMany({
    where: { organizationId, removalId, status: 'done', attestedById: { not: null } },
    orderBy: { itemKey: 'asc' },
    select: {
      itemKey: true,
      attestedById: true,
      endedAt: true,
      item: { select: { kind: true, objectId: true } },
      files: { select: { sha256: true }, orderBy: { sha256: 'asc' } },
    },
  });
  const ids = rows.flatMap(({ item }) => (item.kind === 'grant' ? [item.objectId] : []));
  const grants = await tx.grant.findMany({
    where: { organizationId, id: { in: ids }, revocationProvedAt: { not: null } },
    select: { id: true },
  });
  const tried = new Set(grants.map(({ id }) => id));
  return rows.map(({ itemKey, attestedById, endedAt, item, files }) => ({
    itemKey,
    by: attestedById ?? '',
    at: endedAt?.toISOString() ?? '',
    evidence: files.map(({ sha256 }) => sha256),
    tried: tried.has(item.objectId),
  }));
}

/** What the door tests need: credentials that must be refused. Ids and hashes only. */
export interface DoorsToTry {
  memberId: string;
  personId: string | null;
  /** every key the leaver ever held, and every key that this removal was to rotate */
  keys: { credentialId: string; hash: Uint8Array }[];
  /** sessions that ever opened this organization for them */
  sessions: { sessionId: string; tokenHash: Uint8Array }[];
}

/** Throws `not-found`. */
export function doorsToTry(
  db: Database,
  organization: string,
  { removalId }: { removalId: string },
): Promise<DoorsToTry> {
  return inOrganization(db, organization, async (tx) => {
    const removal = await tx.removal.findUnique({
      where: { organizationId_id: { organizationId: organization, id: removalId } },
      select: { memberId: true, member: { select: { personId: true } } },
    });
    if (removal === null) throw new Failure('not-found', { object: 'removal' });
    const { memberId, member } = removal;
    const keys = await tx.$queryRaw<DoorsToTry['keys']>(Prisma.sql`
      SELECT c.id AS "credentialId", c.hash FROM credentials c
      WHERE c.organization_id = ${organization}::uuid AND c.kind = 'api_key' AND (c.holder_id = ${memberId}::uuid OR EXISTS (
        SELECT FROM plan_items i WHERE i.organization_id = c.organization_id AND i.removal_id = ${removalId}::uuid
          AND i.key = 'service-account-key:' || c.id)) ORDER BY c.id`);
    const sessions = await tx.$queryRaw<DoorsToTry['sessions']>(Prisma.sql`
      SELECT s.id AS "sessionId", s.token_hash AS "tokenHash" FROM session_organizations d JOIN sessions s ON s.id = d.session_id
      WHERE d.organization_id = ${organization}::uuid AND d.member_id = ${memberId}::uuid ORDER BY s.id`);
    return { memberId, personId: member.personId, keys, sessions };
  });
}
