import type { RemovalEnding } from '../../generated/enums.ts';
import { type Database, inOrganization } from '../../client.ts';

/** What the process asks of its own removal: without the steps, items and counts that people are shown. */
export interface RemovalHead {
  memberId: string;
  memberName: string;
  requestedById: string;
  ending: RemovalEnding;
  /** JWS compact */
  certificate: string | null;
}

/** `null`: there is none. */
export function findRemovalHead(db: Database, organization: string, removalId: string): Promise<RemovalHead | null> {
  return inOrganization(db, organization, async (tx) => {
    const [head] = await tx.$queryRaw<RemovalHead[]>`
      SELECT r.member_id AS "memberId", m.name AS "memberName", r.requested_by_id AS "requestedById", r.ending::text, r.certificate
      FROM removals r JOIN members m ON m.organization_id = r.organization_id AND m.id = r.member_id
      WHERE r.organization_id = ${organization}::uuid AND r.id = ${removalId}::uuid`;
    return head ?? null;
  });
}
