import type { Transaction } from '../../client.ts';
import { openRemoval } from '../removals/facts.ts';

/** What a connection rests on now, and whether this member is who has to consent anew. */
export interface ConsentWanted {
  provider: string;
  /** the consent that it rests on; null: none */
  grantId: string | null;
  /** whose that is */
  giverId: string | null;
  /** a removal of theirs is under way */
  leaving: boolean;
  /** the account with which it was given, where it is known */
  account: string | null;
  /** the plan makes this member its successor, or the follow-up is theirs */
  theirs: boolean;
}

/** null: no such connection, or it is archived. */
export async function consentWanted(
  tx: Transaction,
  organization: string,
  { connectionId, memberId }: { connectionId: string; memberId: string },
): Promise<ConsentWanted | null> {
  const [row] = await tx.$queryRaw<ConsentWanted[]>`
    SELECT n.provider, g.id AS "grantId", g.member_id AS "giverId", g.account, r.id IS NOT NULL AS leaving,
      EXISTS (SELECT FROM plan_items i WHERE i.organization_id = r.organization_id AND i.removal_id = r.id AND i.kind = 'grant' AND i.object_id = g.id
        AND i.successor_id = ${memberId}::uuid)
      OR EXISTS (SELECT FROM follow_ups f WHERE f.organization_id = r.organization_id AND f.removal_id = r.id AND f.item_key = 'grant:' || g.id
        AND f.status = 'open' AND f.owner_id = ${memberId}::uuid) AS theirs
    FROM connections n JOIN resources x ON x.organization_id = n.organization_id AND x.id = n.resource_id AND x.archived_at IS NULL
      LEFT JOIN grants g ON g.organization_id = n.organization_id AND g.connection_id = n.resource_id AND g.status = 'active'
      LEFT JOIN removals r ON r.organization_id = g.organization_id AND r.member_id = g.member_id AND r.status IN ${openRemoval}
    WHERE n.organization_id = ${organization}::uuid AND n.resource_id = ${connectionId}::uuid`;
  return row ?? null;
}
