import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { syncExposures } from '../connections/exposures.ts';
import { lockResource } from './lock.ts';

export interface ResourceChange {
  resourceId: string;
  name?: string;
  everySeconds?: number;
  nextRunAt?: Date;
}

/**
 * What a host keeps up: name and schedule.
 * @throws Failure not-found, wrong-state
 */
export function changeResource(db: Database, organization: string, actor: Actor, input: ResourceChange): Promise<void> {
  const { resourceId, ...data } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockResource(tx, organization, resourceId);
    await tx.resource.update({
      where: { organizationId_id: { organizationId: organization, id: resourceId } },
      data,
      select: { id: true },
    });
    record({
      action: 'resource.changed',
      object: 'resource',
      objectId: resourceId,
      after: {
        fields: Object.keys(data).sort(),
        everySeconds: data.everySeconds,
        nextRunAt: data.nextRunAt?.toISOString(),
      },
    });
  });
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
    if (needed > 0) {
      throw new Failure('wrong-state', { object: 'resource', state: `needed by ${needed}`, needs: 'needed by none' });
    }
    await tx.resource.update({
      where: { organizationId_id: { organizationId: organization, id: resourceId } },
      data: { archivedAt: now },
      select: { id: true },
    });
    await tx.connectionUse.deleteMany({ where: { organizationId: organization, resourceId } });
    await syncExposures(tx, [resourceId], now);
    record({
      action: 'resource.archived',
      object: 'resource',
      objectId: resourceId,
      after: { archivedAt: now.toISOString() },
    });
  });
}
