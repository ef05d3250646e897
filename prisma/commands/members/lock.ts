import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import type { MemberKind, MemberStatus, OrgRole } from '../../generated/enums.ts';

export interface LockedMember {
  id: string;
  kind: MemberKind;
  status: MemberStatus;
  role: OrgRole;
  customRoleId: string | null;
  caretaker: boolean;
}

/**
 * A member whose row nobody else changes until this transaction ends.
 * @throws Failure not-found
 */
export async function lockMember(tx: Transaction, organization: string, memberId: string): Promise<LockedMember> {
  const [member] = await tx.$queryRaw<LockedMember[]>`
    SELECT id, kind::text, status::text, role::text, custom_role_id AS "customRoleId", caretaker FROM members
    WHERE organization_id = ${organization}::uuid AND id = ${memberId}::uuid FOR NO KEY UPDATE`;
  if (member === undefined) throw new Failure('not-found', { object: 'member' });
  return member;
}
