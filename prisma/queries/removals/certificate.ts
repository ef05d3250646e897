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
import { policyOf } from '../../../rules/organizations/policy.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { shadowsBeside } from '../consent-requests/shadows.ts';
import { factsOf } from './facts.ts';
import type { Asked } from './sources/source.ts';

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
    const read = await readIn(tx, organization, removalId);
    const { memberId, effectiveAt, suspendedAt, policy, counts, followedUp, ...removal } = read;
    const asked = { organization, leaverId: memberId, now, rotate: policyOf(policy).removals.rotate };
    return {
      organizationId: organization,
      removalId,
      memberId,
      ending: removal.ending,
      erasure: removal.erasure === null ? null : { ...removal.erasure, eraseAt: iso(removal.erasure.eraseAt) },
      forCause: removal.forCause,
      planHash: removal.planHash,
      effectiveAt: effectiveAt.toISOString(),
      suspendedAt: suspendedAt?.toISOString() ?? null,
      memberStatus: removal.memberStatus,
      readAt: now.toISOString(),
      steps: (removal.steps ?? []).map((step) => ({
        ...step,
        startedAt: at(step.startedAt),
        endedAt: at(step.endedAt),
      })),
      kinds: kindsOf(counts ?? [], await leftOf(tx, asked, new Set(followedUp))),
      doors,
      exceptions: removal.exceptions ?? [],
      attested: (removal.attested ?? []).map((one) => ({ ...one, at: at(one.at) ?? '' })),
      handOvers: (removal.offers ?? []).map(({ counts: offered, at: answered, ...offer }) => ({
        ...offer,
        at: at(answered) ?? '',
        items: offeredItems(offered),
      })),
      shadows: await shadowsBeside(tx, organization, removalId),
      runsAsLeaver: removal.runsAsLeaver,
      firstRuns: removal.firstRuns,
    };
  });
}

/** As PostgreSQL writes an instant into JSON. */
const iso = (instant: string): string => new Date(instant).toISOString();
const at = (instant: string | null): string | null => (instant === null ? null : iso(instant));

/** Instants within lists are as PostgreSQL writes them into JSON; an empty list is null. */
interface ReadAgain extends Pick<CertificateFacts, 'memberId' | 'ending' | 'forCause' | 'planHash' | 'memberStatus'> {
  effectiveAt: Date;
  suspendedAt: Date | null;
  policy: unknown;
  erasure: CertificateFacts['erasure'];
  steps: CertifiedStep[] | null;
  counts: Counted[] | null;
  /** keys of items */
  followedUp: string[] | null;
  exceptions: Exception[] | null;
  attested: (Omit<CertificateFacts['attested'][number], 'at'> & { at: string | null })[] | null;
  offers:
    | (Omit<CertificateFacts['handOvers'][number], 'at' | 'items'> & { at: string | null; counts: OfferedCount[] })[]
    | null;
  runsAsLeaver: number;
  firstRuns: FirstRuns;
}

interface Counted {
  kind: ItemKind;
  status: string;
  items: number;
}

/** More than so many exceptions are counted by their kinds, not listed. */
const mostListed = 1000;

/** One statement: for most removals these lists are short or empty. Of first runs only those of what runs: what was archived runs no more. */
async function readIn(tx: Transaction, organization: string, removalId: string): Promise<ReadAgain> {
  const of = (table: string) =>
    Prisma.sql`${Prisma.raw(`${table}.organization_id`)} = ${organization}::uuid AND ${Prisma.raw(`${table}.removal_id`)} = ${removalId}::uuid`;
  const [read] = await tx.$queryRaw<ReadAgain[]>`
    SELECT r.member_id AS "memberId", r.ending::text, r.for_cause AS "forCause", r.plan_hash AS "planHash", r.effective_at AS "effectiveAt",
      m.status::text AS "memberStatus", m.suspended_at AS "suspendedAt", (SELECT policy FROM organizations WHERE id = ${organization}::uuid) AS policy,
      (SELECT json_build_object('id', e.id, 'status', e.status, 'eraseAt', e.erase_at) FROM erasures e WHERE ${of('e')} AND e.status <> 'erased' LIMIT 1) AS erasure,
      (SELECT json_agg(json_build_object('step', s.step, 'status', s.status, 'startedAt', s.started_at, 'endedAt', s.ended_at, 'reason', s.reason)
          ORDER BY s.position) FROM removal_steps s WHERE ${of('s')}) AS steps,
      (SELECT json_agg(c) FROM (SELECT i.kind, i.status, count(*)::int AS items FROM plan_items i WHERE ${of('i')} GROUP BY 1, 2) c) AS counts,
      (SELECT json_agg(f.item_key) FROM follow_ups f WHERE ${of('f')} AND f.status = 'done') AS "followedUp",
      (${exceptionsWhere(of('i'))}) AS exceptions, (${attestedWhere(of('f'))}) AS attested,
      (SELECT json_agg(json_build_object('successorId', o.successor_id, 'answer', o.status, 'bySilence', o.by_silence, 'at', o.answered_at, 'counts', o.counts)
          ORDER BY o.successor_id) FROM hand_over_offers o WHERE ${of('o')} AND o.status IN ('accepted', 'declined', 'redirected')) AS offers,
      (SELECT count(*)::int FROM resources x WHERE x.organization_id = ${organization}::uuid AND x.runs_as_id = r.member_id AND x.archived_at IS NULL) AS "runsAsLeaver",
      (SELECT json_build_object('allowed', count(*) FILTER (WHERE i.first_run_allowed), 'refused', count(*) FILTER (WHERE NOT i.first_run_allowed),
          'notYet', count(*) FILTER (WHERE i.first_run_at IS NULL AND i.facts -> 'archived' IS DISTINCT FROM 'true'::jsonb))
        FROM plan_items i WHERE ${of('i')} AND i.kind = 'resource-runs-as' AND i.status IN ('done', 'awaiting_host') AND i.step = 'transfer') AS "firstRuns"
    FROM removals r JOIN members m ON m.organization_id = r.organization_id AND m.id = r.member_id
    WHERE r.organization_id = ${organization}::uuid AND r.id = ${removalId}::uuid`;
  if (read === undefined) throw new Failure('not-found', { object: 'removal' });
  return read;
}

const exceptionsWhere = (ofRemoval: Prisma.Sql) => Prisma.sql`
  SELECT json_agg(json_build_object('itemKey', x.key, 'how', x.how, 'reason', x.reason) ORDER BY x.position) FROM (
    SELECT i.key, i.position, CASE WHEN f.status = 'waived' THEN 'waived' WHEN i.status = 'skipped' THEN 'skipped'
        WHEN i.status = 'awaiting_host' THEN 'unanswered' ELSE 'open' END AS how,
      coalesce(i.reason, CASE i.status WHEN 'awaiting_host' THEN 'the host did not answer' WHEN 'pending' THEN 'not done' ELSE '' END) AS reason
    FROM plan_items i LEFT JOIN follow_ups f ON f.organization_id = i.organization_id AND f.removal_id = i.removal_id AND f.item_key = i.key
    WHERE ${ofRemoval} AND i.status <> 'done' ORDER BY i.position LIMIT ${mostListed}) x`;

const attestedWhere = (ofRemoval: Prisma.Sql) => Prisma.sql`
  SELECT json_agg(json_build_object('itemKey', f.item_key, 'by', f.attested_by_id, 'at', f.ended_at,
      'evidence', coalesce((SELECT json_agg(v.sha256 ORDER BY v.sha256) FROM evidence_files v
        WHERE v.organization_id = f.organization_id AND v.follow_up_id = f.id), '[]'),
      'tried', EXISTS (SELECT FROM plan_items i JOIN grants g ON g.organization_id = i.organization_id AND g.id = i.object_id AND g.revocation_proved_at IS NOT NULL
        WHERE i.organization_id = f.organization_id AND i.removal_id = f.removal_id AND i.key = f.item_key AND i.kind = 'grant'))
    ORDER BY f.item_key)
  FROM follow_ups f WHERE ${ofRemoval} AND f.status = 'done' AND f.attested_by_id IS NOT NULL`;

function kindsOf(counts: readonly Counted[], left: ReadonlyMap<ItemKind, number>): CertifiedKind[] {
  return Object.keys(itemKinds).map((name) => {
    const kind = name as ItemKind;
    const of = (...wanted: string[]) =>
      counts.reduce((sum, row) => sum + (row.kind === kind && wanted.includes(row.status) ? row.items : 0), 0);
    const [done, skipped, open] = [of('done'), of('skipped'), of('pending', 'awaiting_host', 'not_proven')];
    return { kind, planned: done + skipped + open, done, skipped, open, left: left.get(kind) ?? 0 };
  });
}

/** What the leaver holds now, found as the planner finds it. A secret that a person attested to have changed upstream is not left over. */
async function leftOf(tx: Transaction, asked: Asked, followedUp: ReadonlySet<string>): Promise<Map<ItemKind, number>> {
  const left = new Map<ItemKind, number>();
  for await (const page of factsOf(tx, asked))
    for (const { kind, objectId } of page)
      if (!followedUp.has(`${kind}:${objectId}`)) left.set(kind, (left.get(kind) ?? 0) + 1);
  return left;
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
    const [removal] = await tx.$queryRaw<Pick<DoorsToTry, 'memberId' | 'personId'>[]>`
      SELECT r.member_id AS "memberId", m.person_id AS "personId" FROM removals r JOIN members m ON m.organization_id = r.organization_id AND m.id = r.member_id
      WHERE r.organization_id = ${organization}::uuid AND r.id = ${removalId}::uuid`;
    if (removal === undefined) throw new Failure('not-found', { object: 'removal' });
    const { memberId, personId } = removal;
    const keys = await tx.$queryRaw<DoorsToTry['keys']>(Prisma.sql`
      SELECT c.id AS "credentialId", c.hash FROM credentials c
      WHERE c.organization_id = ${organization}::uuid AND c.kind = 'api_key' AND (c.holder_id = ${memberId}::uuid OR EXISTS (
        SELECT FROM plan_items i WHERE i.organization_id = c.organization_id AND i.removal_id = ${removalId}::uuid
          AND i.key = 'service-account-key:' || c.id)) ORDER BY c.id`);
    const sessions = await tx.$queryRaw<DoorsToTry['sessions']>(Prisma.sql`
      SELECT s.id AS "sessionId", s.token_hash AS "tokenHash" FROM session_organizations d JOIN sessions s ON s.id = d.session_id
      WHERE d.organization_id = ${organization}::uuid AND d.member_id = ${memberId}::uuid ORDER BY s.id`);
    return { memberId, personId, keys, sessions };
  });
}
