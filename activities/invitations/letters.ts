import type { InvitationMail } from '../../prisma/queries/invitations/mail.ts';
import type { Letter } from '../mails/letter.ts';
import { instantInWords, withArticle } from '../mails/words.ts';

/** `reminder`: 0 is the first mail. */
export function invitationLetter(mail: InvitationMail, link: string, reminder: number): Letter {
  const { organizationName, inviterName, name, role, relationship, endsAt, expiresAt } = mail;
  const as = relationship === 'employee' ? withArticle(role) : `${withArticle(relationship)}, in the role ${role}`;
  return {
    subject: `${reminder === 0 ? '' : 'Reminder: '}${inviterName} invites you to join ${organizationName}`,
    greeting: name === null ? 'Hello,' : `Hello ${name},`,
    paragraphs: [
      `${inviterName} invites you to join ${organizationName} as ${as}${endsAt === null ? '' : `, until ${instantInWords(endsAt)}`}.`,
      `The link opens a page where you accept with a button. It is for you alone, works once, and is good until ${instantInWords(expiresAt)}.`,
      'If you don’t know what this is about, leave it: nothing happens.',
    ],
    button: { label: 'See the invitation', url: link },
  };
}

/** To the inviter: their invitation was not approved, or may not be sent any more. */
export function refusalLetter(
  to: { name: string },
  {
    invited,
    endedReason,
    refusals,
  }: { invited: string; endedReason: string; refusals: { by: string; reason: string }[] },
  page: string,
): Letter {
  return {
    subject: `Your invitation of ${invited} was not approved`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      becauseOf[endedReason] ?? `Your invitation of ${invited} ended: ${endedReason}.`,
      ...refusals.map(({ by, reason }) => `${by} wrote: ${reason}`),
      `${invited} was sent nothing. You can invite them again when what was missing is there.`,
    ],
    button: { label: 'Open the invitations', url: page },
  };
}

const becauseOf: { readonly [endedReason: string]: string } = {
  'approval-refused': 'An approver refused your invitation.',
  'approval-expired': 'Nobody decided on your invitation before its deadline, which counts as a refusal.',
  'email-domain-blocked': 'The email domain of the invited address was blocked meanwhile.',
};
