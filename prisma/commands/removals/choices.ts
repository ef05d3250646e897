import type { Choice } from '../../../rules/removals/successor.ts';
import type { Transaction } from '../../client.ts';
import type { Leaving } from '../../queries/removals/facts.ts';
import type { LockedRemoval } from './lock.ts';

/** What a removal is planned by: its set, its choices, its date. */
export async function leavingIn(
  tx: Transaction,
  organization: string,
  { id, memberId, leavingWith, effectiveAt }: LockedRemoval,
  now: Date,
): Promise<Leaving> {
  const [found] = await tx.$queryRaw<{ choices: ChoiceRow[] | null; declined: Decline[] | null }[]>`
    SELECT (SELECT json_agg(json_build_object('resourceId', s.resource_id, 'kind', s.kind, 'successorId', s.successor_id) ORDER BY s.id)
        FROM removal_successors s WHERE s.organization_id = ${organization}::uuid AND s.removal_id = ${id}::uuid) AS choices,
      (SELECT json_agg(json_build_object('memberId', d.member_id, 'itemKey', d.item_key))
        FROM hand_over_declines d WHERE d.organization_id = ${organization}::uuid AND d.removal_id = ${id}::uuid) AS declined`;
  const choices = (found?.choices ?? []).map(choiceOf);
  const declined = byMember(found?.declined ?? []);
  return { memberIds: [memberId, ...leavingWith], choices, effectiveAt, now, declined };
}

interface ChoiceRow {
  resourceId: string | null;
  kind: string | null;
  successorId: string;
}

interface Decline {
  memberId: string;
  itemKey: string;
}

/** A successor whom an admin named. */
const choiceOf = ({ resourceId, kind, successorId }: ChoiceRow): Choice => ({
  successorId,
  ...(resourceId === null ? {} : { resourceId }),
  ...(kind === null ? {} : { kind }),
});

/** member → keys of the items that they declined; `*` for all. */
function byMember(declines: readonly Decline[]): Map<string, Set<string>> {
  const declined = new Map<string, Set<string>>();
  for (const { memberId, itemKey } of declines)
    declined.set(memberId, (declined.get(memberId) ?? new Set<string>()).add(itemKey));
  return declined;
}
