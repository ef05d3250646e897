import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import type { Erasure } from '../../generated/client.ts';

/** An erasure that nobody else changes until this transaction ends. @throws Failure not-found */
export async function lockErasure(tx: Transaction, organizationId: string, id: string): Promise<Erasure> {
  await tx.$executeRaw`SET LOCAL lock_timeout = '5s'`;
  await tx.$executeRaw`SELECT FROM erasures WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
  const found = await tx.erasure.findUnique({ where: { organizationId_id: { organizationId, id } } });
  if (found === null) throw new Failure('not-found', { object: 'erasure' });
  return found;
}
