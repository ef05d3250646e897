import type { Transaction } from '../../client.ts';

/**
 * Erases what the audit has of these people, in the caller's transaction: without their keys neither the values nor the salts of their commitments can be read by anyone,
 * and the chain is as it was (decision 30). A key that was never made is made destroyed, so that nothing of them is kept from now on either.
 */
export async function destroyKeysIn(tx: Transaction, organization: string, subjects: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO audit_keys AS k (organization_id, subject_id, destroyed_at)
    SELECT ${organization}::uuid, s, now() FROM unnest(${[...subjects].sort()}::uuid[]) AS s
    ON CONFLICT (organization_id, subject_id) DO UPDATE SET box = NULL, destroyed_at = excluded.destroyed_at WHERE k.box IS NOT NULL`;
}
