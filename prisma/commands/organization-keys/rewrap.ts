import { type Database, inOrganization, inRewrapping } from '../../client.ts';
import type { MasterKey } from '../../secrets/master-key.ts';
import { contextOf } from '../../secrets/secrets.ts';

const BATCH = 500;

/**
 * Wraps every organization's keys by the master key that wraps now: afterwards no older one is needed. What was sealed stays as it is, because the keys themselves
 * stay. Killed anywhere, it is simply run again; beside running processes it stops nobody.
 * @returns how many keys were wrapped anew
 * @throws Error when a master key that wrapped one is not there
 */
export async function rewrapOrganizationKeys(db: Database, master: MasterKey): Promise<number> {
  let rewrapped = 0;
  for (;;) {
    const old = await inRewrapping(
      db,
      (tx) => tx.$queryRaw<{ organization: string; version: number; wrapped: Uint8Array; masterKeyId: string }[]>`
        SELECT organization_id AS organization, version, wrapped, master_key_id AS "masterKeyId" FROM organization_keys
        WHERE master_key_id <> ${master.id} ORDER BY organization_id, version LIMIT ${BATCH}`,
    );
    if (old.length === 0) return rewrapped;
    for (const { organization, version, wrapped, masterKeyId } of old) {
      const context = contextOf(organization, version);
      const anew = await master.wrap(await master.unwrap(wrapped, masterKeyId, context), context);
      const { count } = await inOrganization(db, organization, (tx) =>
        tx.organizationKey.updateMany({
          where: { organizationId: organization, version, masterKeyId },
          data: { wrapped: anew, masterKeyId: master.id },
        }),
      );
      rewrapped += count;
    }
  }
}
