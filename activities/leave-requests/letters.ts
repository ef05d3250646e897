import type { LeaveAnswerToTell } from '../../prisma/queries/leaves/answers-due.ts';
import type { LeaveNotice, LeaveToTell } from '../../prisma/queries/leaves/due.ts';
import type { Letter } from '../mails/letter.ts';
import { instantInWords } from '../mails/words.ts';

/** To each admin of an organization that its parent asked; the same whether or not the human is a member there. */
export function leaveRequestLetter(
  to: { name: string },
  { organizationName, parentName, askedBy, email }: LeaveToTell,
  { notice, effectiveAt, page }: Pick<LeaveNotice, 'notice' | 'effectiveAt'> & { page: string },
): Letter {
  const whom = email ?? 'someone';
  const asks = `asks you to remove ${whom} from ${organizationName} by ${instantInWords(effectiveAt)}.`;
  const first = {
    asked: `${askedBy} of ${parentName} ${asks}`,
    moved: `${parentName} has moved the date: it ${asks}`,
    withdrawn: `${parentName} no longer asks you to remove ${whom} from ${organizationName}. What you have begun is yours to go on with, or to cancel.`,
  }[notice];
  const subject = notice === 'withdrawn' ? `${parentName} withdraws a request` : `${parentName} asks for a removal`;
  const theirs = `${parentName} does not know whether they are a member here. You decide, and what you answer is all that it hears.`;
  return {
    subject,
    greeting: `Hello ${to.name},`,
    paragraphs: notice === 'withdrawn' ? [first] : [first, theirs],
    button: { label: 'Open the request', url: page },
  };
}

/** To whoever asked: what the organization chose to say, and nothing else. */
export function leaveAnswerLetter(
  to: { name: string },
  { answer, email, otherName }: LeaveAnswerToTell,
  page: string,
): Letter {
  const whom = email ?? 'someone';
  const says = {
    no_access: `${otherName} answers: nobody who is known there as ${whom} has a way in. It does not say whether anyone ever had.`,
    declined: `${otherName} answers that it will not remove ${whom}. It does not say whether there is anyone to remove.`,
    taken_back: `${otherName} has taken back what it answered about ${whom}.`,
  }[answer ?? 'taken_back'];
  return {
    subject: `${otherName} ${answer === null ? 'takes its answer back' : 'answers your request'}`,
    greeting: `Hello ${to.name},`,
    paragraphs: [says],
    button: { label: 'Open the leave', url: page },
  };
}
