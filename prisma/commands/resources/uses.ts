import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { lockResource } from './lock.ts';

interface Use {
  resourceId: string;
  connectionId: string;
  now: Date;
}

/**
 * From now on the resource runs on the connection. Saying it again changes nothing. The caller needs `edit` on the resource and `use` of the connection.
 * @throws Failure not-found, wrong-state
 */
export function useConnection(db: Database, organization: string, actor: Actor, input: Use): Promise<void> {
  const { resourceId, connectionId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockResource(tx, organization, resourceId);
    await lockResource(tx, organization, connectionId);
    const { count } = await tx.connectionUse.createMany({
      data: [{ organizationId: organization, resourceId, connectionId, since: now }],
      skipDuplicates: true,
    });
    if (count === 0) return;
    record({ action: 'resource.connection-used', object: 'resource', objectId: resourceId, after: { connectionId } });
  });
}

/** @throws Failure not-found when the resource does not use the connection; wrong-state */
export function stopUsingConnection(db: Database, organization: string, actor: Actor, input: Use): Promise<void> {
  const { resourceId, connectionId } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockResource(tx, organization, resourceId);
    const { count } = await tx.connectionUse.deleteMany({
      where: { organizationId: organization, resourceId, connectionId },
    });
    if (count === 0) throw new Failure('not-found', { object: 'connection' });
    record({
      action: 'resource.connection-released',
      object: 'resource',
      objectId: resourceId,
      before: { connectionId },
    });
  });
}
