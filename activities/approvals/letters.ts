import type { ApprovalMail } from '../../prisma/queries/approvals/mail.ts';
import type { Letter } from '../mails/letter.ts';
import { instantInWords, withArticle } from '../mails/words.ts';

export function approvalLetter(
  to: { name: string },
  { requesterName, organizationName, about, createdAt, deadline }: ApprovalMail,
  kind: 'asked' | 'reminder' | 'escalation',
  page: string,
): Letter {
  const who = about.name === null ? about.email : `${about.name} (${about.email})`;
  const ask = `${requesterName} wants to invite ${who} to ${organizationName} as ${withArticle(about.relationship)}, in the role ${about.role}.`;
  return {
    subject: `${prefix[kind]}${requesterName} asks for your decision on inviting ${about.name ?? about.email}`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      ask,
      ...(about.reason === null ? [] : [`Why: ${about.reason}`]),
      ...(kind === 'escalation'
        ? [
            `It has waited since ${instantInWords(createdAt)}, and those who were asked have not decided. So you can decide it too.`,
          ]
        : []),
      `Please approve or refuse, with a reason, by ${instantInWords(deadline)}. Without a decision it counts as refused.`,
    ],
    button: { label: 'See it and decide', url: page },
  };
}

const prefix = { asked: '', reminder: 'Reminder: ', escalation: 'Undecided: ' } as const;
