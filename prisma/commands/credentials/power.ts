import { beyond } from '../../../rules/access/custom-roles.ts';
import type { MemberFacts } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';

/**
 * Whoever is shown a key may do with it what its holder may: they must be able to do all of that themselves.
 * @throws Failure above-ceiling
 */
export async function refuseMorePower(
  tx: Transaction,
  organization: string,
  actor: Actor,
  holderId: string,
): Promise<void> {
  if (actor.by === 'member') await refuseGain(tx, organization, { from: actor.memberId, to: holderId });
}

/**
 * Whether `to` may do, by role and custom role, only what `from` may.
 * @throws Failure above-ceiling
 */
export async function refuseGain(
  tx: Transaction,
  organization: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  if (from === to) return;
  const found = await tx.$queryRaw<Pick<MemberFacts, 'id' | 'role' | 'customRole'>[]>`
    SELECT id, role::text, CASE WHEN custom_role_id IS NOT NULL THEN custom_role_facts(organization_id, custom_role_id) END AS "customRole"
    FROM members WHERE organization_id = ${organization}::uuid AND id IN (${from}::uuid, ${to}::uuid)`;
  const [less, more] = [from, to].map((id) => found.find((member) => member.id === id));
  if (less === undefined || more === undefined) throw new Failure('not-found', { object: 'member' });
  const asked = beyond(more, less);
  if (asked !== null)
    throw new Failure('above-ceiling', { ceiling: less.customRole ? 'custom-role' : less.role, asked });
}
