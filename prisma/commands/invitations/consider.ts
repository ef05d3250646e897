import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../rules/canonical-json.ts';
import type { Judgement, Relationship } from '../../../rules/invitations/verdict.ts';
import { normalizeEmail } from '../../../rules/members/email.ts';
import type { Transaction } from '../../client.ts';
import type { OrgRole } from '../../generated/enums.ts';
import { type LookAlike, lookAlikeIn } from '../../queries/members/look-alikes.ts';
import { policyIn } from '../../queries/organizations/policy.ts';
import { checkApprovable } from '../approvals/open.ts';
import { givenCustomRole } from '../custom-roles/given.ts';
import { type Asked, assess } from './assess.ts';

/** An invitation as someone writes it down. */
export interface InvitationInput {
  email: string;
  name?: string | undefined;
  /** default: the policy's */
  role?: OrgRole | undefined;
  /** instead of `role`: a custom role, with the org role that it builds on */
  customRoleId?: string | undefined;
  relationship: Relationship;
  teamIds: readonly string[];
  /** a guest or contractor needs a sponsor, a reason and an end date */
  sponsorId?: string | undefined;
  reason?: string | undefined;
  endsAt?: Date | undefined;
}
export interface Considered {
  asked: Asked;
  judgement: Judgement & { verdict: 'send' | 'approve' };
  lookAlike: LookAlike | null;
  /** of the terms and of what would become of them: lower-case hex SHA-256 */
  hash: string;
}

/**
 * What would become of an invitation now. Changes nothing.
 * @throws Failure as assess; no-approver
 */
export async function considerInvitation(
  tx: Transaction,
  organization: string,
  inviterId: string,
  input: InvitationInput,
  now: Date,
): Promise<Considered> {
  const asked: Asked = {
    email: normalizeEmail(input.email),
    relationship: input.relationship,
    inviterId,
    sponsorId: input.sponsorId ?? null,
    reason: input.reason ?? null,
    endsAt: input.endsAt ?? null,
    teamIds: [...new Set(input.teamIds)],
    ...(await roleOf(tx, organization, input)),
  };
  const { judgement, policy } = await assess(tx, organization, asked, now);
  const lookAlike = await lookAlikeIn(tx, organization, asked.email);
  if (judgement.verdict === 'approve') {
    const { sponsorId } = asked;
    await checkApprovable(tx, organization, policy.approval.stages, { requestedById: inviterId, sponsorId });
  }
  return { asked, judgement, lookAlike, hash: hashOf(asked, input.name, judgement.verdict) };
}

async function roleOf(
  tx: Transaction,
  id: string,
  { role, customRoleId }: InvitationInput,
): Promise<{ role: OrgRole; customRoleId: string | null }> {
  if (customRoleId !== undefined) return await givenCustomRole(tx, id, customRoleId);
  return { role: role ?? (await policyIn(tx, id)).invitations.defaultRole, customRoleId: null };
}

function hashOf({ teamIds, endsAt, ...asked }: Asked, name: string | undefined, verdict: string): string {
  const facts = { ...asked, name, verdict, teamIds: [...teamIds].sort(), endsAt: endsAt?.toISOString() };
  return createHash('sha256').update(canonicalJson(facts)).digest('hex');
}
