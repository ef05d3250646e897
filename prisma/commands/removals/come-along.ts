import { decide } from '../../../rules/access/decide.ts';
import type { AccessFacts } from '../../../rules/access/types.ts';
import type { Transaction } from '../../client.ts';
import { relationsOf } from '../../queries/removals/relations.ts';
import type { TransferBatch } from './transfer.ts';
import { type Need, needed, type Turn } from './turns.ts';

/**
 * What was needed comes along (design, Removal, 4): where the access rules would still refuse it, a share `use` is added, recorded, and kept with an item for the
 * undo. Called when all of the batch's holders have changed; without the needs of those who own what they need by now.
 */
export async function comeAlong(
  tx: Transaction,
  batch: TransferBatch,
  turns: readonly Turn[],
  needs: readonly Need[],
): Promise<void> {
  if (needs.length === 0) return;
  const pairs = needs.map(({ memberId, resourceId }) => ({ member: memberId, resource: resourceId }));
  const facts = await relationsOf(tx, batch.organization, pairs);
  const lacking = needs.filter((_, index) => lacksUse(facts[index], batch.now));
  if (lacking.length === 0) return;
  const shares = await shareUse(tx, batch, lacking);
  await keep(tx, batch, turns, shares);
  const added = shares.map(({ id, level, ...pair }) => ({ shareId: id, ...pair, before: level }));
  for (let from = 0; from < added.length; from += 1000)
    batch.record({
      action: 'share.added',
      object: 'removal',
      objectId: batch.removalId,
      after: { level: 'use', shares: added.slice(from, from + 1000) },
      reason: 'comes-along',
    });
}

/** Refused only because nobody gave it to them: an archived connection, or a ceiling, is not healed by a share. */
export function lacksUse(facts: AccessFacts | undefined, now: Date): boolean {
  if (facts?.resource == null) return false;
  const decision = decide(facts, facts.resource.kind === 'connection' ? 'use' : 'run', now.getTime());
  return !decision.allowed && decision.because.every(({ fact }) => fact === 'access');
}

/** `level`: of the share that was there before, null: there was none. */
type Added = { id: string; memberId: string; resourceId: string; level: string | null };

/** Shares `use` to each, where there is no higher one. Two at once make one. */
export async function shareUse(
  tx: Transaction,
  { organization, now }: Pick<TransferBatch, 'organization' | 'now'>,
  needs: readonly Pick<Need, 'memberId' | 'resourceId'>[],
): Promise<Added[]> {
  const members = needs.map(({ memberId }) => memberId);
  const resources = needs.map(({ resourceId }) => resourceId);
  return await tx.$queryRaw<Added[]>`
    WITH v AS (SELECT * FROM unnest(${members}::uuid[], ${resources}::uuid[]) AS v(member, resource)),
      old AS (SELECT s.id, s.level FROM shares s JOIN v ON s.organization_id = ${organization}::uuid AND s.resource_id = v.resource AND s.member_id = v.member),
      new AS (INSERT INTO shares (organization_id, resource_id, member_id, level, created_at)
        SELECT ${organization}::uuid, v.resource, v.member, 'use', ${now}::timestamptz FROM v
        ON CONFLICT (organization_id, resource_id, member_id) DO UPDATE SET level = 'use' WHERE shares.level = 'view'
        RETURNING id, member_id, resource_id)
    SELECT new.id, new.member_id AS "memberId", new.resource_id AS "resourceId", old.level::text FROM new LEFT JOIN old ON old.id = new.id ORDER BY new.id`;
}

/** With the item of one of the resources that needed it, beside what was there before. */
async function keep(
  tx: Transaction,
  { organization, removalId }: TransferBatch,
  turns: readonly Turn[],
  shares: readonly Added[],
): Promise<void> {
  const column = <T>(of: (share: Added) => T) => shares.map(of);
  await tx.$executeRaw`
    WITH t AS MATERIALIZED (
      SELECT r.id, r.target_id AS target, r.archived_at IS NOT NULL AS archived, v.owner, v.runner
      FROM unnest(${turns.map(({ resourceId }) => resourceId)}::uuid[], ${turns.map(({ ownerId }) => ownerId)}::uuid[],
        ${turns.map(({ runsAsId }) => runsAsId)}::uuid[]) AS v(id, owner, runner) JOIN resources r ON r.organization_id = ${organization}::uuid AND r.id = v.id
    ), ${needed(organization)},
      added AS (SELECT * FROM unnest(${column(({ id }) => id)}::uuid[], ${column(({ memberId }) => memberId)}::uuid[],
        ${column(({ resourceId }) => resourceId)}::uuid[], ${column(({ level }) => level)}::text[]) AS s(id, member, resource, level)),
      carried AS (SELECT a.id, a.level, (SELECT min(i.key) FROM needed n JOIN plan_items i ON i.organization_id = ${organization}::uuid
          AND i.removal_id = ${removalId}::uuid AND i.step = 'transfer' AND i.object_id = n.id AND i.kind IN ('resource-owner', 'resource-runs-as')
          AND i.status IN ('done', 'awaiting_host') WHERE n.holder = a.member AND n.object = a.resource) AS key FROM added a)
    UPDATE plan_items i SET before = coalesce(i.before, '{}') || jsonb_build_object('shares', v.shares)
    FROM (SELECT key, jsonb_agg(jsonb_build_object('shareId', id, 'level', level) ORDER BY id) AS shares FROM carried GROUP BY key) v
    WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.key = v.key`;
}
