import { Failure } from '../../../rules/failures.ts';
import { newlyRefused } from '../../../rules/access-changes/effects.ts';
import type { Transaction } from '../../client.ts';
import { automationOf } from '../../queries/access-changes/automation.ts';

/**
 * Makes a change that may take access away from these members, and refuses it when automation that runs as them would be refused by it: that needs someone who has
 * seen it (`makeAccessChange`). What is refused already is no reason.
 * @throws Failure automation-would-stop, with how many; and what `change` throws
 */
export async function stoppingNothing<T>(
  tx: Transaction,
  organization: string,
  { memberIds, now }: { memberIds: readonly string[]; now: Date },
  change: () => Promise<T>,
): Promise<T> {
  if (!(await somethingRuns(tx, organization, memberIds))) return await change();
  const before = await automationOf(tx, organization, { memberIds, now });
  const result = await change();
  const after = await automationOf(tx, organization, { memberIds, now });
  const refused = newlyRefused(before.refused, after.refused);
  const [first] = refused;
  if (first === undefined) return result;
  const automation = new Set(refused.map(({ automationId }) => automationId)).size;
  throw new Failure('automation-would-stop', { automation, memberId: first.memberId });
}

async function somethingRuns(tx: Transaction, organizationId: string, memberIds: readonly string[]): Promise<boolean> {
  if (memberIds.length === 0) return false;
  const where = { organizationId, runsAsId: { in: [...memberIds] }, archivedAt: null };
  return (await tx.resource.findFirst({ where, select: { id: true } })) !== null;
}
