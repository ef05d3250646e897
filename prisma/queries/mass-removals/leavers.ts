import type { NamedFailure } from '../../../rules/failures.ts';
import { normalizeEmail } from '../../../rules/members/email.ts';
import { type Database, inOrganization } from '../../client.ts';

export interface Refused {
  memberId: string | null;
  email: string | null;
  failure: NamedFailure;
}

interface Found {
  id: string;
  kind: string;
  status: string;
  email: string | null;
  removal_id: string | null;
}

/**
 * Who of these can be planned together, in the order asked, each once; and who can’t, and why: `not-found`, `wrong-state`, `already-leaving`.
 * @param asked ids of members, and e-mail addresses as they are used in this organization
 */
export function leaversAmong(
  db: Database,
  organizationId: string,
  asked: { memberIds: readonly string[]; emails: readonly string[] },
): Promise<{ memberIds: string[]; refused: Refused[] }> {
  const emails = asked.emails.map(normalizeEmail);
  return inOrganization(db, organizationId, async (tx) => {
    const rows = await tx.$queryRaw<Found[]>`
      SELECT m.id, m.kind::text, m.status::text, m.email, r.id AS removal_id FROM members m
        LEFT JOIN removals r ON r.organization_id = m.organization_id AND r.member_id = m.id
          AND r.status IN ('planned', 'awaiting_approval', 'waiting', 'running')
      WHERE m.organization_id = ${organizationId}::uuid AND (m.id = ANY(${asked.memberIds}::uuid[])
        OR (m.email = ANY(${emails}::text[]) AND m.status IN ('active', 'suspended')))`;
    const byId = new Map(rows.map((row) => [row.id, row]));
    const byEmail = new Map(rows.map((row) => [row.email, row]));
    const wanted = [
      ...asked.memberIds.map((memberId) => ({ memberId, email: null, row: byId.get(memberId) })),
      ...emails.map((email) => ({ memberId: null, email, row: byEmail.get(email) })),
    ];
    const memberIds = new Set<string>();
    const refused: Refused[] = [];
    for (const { memberId, email, row } of wanted) {
      const failure = whyNot(row);
      if (failure === null && row !== undefined) memberIds.add(row.id);
      else if (failure !== null) refused.push({ memberId: row?.id ?? memberId, email, failure });
    }
    return { memberIds: [...memberIds], refused };
  });
}

function whyNot(row: Found | undefined): NamedFailure | null {
  if (row === undefined) return { name: 'not-found', facts: { object: 'member' } };
  if (row.removal_id !== null) return { name: 'already-leaving', facts: { removalId: row.removal_id } };
  const state = row.kind === 'person' ? row.status : 'service-account';
  if (state === 'active' || state === 'suspended') return null;
  return { name: 'wrong-state', facts: { object: 'member', state, needs: 'active person' } };
}
