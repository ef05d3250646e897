import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { syncExposures } from '../connections/exposures.ts';
import { lockResource } from './lock.ts';

export interface ResourceChange {
  resourceId: string;
  name?: string;
  /** null: it has no schedule any more */
  everySeconds?: number | null;
  nextRunAt?: Date | null;
  /** what a schedule runs */
  targetId?: string | null;
}

/**
 * What a host keeps up: name, schedule, and what a schedule runs.
 * @throws Failure not-found; wrong-state for an archived resource or target; invalid-request when nothing is named, or it would run itself
 */
export function changeResource(db: Database, organization: string, actor: Actor, input: ResourceChange): Promise<void> {
  const { resourceId, ...data } = input;
  const { targetId } = data;
  if (Object.keys(data).length === 0) throw new Failure('invalid-request', { field: 'body', expected: 'a change' });
  if (targetId === resourceId)
    throw new Failure('invalid-request', { field: 'targetId', expected: 'another resource' });
  return changing(db, organization, actor, async (tx, record) => {
    for (const id of [resourceId, ...(targetId ? [targetId] : [])].sort()) await lockResource(tx, organization, id);
    const where = { organizationId_id: { organizationId: organization, id: resourceId } };
    const before = await tx.resource.findUniqueOrThrow({
      where,
      select: { name: true, everySeconds: true, nextRunAt: true, targetId: true },
    });
    await tx.resource.update({ where, data, select: { id: true } });
    const fields = Object.keys(data).sort();
    record({
      action: 'resource.changed',
      object: 'resource',
      objectId: resourceId,
      before: only(fields, before),
      after: { fields, ...only(fields, data) },
    });
  });
}

function only(
  fields: readonly string[],
  { name, everySeconds, nextRunAt, targetId }: Omit<ResourceChange, 'resourceId'>,
) {
  const facts = { name, everySeconds, nextRunAt: nextRunAt?.toISOString() ?? null, targetId };
  return Object.fromEntries(Object.entries(facts).filter(([field]) => fields.includes(field)));
}

/**
 * The end of a resource: it stays visible, and nothing else may be done with it. It stops using its connections. What other resources need (a connection
 * that one uses, a pipeline that a schedule runs) can't end before them.
 * @throws Failure not-found, wrong-state
 */
export function archiveResource(
  db: Database,
  organization: string,
  actor: Actor,
  input: { resourceId: string; now: Date },
): Promise<void> {
  const { resourceId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockResource(tx, organization, resourceId);
    const needed = await tx.resource.count({
      where: {
        organizationId: organization,
        archivedAt: null,
        OR: [{ targetId: resourceId }, { uses: { some: { connectionId: resourceId } } }],
      },
    });
    if (needed > 0) throw stillNeeded(needed);
    await archiveIn(tx, organization, [resourceId], now);
    record({
      action: 'resource.archived',
      object: 'resource',
      objectId: resourceId,
      after: { archivedAt: now.toISOString() },
    });
  });
}

export const stillNeeded = (by: number): Failure =>
  new Failure('wrong-state', { object: 'resource', state: `needed by ${by}`, needs: 'needed by none' });

/** Archives locked resources; what each ran on is kept for the undo (restore.ts). */
export async function archiveIn(
  tx: Transaction,
  organization: string,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE resources r SET archived_at = ${now}::timestamptz, archived_connection_ids = ARRAY(SELECT u.connection_id FROM connection_uses u
      WHERE u.organization_id = r.organization_id AND u.resource_id = r.id)
    WHERE r.organization_id = ${organization}::uuid AND r.id = ANY(${[...ids]}::uuid[])`;
  await tx.connectionUse.deleteMany({ where: { organizationId: organization, resourceId: { in: [...ids] } } });
  await syncExposures(tx, ids, now);
}
