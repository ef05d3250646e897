import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { reopenIn } from '../follow-ups/reopen.ts';
import type { RemovalStepInput } from './input.ts';
import { lockRunning } from './lock.ts';

export const stillWorks = 'the provider still gave access for the old consent';

/**
 * Keeps what trying an attested grant showed. Refused: it is proved, and what could try it is forgotten. `stillGood`, the token that is good now: its follow-up is open
 * again. Twice is once: a follow-up that is open, or a grant without a token, was dealt with.
 * @throws Failure not-found, removal-ended, wrong-state
 */
export function recordProbe(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  input: RemovalStepInput & { grantId: string; followUpId: string; stillGood?: string },
): Promise<void> {
  const { removalId, grantId, followUpId, stillGood, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { memberId: leaverId } = await lockRunning(tx, organization, removalId);
    const where = { organizationId_id: { organizationId: organization, id: grantId } };
    const grant = await tx.grant.findUniqueOrThrow({ where, select: { status: true, tokenBox: true } });
    if (grant.status !== 'revoked' || grant.tokenBox === null) return;
    if (stillGood === undefined) {
      await tx.grant.update({
        where,
        data: { tokenBox: null, clientSecretBox: null, revocationProvedAt: now },
        select: { id: true },
      });
      record({ action: 'grant.revocation-proved', object: 'grant', objectId: grantId, after: { followUpId } });
      return;
    }
    const place = { table: 'grants', row: grantId, column: 'token_box' } as const;
    const tokenBox = await secrets.seal(tx, organization, place, stillGood);
    await tx.grant.update({ where, data: { tokenBox }, select: { id: true } });
    await reopenIn(tx, record, organization, { removalId, followUpId, leaverId, because: stillWorks, now });
  });
}
