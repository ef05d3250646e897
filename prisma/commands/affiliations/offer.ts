import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { affiliationCodeDays, type AffiliationSide } from '../../../rules/organizations/affiliation.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { makeAffiliationCode } from '../../secrets/affiliation-code.ts';

const DAY = 86_400_000;

/**
 * Offers an affiliation to whichever organization is given the code. Nobody is looked up: that an organization exists is told by itself, to whom it chooses.
 * @param input.other what the other organization would be to this one
 * @returns the code, which is shown once
 * @throws Failure already-affiliated where there is a parent; not-allowed for an actor who is no member
 */
export function offerAffiliation(
  db: Database,
  organizationId: string,
  actor: Actor,
  { other, now }: { other: AffiliationSide; now: Date },
): Promise<{ affiliationId: string; code: string }> {
  if (actor.by !== 'member') throw new Failure('not-allowed', { action: 'offer an affiliation', because: 'no member' });
  return changing(db, organizationId, actor, async (tx, record) => {
    if (other === 'parent') await mustHaveNoParent(tx, organizationId);
    const id = randomUUID();
    const { code, hash } = makeAffiliationCode(organizationId, id);
    const expiresAt = new Date(now.getTime() + affiliationCodeDays * DAY);
    const offer = { organizationId, id, other, codeHash: hash, expiresAt, offeredById: actor.memberId, createdAt: now };
    await tx.affiliation.create({ data: { ...offer, status: 'offered' }, select: { id: true } });
    const after = { other, expiresAt: expiresAt.toISOString() };
    record({ action: 'affiliation.offered', object: 'affiliation', objectId: id, after });
    return { affiliationId: id, code };
  });
}

async function mustHaveNoParent(tx: Transaction, organizationId: string): Promise<void> {
  const parents = await tx.affiliation.count({ where: { organizationId, other: 'parent', status: 'agreed' } });
  if (parents > 0) throw new Failure('already-affiliated', {});
}
