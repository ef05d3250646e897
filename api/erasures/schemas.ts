import { z } from 'zod';
import { Id, Instant, ListQuery, May, MemberRef, OrganizationParams, pageOf, Text } from '../schemas.ts';

export const ErasureParams = OrganizationParams.extend({ erasure: Id });
const ErasureStatus = z
  .enum(['awaiting_approval', 'waiting', 'held', 'erased', 'refused', 'cancelled'])
  .meta({ id: 'ErasureStatus', description: 'held: its date has come, but a legal hold, or the policy, forbids it' });

export const StartErasure = z.strictObject({ memberId: Id, reason: Text(2000) }).meta({ id: 'StartErasure' });
export const Erasure = z
  .object({
    id: Id,
    member: MemberRef,
    requestedBy: MemberRef,
    removalId: Id.nullable().meta({ description: 'the removal that it came of' }),
    status: ErasureStatus,
    reason: z.string(),
    eraseAt: Instant.meta({ description: 'not before' }),
    approvalId: Id.nullable(),
    createdAt: Instant,
    endedAt: Instant.nullable(),
    run: z.string().nullable().meta({ description: 'the run in the Temporal UI' }),
    may: May(['cancel']),
  })
  .meta({ id: 'Erasure' });
export const ErasurePage = pageOf(Erasure).meta({ id: 'ErasurePage' });
export const ListErasures = ListQuery.extend({ status: ErasureStatus.optional(), memberId: Id.optional() });
