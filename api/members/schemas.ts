import { z } from 'zod';
import {
  CustomRoleRef,
  Id,
  Instant,
  Line,
  ListQuery,
  May,
  MemberRef,
  OrgRole,
  pageOf,
  Relationship,
  TeamRef,
  Text,
} from '../schemas.ts';

export const MemberStatus = z
  .enum(['invited', 'active', 'suspended', 'deactivated', 'removed'])
  .meta({ id: 'MemberStatus' });

export const Member = z
  .object({
    id: Id,
    kind: z.enum(['person', 'service_account']),
    status: MemberStatus,
    role: OrgRole,
    customRole: CustomRoleRef.nullable().meta({ description: 'narrows the org role' }),
    relationship: Relationship,
    name: z.string(),
    email: z.string().nullable(),
    sponsor: MemberRef.nullable(),
    manager: MemberRef.nullable(),
    endsAt: Instant.nullable(),
    timeZone: z.string(),
    purpose: z.string().nullable(),
    caretaker: z.boolean(),
    caretakerUntil: Instant.nullable().meta({
      description: 'until when the caretaker stands in for what ran as them (it may have passed); null: none does',
    }),
    teams: z.array(TeamRef.extend({ role: z.enum(['maintainer', 'member']) })),
    createdAt: Instant,
    joinedAt: Instant.nullable(),
    suspendedAt: Instant.nullable(),
    deactivatedAt: Instant.nullable(),
    removedAt: Instant.nullable(),
    legalHoldAt: Instant.nullable().meta({ description: 'since when nothing of them may be erased' }),
    ssoBoundAt: Instant.nullable().meta({
      description: 'since when an account at the organization’s own sign-in is theirs',
    }),
    erasureId: Id.nullable().meta({ description: 'the erasure that is asked for and not done' }),
    removalId: Id.nullable().meta({ description: 'the removal that is under way' }),
    reinstatementId: Id.nullable().meta({ description: 'the reinstatement that is under way' }),
    leftByRemovalId: Id.nullable().meta({ description: 'who is deactivated: the removal by which they left' }),
    may: May([
      'suspend',
      'reactivate',
      'changeRole',
      'leaveTeam',
      'remove',
      'reinstate',
      'erase',
      'placeLegalHold',
      'liftLegalHold',
      'export',
      'reviewAccess',
      'forgetSsoIdentity',
    ]),
  })
  .meta({ id: 'Member' });
export const MemberPage = pageOf(Member).meta({ id: 'MemberPage' });
export const ListMembers = ListQuery.extend({
  status: MemberStatus.optional(),
  kind: z.enum(['person', 'service_account']).optional(),
  role: OrgRole.optional(),
  customRoleId: Id.optional(),
  relationship: Relationship.optional(),
  teamId: Id.optional(),
  sponsorId: Id.optional(),
  search: Line(100)
    .optional()
    .meta({ description: 'beginnings of words of the name or address, in any case, with accents or without' }),
  sort: z.enum(['name', 'newest']).default('name'),
});
export const SuspendMember = z.strictObject({ reason: Text(2000) }).meta({ id: 'SuspendMember' });
export const LegalHold = z.strictObject({ reason: Text(2000) }).meta({ id: 'LegalHold' });
export const ReactivateMember = z.strictObject({ reason: Text(2000) }).meta({ id: 'ReactivateMember' });
export const ChangeRole = z
  .strictObject({ role: OrgRole.optional(), customRoleId: Id.optional() })
  .refine((to) => (to.role === undefined) !== (to.customRoleId === undefined), {
    message: 'give exactly one of role and customRoleId',
    path: ['role'],
  })
  .meta({
    id: 'ChangeRole',
    minProperties: 1,
    maxProperties: 1,
    description: 'To an org role alone, or to a custom role',
  });
