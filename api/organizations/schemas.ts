import { z } from 'zod';
import { longestSlug, slugShape } from '../../rules/organizations/slug.ts';
import { Id, Instant, Line, May, MemberRef, OrgRole, Text, TimeZone } from '../schemas.ts';

const days = (max: number) => z.int().min(0).max(max);
const ApprovalStage = z
  .strictObject({
    approvers: z.union([
      z.strictObject({ role: z.literal('admin') }),
      z.strictObject({ members: z.array(Id).min(1).max(50) }),
      z.strictObject({ teamId: Id }),
      z.strictObject({ sponsor: z.literal(true) }),
    ]),
    needed: z.int().min(1).max(50),
    reminderHours: z.int().min(1).max(8760),
    escalateAfterHours: z.int().min(1).max(8760),
    giveUpAfterDays: z.int().min(1).max(365),
  })
  .meta({ id: 'ApprovalStage', description: 'rules/organizations/policy.ts' });

const invitations = {
  unlisted: z.enum(['approve', 'send', 'refuse']),
  validDays: z.int().min(1).max(365),
  reminderDays: days(365),
  defaultRole: z.enum(['viewer', 'member']).meta({ description: 'of an invitation that names none' }),
  approval: z.strictObject({ stages: z.array(ApprovalStage).min(1).max(10) }),
};
const followUps = {
  dueDays: days(365),
  reminderDays: z.int().min(1).max(365),
  escalateAfterDays: days(365),
  required: z.boolean(),
};
const removals = {
  ending: z.enum(['deactivate', 'erase']),
  erasure: z.enum(['forbidden', 'allowed', 'after-approval']),
  eraseAfterDays: days(3650),
  rotate: z.enum(['created', 'revealed', 'could-have-revealed']),
  rotationGraceHours: z.int().min(0).max(8760),
  driftPercent: z.int().min(0).max(100),
  caretakerDays: z.int().min(1).max(365),
  blockedHours: z.int().min(1).max(8760),
  reinstateDays: days(365),
  atOnce: z.int().min(1).max(100),
  approval: z.strictObject({ stages: z.array(ApprovalStage).min(1).max(10) }),
};
const offers = {
  hours: z.int().min(0).max(8760).meta({ description: 'how long a successor may answer; 0: nobody is asked' }),
  silence: z
    .enum(['accept', 'custodian'])
    .meta({ description: 'what no answer means: accepted, or for the custodian' }),
};
const breaker = {
  count: z.int().min(1).max(10_000),
  percent: z.int().min(1).max(100),
  windowHours: z.int().min(1).max(720),
};
const apiKeys = {
  defaultDays: z
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .meta({ description: 'how long a key lives for which nothing was said; null: as long as it may' }),
  mostDays: z.int().min(1).max(3650).nullable().meta({ description: 'how long a key may live; null: for ever' }),
  reminderDays: z.int().min(1).max(365).meta({ description: 'so many days before a key ends, a reminder' }),
};
const audit = { retentionDays: z.int().min(30).max(36_500).nullable(), legalHold: z.boolean() };
export const Policy = z
  .object({
    invitations: z.object(invitations),
    apiKeys: z.object(apiKeys),
    removals: z.object({
      ...removals,
      followUps: z.object(followUps),
      offers: z.object(offers),
      breaker: z.object(breaker),
    }),
    audit: z.object(audit),
  })
  .meta({ id: 'Policy' });
/** Only what is to change; the rest stays. */
export const ChangePolicy = z
  .strictObject({
    invitations: z.strictObject(invitations).partial().optional(),
    apiKeys: z.strictObject(apiKeys).partial().optional(),
    removals: z
      .strictObject({
        ...removals,
        followUps: z.strictObject(followUps).partial(),
        offers: z.strictObject(offers).partial(),
        breaker: z.strictObject(breaker).partial(),
      })
      .partial()
      .optional(),
    audit: z.strictObject(audit).partial().optional(),
  })
  .meta({ id: 'ChangePolicy' });

export const ChangeContact = z.strictObject({ memberId: Id }).meta({ id: 'ChangeContact' });
export const Rename = z.strictObject({ name: Line(200) }).meta({ id: 'Rename' });
const Slug = z
  .string()
  .min(2)
  .max(longestSlug)
  .regex(slugShape)
  .meta({
    description: 'for addresses: lower case letters, digits, single hyphens; unique in this installation',
    examples: ['acme'],
  });
export const ChangeSlug = z.strictObject({ slug: Slug }).meta({ id: 'ChangeSlug' });
export const CreateOrganization = z
  .strictObject({
    name: Line(200),
    slug: Slug,
    memberName: Line(200).meta({ description: 'your own name in it' }),
    timeZone: TimeZone.optional().meta({ description: 'yours; default UTC' }),
  })
  .meta({ id: 'CreateOrganization' });
export const CloseOrganization = z
  .strictObject({
    slug: z.string().max(200).meta({ description: 'the organization’s own, to be sure' }),
    reason: Text(2000),
  })
  .meta({ id: 'CloseOrganization' });
export const ReopenOrganization = z.strictObject({ reason: Text(2000) }).meta({ id: 'ReopenOrganization' });
export const OrganizationStatus = z.enum(['active', 'suspended', 'closed']).meta({
  id: 'OrganizationStatus',
  description: 'suspended by the operator, closed by an admin: both shut every door',
});

export const Organization = z
  .object({
    id: Id,
    slug: z.string(),
    name: z.string(),
    status: OrganizationStatus,
    custodian: MemberRef.nullable(),
    billingContact: MemberRef.nullable(),
    policy: Policy,
    createdAt: Instant,
    caller: z
      .object({
        memberId: Id,
        name: z.string(),
        role: OrgRole,
        through: z.enum(['session', 'api-key']),
        freshUntil: Instant.nullable().meta({
          description: 'until when removing, revealing and policy need no new sign-in',
        }),
      })
      .meta({ description: 'The one who asks' }),
    may: May([
      'invite',
      'remove',
      'suspend',
      'changePolicy',
      'rename',
      'close',
      'createTeam',
      'createCustomRole',
      'createResource',
      'createConnection',
      'createServiceAccount',
      'createApiKey',
      'readAudit',
      'seeRemovals',
    ]),
  })
  .meta({ id: 'Organization' });
