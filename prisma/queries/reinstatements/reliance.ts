import { Prisma } from '../../generated/client.ts';
import type { Asked } from './sources.ts';

/**
 * Whether automation would fail as the one who comes back: since the transfer it has come to run on something else, or something that it needs, which was theirs,
 * is someone else's by now. `item`: its `resource-runs-as` item.
 */
export function needsOthers(
  { organization, removalId, leaverId }: Asked,
  alias: { item: string; resource: string },
): Prisma.Sql {
  const [i, r] = [Prisma.raw(alias.item), Prisma.raw(alias.resource)];
  const stays = (
    object: Prisma.Sql,
  ) => Prisma.sql`EXISTS (SELECT FROM plan_items o JOIN resources n ON n.organization_id = o.organization_id AND n.id = o.object_id
    WHERE o.organization_id = ${organization}::uuid AND o.removal_id = ${removalId}::uuid AND o.key = 'resource-owner:' || ${object} AND o.before IS NOT NULL
      AND n.owner_id IS DISTINCT FROM o.successor_id AND n.owner_id IS DISTINCT FROM ${leaverId}::uuid)`;
  return Prisma.sql`(${r}.archived_at IS NULL AND (${r}.target_id IS DISTINCT FROM (${i}.facts ->> 'targetId')::uuid
    OR ${r}.target_id IS NOT NULL AND ${stays(Prisma.sql`${r}.target_id`)}
    OR EXISTS (SELECT FROM connection_uses q WHERE q.organization_id = ${organization}::uuid AND q.resource_id IN (${r}.id, ${r}.target_id)
      AND (q.since > ${i}.done_at OR ${stays(Prisma.sql`q.connection_id`)}))))`;
}

/**
 * Whether something that stays with a member goes on only by their access to an object: it needs it (uses it, runs it, or runs what uses it), and it came
 * to them by the removal, or to need it since. What was so before the removal is none of ours. `since`: when the transfer was.
 */
export function reliedOn(
  asked: Asked,
  { member, object, since }: { member: string; object: string; since: string },
): Prisma.Sql {
  const { organization, removalId } = asked;
  const [m, o, t] = [Prisma.raw(member), Prisma.raw(object), Prisma.raw(since)];
  const item = (kind: 'owner' | 'runs-as', more: Prisma.Sql) => Prisma.sql`EXISTS (SELECT FROM plan_items j
    WHERE j.organization_id = ${organization}::uuid AND j.removal_id = ${removalId}::uuid AND j.key = ${`resource-${kind}:`} || x.id AND j.before IS NOT NULL ${more})`;
  const goesBack = (kind: 'owner' | 'runs-as') => {
    const others =
      kind === 'owner' ? Prisma.empty : Prisma.sql`AND NOT ${needsOthers(asked, { item: 'j', resource: 'x' })}`;
    return item(kind, Prisma.sql`AND j.successor_id = ${m} ${others}`);
  };
  const staysBy = (
    column: string,
    kind: 'owner' | 'runs-as',
  ) => Prisma.sql`x.${Prisma.raw(column)} = ${m} AND NOT ${goesBack(kind)}
    AND (w.since > ${t} OR x.created_at > ${t} OR ${item(kind, Prisma.empty)})`;
  return Prisma.sql`EXISTS (
    SELECT FROM (
        SELECT u.resource_id AS id, u.since FROM connection_uses u WHERE u.organization_id = ${organization}::uuid AND u.connection_id = ${o}
        UNION ALL SELECT y.id, u.since FROM connection_uses u JOIN resources y ON y.organization_id = u.organization_id AND y.target_id = u.resource_id
          WHERE u.organization_id = ${organization}::uuid AND u.connection_id = ${o}
        UNION ALL SELECT y.id, y.created_at FROM resources y WHERE y.organization_id = ${organization}::uuid AND y.target_id = ${o}
      ) w JOIN resources x ON x.organization_id = ${organization}::uuid AND x.id = w.id AND x.archived_at IS NULL
    WHERE (${staysBy('owner_id', 'owner')}) OR (${staysBy('runs_as_id', 'runs-as')}))`;
}
