import { Failure } from '../../../rules/failures.ts';
import { normalizeEmail } from '../../../rules/members/email.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { type Considered, considerInvitation, type InvitationInput } from '../../commands/invitations/consider.ts';

/** An invitation that names what it is about as people do. */
export interface NamedInvitation extends Omit<InvitationInput, 'teamIds' | 'customRoleId' | 'sponsorId'> {
  teams: readonly string[];
  customRole?: string | undefined;
  /** e-mail address */
  sponsor?: string | undefined;
}
export type PreviewedInvitation = { input: InvitationInput; considered: Considered } | { failure: Failure };

/**
 * What would become of each of these invitations now, each by itself; an address that stands there twice is wanted once. Changes nothing.
 * @throws Failure not-allowed, organization-suspended: what stands in the way of all
 */
export async function previewInvitations(
  db: Database,
  organization: string,
  inviterId: string,
  named: readonly NamedInvitation[],
  now: Date,
): Promise<PreviewedInvitation[]> {
  const seen = new Set<string>();
  const previewed: PreviewedInvitation[] = [];
  for (const each of named) {
    const one = await inOrganization(db, organization, (tx) => consider(tx, organization, inviterId, each, now));
    const email = 'failure' in one ? undefined : one.considered.asked.email;
    previewed.push(email !== undefined && seen.has(email) ? { failure: twice } : one);
    if (email !== undefined) seen.add(email);
  }
  return previewed;
}

const twice = new Failure('invalid-request', { field: 'email', expected: 'each address once' });

async function consider(
  tx: Transaction,
  organization: string,
  inviterId: string,
  named: NamedInvitation,
  now: Date,
): Promise<PreviewedInvitation> {
  try {
    const input = await resolved(tx, organization, named);
    return { input, considered: await considerInvitation(tx, organization, inviterId, input, now) };
  } catch (failure) {
    if (!(failure instanceof Failure) || concernsAll.has(failure.name)) throw failure;
    return { failure };
  }
}

const concernsAll: ReadonlySet<string> = new Set(['not-allowed', 'organization-suspended']);

async function resolved(
  tx: Transaction,
  organizationId: string,
  { teams, customRole, sponsor, ...input }: NamedInvitation,
): Promise<InvitationInput> {
  const teamIds: string[] = [];
  for (const name of teams) {
    const found = await tx.team.findMany({ where: { organizationId, name, archivedAt: null }, select: { id: true } });
    teamIds.push(only(found, 'teams', `the name of one team; “${name}” is not`));
  }
  const ids: { customRoleId?: string; sponsorId?: string } = {};
  if (customRole !== undefined) {
    const where = { organizationId, name: customRole, archivedAt: null };
    const found = await tx.customRole.findMany({ where, select: { id: true } });
    ids.customRoleId = only(found, 'custom_role', 'the name of one custom role');
  }
  if (sponsor !== undefined) {
    const where = { organizationId, email: normalizeEmail(sponsor), status: 'active', kind: 'person' } as const;
    ids.sponsorId = only(
      await tx.member.findMany({ where, select: { id: true } }),
      'sponsor',
      'an active member’s address',
    );
  }
  return { ...input, ...ids, teamIds };
}

function only(found: readonly { id: string }[], field: string, expected: string): string {
  const [first, ...others] = found;
  if (first === undefined || others.length > 0) throw new Failure('invalid-request', { field, expected });
  return first.id;
}
