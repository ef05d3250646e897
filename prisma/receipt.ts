import pg from 'pg';
import type { Prisma } from './generated/client.ts';
import type { Transaction } from './client.ts';
import { withCommit } from './scoped-pool.ts';

/**
 * Does an effect once: the receipt is inserted first (a second executor waits here for the first's end), the effect runs in the same
 * transaction, its result is kept with the commit. If the receipt was there, the recorded result is returned and nothing is done (design, Activities and data).
 * @param key stable over retries, e.g. `removal/{id}/suspend`
 */
export async function once<T extends Prisma.InputJsonValue | null>(
  tx: Transaction,
  organizationId: string,
  key: string,
  effect: () => Promise<T>,
): Promise<T> {
  const inserted = await tx.$executeRaw`
    INSERT INTO receipts (organization_id, key) VALUES (${organizationId}::uuid, ${key}) ON CONFLICT DO NOTHING`;
  if (inserted === 0) {
    const receipt = await tx.receipt.findUniqueOrThrow({ where: { organizationId_key: { organizationId, key } } });
    return receipt.result as T;
  }
  const result = await effect();
  if (result !== null) {
    const [kept, organization, ofKey] = [JSON.stringify(result), organizationId, key].map(pg.escapeLiteral);
    withCommit(`UPDATE receipts SET result = ${kept} WHERE organization_id = ${organization} AND key = ${ofKey}`);
  }
  return result;
}
