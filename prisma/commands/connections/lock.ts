import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import { lockResource } from '../resources/lock.ts';

/**
 * A connection that nobody else changes until this transaction ends.
 * @throws Failure not-found; wrong-state when it is archived
 */
export async function lockConnection(
  tx: Transaction,
  organization: string,
  connectionId: string,
): Promise<{ provider: string; auth: string }> {
  const resource = await lockResource(tx, organization, connectionId);
  const [connection] = await tx.$queryRaw<{ provider: string; auth: string }[]>`
    SELECT provider, auth FROM connections WHERE organization_id = ${organization}::uuid AND resource_id = ${resource.id}::uuid FOR NO KEY UPDATE`;
  if (connection === undefined) throw new Failure('not-found', { object: 'connection' });
  return connection;
}
