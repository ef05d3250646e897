import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import type { MassRemoval } from '../../generated/client.ts';

/** A mass removal that nobody else changes until this transaction ends. @throws Failure not-found */
export async function lockMassRemoval(tx: Transaction, organizationId: string, id: string): Promise<MassRemoval> {
  await tx.$executeRaw`SET LOCAL lock_timeout = '5s'`;
  await tx.$executeRaw`
    SELECT FROM mass_removals WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
  const found = await tx.massRemoval.findUnique({ where: { organizationId_id: { organizationId, id } } });
  if (found === null) throw new Failure('not-found', { object: 'mass-removal' });
  return found;
}

/** @throws Failure wrong-state */
export function mustBe(massRemoval: Pick<MassRemoval, 'status'>, needs: readonly MassRemoval['status'][]): void {
  const { status } = massRemoval;
  if (!needs.includes(status))
    throw new Failure('wrong-state', { object: 'mass-removal', state: status, needs: needs.join(' or ') });
}
