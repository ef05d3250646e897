import type { About, ApprovalMail } from '../../prisma/queries/approvals/mail.ts';
import type { Letter } from '../mails/letter.ts';
import { instantInWords, withArticle } from '../mails/words.ts';

export function approvalLetter(
  to: { name: string },
  { requesterName, organizationName, about, createdAt, deadline }: ApprovalMail,
  kind: 'asked' | 'reminder' | 'escalation',
  page: string,
): Letter {
  const { what, ask } = words(about, requesterName, organizationName);
  return {
    subject: `${prefix[kind]}${requesterName} asks for your decision on ${what}`,
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

function words(about: About, requesterName: string, organizationName: string): { what: string; ask: string } {
  if (about.subject === 'erasure') {
    const { name } = about;
    return {
      what: `erasing ${name}`,
      ask: `${requesterName} wants to remove ${name} from ${organizationName} permanently: name, address and all that is personal are replaced, for good.`,
    };
  }
  if (about.subject === 'mass-removal') {
    const { people, forCause, effectiveAt } = about;
    const cause = forCause ? ', for cause' : '';
    return {
      what: `removing ${people} people`,
      ask: `${requesterName} wants to remove ${people} people from ${organizationName} on ${instantInWords(effectiveAt)}${cause}.`,
    };
  }
  const { name, email, relationship, role } = about;
  const who = name === null ? email : `${name} (${email})`;
  return {
    what: `inviting ${name ?? email}`,
    ask: `${requesterName} wants to invite ${who} to ${organizationName} as ${withArticle(relationship)}, in the role ${role}.`,
  };
}
