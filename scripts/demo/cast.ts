import type { Inbox } from '../support/inbox.ts';
import { Refusal } from './caller.ts';
import { acceptInvitation, type Person, signIn } from './mailbox.ts';
import { awaited } from './story.ts';

/** A person as member of one organization. */
export interface Member {
  id: string;
  name: string;
  /** signed in by the button of their invitation */
  person: Person;
}

export interface Invited {
  email: string;
  name: string;
  role?: 'viewer' | 'member' | 'admin';
  relationship?: 'employee' | 'contractor' | 'guest';
  sponsorId?: string;
  reason?: string;
  endsAt?: string;
  teamIds?: string[];
}

/** One organization over HTTP, seen by one of its admins. */
export interface Organization {
  id: string;
  /** start of every path of its own */
  path: string;
  admin: Member;
  url: string;
  inbox: Inbox;
}

interface Place {
  url: string;
  inbox: Inbox;
}

export async function enter(
  { url, inbox }: Place,
  id: string,
  memberId: string,
  email: string,
  name: string,
): Promise<Organization> {
  const admin = { id: memberId, name, person: await signIn({ url, inbox }, email) };
  return { id, path: `/v1/organizations/${id}`, admin, url, inbox };
}

/** Invites someone who needs no approval, or mails an invitation that is open already anew; they follow the mail and press the button. */
export async function welcome(organization: Organization, invited: Invited): Promise<Member> {
  const { inbox, path, admin } = organization;
  const before = inbox.mails({ to: invited.email })[0]?.id;
  try {
    await admin.person.post(`${path}/invitations`, invited);
  } catch (error) {
    if (!(error instanceof Refusal) || error.problem !== 'already-invited') throw error;
    await admin.person.post(`${path}/invitations/${error.facts['invitationId']}/resend`);
  }
  return await accept(organization, invited, before);
}

/** Invites someone whom another admin must approve first; gives the approver what they see, and goes on when they have decided. */
export async function welcomeWithApproval(
  organization: Organization,
  invited: Invited,
  approver: Member,
  reason: string,
): Promise<Member> {
  const { path, admin, inbox } = organization;
  const before = inbox.mails({ to: invited.email })[0]?.id;
  const { id } = await admin.person.post<{ id: string }>(`${path}/invitations`, invited);
  const approval = await awaited(`an approval of the invitation of ${invited.name}`, async () => {
    const { items } = await approver.person.get<{ items: { id: string; subjectId: string }[] }>(
      `${path}/approvals?status=pending&mine=true`,
    );
    return items.find(({ subjectId }) => subjectId === id);
  });
  const { factsHash } = await approver.person.get<{ factsHash: string }>(`${path}/approvals/${approval.id}`);
  await approver.person.post(`${path}/approvals/${approval.id}/decide`, { decision: 'approve', reason, factsHash });
  return await accept(organization, invited, before);
}

async function accept(
  organization: Organization,
  { email, name }: Invited,
  before: string | undefined,
): Promise<Member> {
  const person = await acceptInvitation(organization, email, name, before);
  const member = await memberOf(organization, email);
  if (member?.status !== 'active') throw new Error(`${name} accepted, but is ${member?.status ?? 'no member'}`);
  return { id: member.id, name, person };
}

/** The member with this address, if there is one. */
export async function memberOf(
  { path, admin }: Organization,
  email: string,
): Promise<{ id: string; status: string } | undefined> {
  const { items } = await admin.person.get<{ items: { id: string; email: string | null; status: string }[] }>(
    `${path}/members?limit=200&search=${encodeURIComponent(email)}`,
  );
  return items.find((candidate) => candidate.email === email);
}
