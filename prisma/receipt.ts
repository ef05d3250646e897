import type { Prisma } from './generated/client.ts';
import type { Transaction } from './client.ts';

/**
 * Does an effect once: the receipt is inserted first (a second executor waits here for the first's end), the effect runs in the same
 * transaction, its result is kept. If the receipt was there, the recorded result is returned and nothing is done (design, Activities and data).
 * @param key stable over retries, e.g. `removal/{id}/suspend`
 */
export async function once<T extends Prisma.InputJsonValue | null>(
  tx: Transaction,
  organizationId: string,
  key: string,
  effect: () => Promise<T>,
): Promise<T> {
  const { count } = await tx.receipt.createMany({ data: [{ organizationId, key }], skipDuplicates: true });
  if (count === 0) {
    const receipt = await tx.receipt.findUniqueOrThrow({ where: { organizationId_key: { organizationId, key } } });
    return receipt.result as T;
  }
  const result = await effect();
  if (result !== null)
    await tx.receipt.update({ where: { organizationId_key: { organizationId, key } }, data: { result } });
  return result;
}
