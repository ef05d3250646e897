import type { z } from 'zod';
import type { MemberRow } from '../../prisma/queries/members/list.ts';
import { type Caller, whyNotRole } from '../auth.ts';
import { unless } from '../may.ts';
import type { Member } from './schemas.ts';

export function presentMember(row: MemberRow, caller: Caller): z.output<typeof Member> {
  const role = whyNotRole(caller, 'admin');
  const isCaretaker = row.caretaker && 'The caretaker stands in for those who leave';
  const present = row.status === 'active' || row.status === 'suspended';
  const leaving = row.removalId !== null && 'A removal of this member is under way';
  const returning = row.reinstatementId !== null && 'A reinstatement of this member is under way';
  return {
    ...row,
    may: {
      suspend: unless(
        role,
        isCaretaker,
        row.id === caller.memberId && 'Nobody suspends themselves',
        row.status !== 'active' && `It is ${row.status}`,
      ),
      reactivate: unless(role, returning, row.status !== 'suspended' && `It is ${row.status}`),
      changeRole: unless(
        role,
        isCaretaker,
        row.id === caller.memberId && 'Nobody changes their own role',
        !present && `It is ${row.status}`,
      ),
      leaveTeam: unless(role, row.teams.length === 0 && 'They are in no team'),
      reviewAccess: unless(row.id !== caller.memberId && role),
      remove: unless(
        role,
        caller.through === 'api-key' && 'This needs a person who signed in just now',
        row.kind !== 'person' && 'Only a person is removed',
        leaving,
        returning,
        !present && `It is ${row.status}`,
      ),
      forgetSsoIdentity: unless(
        role,
        caller.through === 'api-key' && 'This needs a person who signed in just now',
        row.ssoBoundAt === null && 'They have not come in by the organization’s own sign-in',
      ),
      erase: unless(
        role,
        caller.through === 'api-key' && 'This needs a person who signed in just now',
        row.erasureId !== null && 'It is asked for already',
        returning,
        row.status !== 'deactivated' && `It is ${row.status}, not deactivated`,
      ),
      placeLegalHold: unless(
        role,
        row.kind !== 'person' && 'Only a person has personal data',
        row.status === 'removed' && 'Their personal data was erased',
        row.legalHoldAt !== null && 'It is on legal hold',
      ),
      liftLegalHold: unless(role, row.legalHoldAt === null && 'It is not on legal hold'),
      export: unless(
        row.id !== caller.memberId && role,
        row.kind !== 'person' && 'Only a person has personal data',
        row.status === 'removed' && 'Their personal data was erased',
      ),
      reinstate: unless(
        role,
        caller.through === 'api-key' && 'This needs a person who signed in just now',
        row.status === 'removed' && 'Their personal data was erased',
        row.leftByRemovalId === null && `It is ${row.status}, and no removal has ended it`,
      ),
    },
  };
}
