import type { KeptWhy, ReinstatementKind } from '../../../rules/removals/reinstate.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { reliedOn } from '../../queries/reinstatements/reliance.ts';
import type { GiveBackBatch } from './give-back.ts';
import { finishReinstatementItems, type OpenReinstatementItem } from './items.ts';

/** One kind of access that comes back, or that is taken back. `rows`: v of (id, before). Returns rows of the ids that were */
interface Access {
  action: `${string}.${string}`;
  object: string;
  kept: KeptWhy;
  giveBack(batch: GiveBackBatch, rows: Prisma.Sql): Prisma.Sql;
}

const teams = ({ organization, memberId }: GiveBackBatch, rows: Prisma.Sql) => Prisma.sql`
  INSERT INTO team_members (organization_id, team_id, member_id, role, since)
  SELECT ${organization}::uuid, v.id, ${memberId}::uuid, (v.before ->> 'role')::team_role, (v.before ->> 'since')::timestamptz FROM ${rows}
    JOIN teams t ON t.organization_id = ${organization}::uuid AND t.id = v.id AND t.archived_at IS NULL
  ON CONFLICT DO NOTHING RETURNING team_id AS id`;

const shares = ({ organization, memberId }: GiveBackBatch, rows: Prisma.Sql) => Prisma.sql`
  INSERT INTO shares (organization_id, id, resource_id, member_id, level, created_at)
  SELECT ${organization}::uuid, v.id, (v.before ->> 'resourceId')::uuid, ${memberId}::uuid, (v.before ->> 'level')::share_level, (v.before ->> 'createdAt')::timestamptz
  FROM ${rows} ON CONFLICT DO NOTHING RETURNING id`;

const bookmarks = ({ organization, memberId }: GiveBackBatch, rows: Prisma.Sql) => Prisma.sql`
  INSERT INTO bookmarks (organization_id, member_id, resource_id, created_at)
  SELECT ${organization}::uuid, ${memberId}::uuid, v.id, (v.before ->> 'createdAt')::timestamptz FROM ${rows} ON CONFLICT DO NOTHING RETURNING resource_id AS id`;

/** A share that came along ends with what it came along for, or is again what it was; unless someone changed it, or something that stays rests on it. */
const cameAlong = (batch: GiveBackBatch, rows: Prisma.Sql) => {
  const { organization, removalId, memberId: leaverId } = batch;
  const relied = reliedOn(
    { organization, removalId, leaverId },
    { member: 's.member_id', object: 's.resource_id', since: 'r.started_at' },
  );
  return Prisma.sql`
    WITH free AS MATERIALIZED (SELECT s.id, v.before ->> 'level' AS level FROM ${rows}
        JOIN shares s ON s.organization_id = ${organization}::uuid AND s.id = v.id AND s.level = 'use'
        JOIN removal_steps r ON r.organization_id = ${organization}::uuid AND r.removal_id = ${removalId}::uuid AND r.step = 'transfer'
      WHERE NOT ${relied}),
      ended AS (DELETE FROM shares s USING free WHERE s.organization_id = ${organization}::uuid AND s.id = free.id AND free.level IS NULL RETURNING s.id),
      lowered AS (UPDATE shares s SET level = free.level::share_level FROM free WHERE s.organization_id = ${organization}::uuid AND s.id = free.id
        AND free.level IS NOT NULL RETURNING s.id)
    SELECT id FROM ended UNION ALL SELECT id FROM lowered`;
};

const kinds: { readonly [K in ReinstatementKind]?: Access } = {
  'team-membership': { action: 'team.member-added', object: 'team', kept: 'given-since', giveBack: teams },
  share: { action: 'share.added', object: 'share', kept: 'given-since', giveBack: shares },
  bookmark: { action: 'bookmark.added', object: 'resource', kept: 'given-since', giveBack: bookmarks },
  'came-along': { action: 'share.removed', object: 'share', kept: 'relied-on', giveBack: cameAlong },
};

/** All kinds of step `access`: what was there is there again, and what came along is taken back. */
export async function giveBackAccess(
  tx: Transaction,
  batch: GiveBackBatch,
  items: readonly OpenReinstatementItem[],
): Promise<void> {
  for (const [kind, access] of Object.entries(kinds)) {
    const own = items.filter((item) => item.kind === kind);
    if (own.length === 0) continue;
    const rows = Prisma.sql`unnest(${own.map(({ objectId }) => objectId)}::uuid[], ${own.map(({ before }) => JSON.stringify(before))}::jsonb[]) AS v(id, before)`;
    const back = new Set((await tx.$queryRaw<{ id: string }[]>(access.giveBack(batch, rows))).map(({ id }) => id));
    const restored = own.filter(({ objectId }) => back.has(objectId));
    const kept = own.filter(({ objectId }) => !back.has(objectId)).map(({ key }) => key);
    await finishReinstatementItems(tx, batch, { restored: restored.map(({ key }) => key), kept, why: access.kept });
    const ids = restored.map(({ objectId }) => objectId);
    for (let from = 0; from < ids.length; from += 1000)
      batch.record({
        action: access.action,
        object: access.object,
        after: { memberId: batch.memberId, reinstatementId: batch.reinstatementId, ids: ids.slice(from, from + 1000) },
        reason: 'reinstatement',
      });
  }
}
