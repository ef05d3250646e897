import { z } from 'zod';
import { mostAsked } from '../../rules/organizations/leave.ts';
import { RemovalSummary } from '../removals/schemas.ts';
import { Email, Flag, Id, Instant, ListQuery, May, MemberRef, pageOf, TimeZone } from '../schemas.ts';

const LeaveStatus = z.enum(['open', 'withdrawn']).meta({ id: 'LeaveStatus' });
const LeaveAnswer = z.enum(['no_access', 'declined']).meta({
  id: 'LeaveAnswer',
  description:
    'no_access: nobody with this address has a way in, be it that they were removed or never were a member; declined: the organization will not',
});
const OtherOrganization = z.object({ id: Id, name: z.string() });
const terms = {
  email: z.string().nullable().meta({ description: 'of the human; null: erased' }),
  effectiveAt: Instant.meta({ description: 'the same for all; each removal has the time zone that it is meant in' }),
  timeZone: z.string(),
  status: LeaveStatus,
};
const LeavePart = z
  .object({
    member: z
      .object({
        id: Id,
        name: z.string(),
        status: z.enum(['invited', 'active', 'suspended', 'deactivated', 'removed']),
      })
      .nullable()
      .meta({ description: 'who has this address here' }),
    removal: RemovalSummary.nullable().meta({ description: 'the latest one that was started for it here' }),
  })
  .meta({ id: 'LeavePart', description: 'What this organization has of it. No other organization sees it' });

const leave = {
  id: Id.meta({ description: 'in each organization the same' }),
  ...terms,
  askedBy: MemberRef,
  createdAt: Instant,
  withdrawnAt: Instant.nullable(),
  asked: z.array(
    z.object({
      affiliationId: Id,
      organization: OtherOrganization,
      affiliated: z.boolean().meta({ description: 'false: the affiliation has ended, and the request with it' }),
      answer: LeaveAnswer.nullable().meta({
        description: 'what it chose to say; null: it was asked, and says nothing',
      }),
      answeredAt: Instant.nullable(),
    }),
  ),
  may: May(['moveDate', 'withdraw']),
};
export const LeaveSummary = z
  .object(leave)
  .meta({ id: 'LeaveSummary', description: 'That one human shall leave several organizations of this parent' });
export const LeavePage = pageOf(LeaveSummary).meta({ id: 'LeavePage' });
export const Leave = z.object({ ...leave, here: LeavePart }).meta({ id: 'Leave' });
export const AskLeave = z
  .strictObject({
    email: Email.meta({ description: 'of the human, as the organizations would know them' }),
    effectiveAt: Instant,
    timeZone: TimeZone.default('UTC'),
    affiliationIds: z.array(Id).min(1).max(mostAsked).meta({ description: 'of the subsidiaries that are asked' }),
  })
  .meta({ id: 'AskLeave' });
export const MoveLeave = z
  .strictObject({ effectiveAt: Instant, timeZone: TimeZone.default('UTC') })
  .meta({ id: 'MoveLeave' });

const request = {
  id: Id.meta({ description: 'the id of the leave' }),
  organization: OtherOrganization.meta({ description: 'the parent, which asks' }),
  askedBy: z.string().meta({ description: 'the name of its admin' }),
  ...terms,
  askedAt: Instant,
  answer: LeaveAnswer.nullable(),
  answeredBy: MemberRef.nullable(),
  answeredAt: Instant.nullable(),
  may: May(['answer', 'remove']),
};
export const LeaveRequestSummary = z
  .object(request)
  .meta({ id: 'LeaveRequestSummary', description: 'That its parent asks this organization to remove someone' });
export const LeaveRequestPage = pageOf(LeaveRequestSummary).meta({ id: 'LeaveRequestPage' });
export const LeaveRequest = z.object({ ...request, here: LeavePart }).meta({ id: 'LeaveRequest' });
export const ListLeaveRequests = ListQuery.extend({
  open: Flag.optional().meta({ description: 'only those that are neither withdrawn nor answered' }),
});
export const AnswerLeaveRequest = z
  .strictObject({ answer: LeaveAnswer.nullable().meta({ description: 'null: takes back what was answered' }) })
  .meta({ id: 'AnswerLeaveRequest', description: 'All that the parent hears. The last answer counts' });
