import type { CallerRefusal } from '../../../rules/access/caller.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { once } from '../../receipt.ts';
import { alarm } from './notices.ts';

const HOUR_MS = 3_600_000;

export interface DeadKeyUse {
  credentialId: string;
  /** why it is not good */
  because: CallerRefusal['fact'];
  /** address that it came from */
  from: string;
  now: Date;
}

/**
 * A key that is not good any more was used: someone was cut off unknowingly, or has a key that they shouldn't. Recorded, hence an event, at most once an
 * hour for each key, however often it is tried (design, Removal, 6); the admins are told, at most once a day.
 * @returns whether it was recorded now
 */
export async function reportDeadKey(db: Database, organization: string, use: DeadKeyUse): Promise<boolean> {
  const { credentialId, because, from, now } = use;
  const receipt = `dead-key/${credentialId}/${Math.floor(now.getTime() / HOUR_MS)}`;
  let recorded = false;
  await changing(db, organization, { by: 'system', reason: 'dead-key' }, async (tx, record) => {
    recorded = false;
    await once(tx, organization, receipt, async () => {
      const key = await tx.credential.findUnique({
        where: { organizationId_id: { organizationId: organization, id: credentialId } },
        select: { holderId: true },
      });
      if (key === null) return null;
      await tx.credential.update({
        where: { organizationId_id: { organizationId: organization, id: credentialId } },
        data: { usedAfterEndAt: now },
        select: { id: true },
      });
      record({
        action: 'api-key.used-after-end',
        object: 'api-key',
        objectId: credentialId,
        after: { holderId: key.holderId, because },
        personal: key.holderId === null ? [] : [{ of: key.holderId, values: { address: from } }],
      });
      await alarm(tx, organization, { credentialId, now });
      recorded = true;
      return null;
    });
  });
  return recorded;
}
