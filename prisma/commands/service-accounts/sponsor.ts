import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import { lockMember } from '../members/lock.ts';

/**
 * Who answers for a service account: the person named, else the actor, or whoever answers for the service account that the actor is. Null only for what no
 * member does.
 * @throws Failure not-found; wrong-state for who is not an active person
 */
export async function sponsorOf(
  tx: Transaction,
  organization: string,
  actor: Actor,
  named: string | undefined,
): Promise<string | null> {
  const id = named ?? (await byDefault(tx, organization, actor));
  if (id === null) return null;
  const { kind, status } = await lockMember(tx, organization, id);
  if (kind !== 'person') throw new Failure('wrong-state', { object: 'sponsor', state: kind, needs: 'person' });
  if (status !== 'active') throw new Failure('wrong-state', { object: 'sponsor', state: status, needs: 'active' });
  return id;
}

async function byDefault(tx: Transaction, organizationId: string, actor: Actor): Promise<string | null> {
  if (actor.by !== 'member') return null;
  const found = await tx.member.findUnique({
    where: { organizationId_id: { organizationId, id: actor.memberId } },
    select: { kind: true, sponsorId: true },
  });
  return found?.kind === 'person' ? actor.memberId : (found?.sponsorId ?? null);
}
