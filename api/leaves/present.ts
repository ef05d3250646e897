import type { z } from 'zod';
import type { LeaveRequestRow, LeaveRow } from '../../prisma/queries/leaves/list.ts';
import { type LeavePart as Part, partOf } from '../../prisma/queries/leaves/part.ts';
import { type MemberRef, memberRefs, refOf, refOrNull } from '../../prisma/queries/members/refs.ts';
import { unless } from '../may.ts';
import { presentSummary } from '../removals/present.ts';
import type { Services } from '../services.ts';
import type { Leave, LeaveRequestSummary, LeaveSummary } from './schemas.ts';

type Refs = ReadonlyMap<string, MemberRef>;

export function presentLeave({ asks, askedById, ...row }: LeaveRow, refs: Refs): z.output<typeof LeaveSummary> {
  const withdrawn = row.status === 'withdrawn' && 'It was withdrawn';
  return {
    ...row,
    askedBy: refOf(refs, askedById),
    asked: asks.map(({ affiliation, ...ask }) => ({
      ...ask,
      organization: otherOf(affiliation),
      affiliated: affiliation.status === 'agreed',
    })),
    may: { moveDate: unless(withdrawn), withdraw: unless(withdrawn) },
  };
}

export function presentRequest(row: LeaveRequestRow, refs: Refs): z.output<typeof LeaveRequestSummary> {
  const { leaveId: id, affiliation, answeredById, ...rest } = row;
  const withdrawn = row.status === 'withdrawn' && 'The parent has withdrawn it';
  return {
    ...rest,
    id,
    organization: otherOf(affiliation),
    answeredBy: refOrNull(refs, answeredById),
    may: { answer: unless(withdrawn), remove: unless(withdrawn) },
  };
}

/** What an organization itself has of a leave. */
export async function hereOf(
  { db }: Services,
  organization: string,
  leave: { leaveId: string; email: string | null },
): Promise<z.output<typeof Leave>['here']> {
  const { member, removal }: Part = await partOf(db, organization, leave);
  if (removal === null) return { member, removal };
  const refs = await memberRefs(db, organization, [removal.memberId, removal.requestedById]);
  return { member, removal: presentSummary(removal, refs) };
}

/** Both are there from the agreement on. */
function otherOf({ otherOrganizationId, otherName }: LeaveRequestRow['affiliation']): { id: string; name: string } {
  if (otherOrganizationId === null || otherName === null) throw new Error('an affiliation that was not agreed');
  return { id: otherOrganizationId, name: otherName };
}
