import type { WebhookRow } from '../../prisma/queries/webhooks/list.ts';
import type { Letter } from '../mails/letter.ts';
import { instantInWords } from '../mails/words.ts';
import type { Trouble } from './contract.ts';

type Told = Pick<WebhookRow, 'url' | 'description' | 'failingSince' | 'disabledBecause' | 'deadLetters'>;

/** What an admin is told. Of the address only the host: the rest of it may be a secret of its receiver. */
export function webhookLetter(to: { name: string }, webhook: Told, trouble: Trouble, page: string): Letter {
  const { host } = new URL(webhook.url);
  return {
    ...letters[trouble](host, webhook),
    greeting: `Hello ${to.name},`,
    button: { label: 'See what it answered', url: page },
  };
}

type Says = Pick<Letter, 'subject' | 'paragraphs'>;

const letters: { readonly [T in Trouble]: (host: string, webhook: Told) => Says } = {
  failing: (host, { description, failingSince }) => ({
    subject: `The webhook at ${host} does not take its events`,
    paragraphs: [
      `The webhook “${description}” at ${host} has refused or missed its next event since ${failingSince === null ? 'a day ago' : instantInWords(failingSince)}. It is tried every hour, and what comes after it waits, so that the order is kept.`,
      'After three days an event that is refused goes to the dead letters, and a webhook that stays silent is disabled. Nothing is lost: enabled again, it goes on where it stood.',
    ],
  }),
  'given-up': (host, { description, deadLetters }) => ({
    subject: `The webhook at ${host} refused an event for three days`,
    paragraphs: [
      `The webhook “${description}” at ${host} refused an event for three days. It is among its dead letters now (${deadLetters}), where you can send it again, and the events after it go on in order.`,
    ],
  }),
  disabled: (host, { description, disabledBecause }) => ({
    subject: `The webhook at ${host} is disabled`,
    paragraphs: [
      disabledBecause === 'gone'
        ? `The webhook “${description}” at ${host} answered 410, which says that it wants nothing more. It is disabled.`
        : `The webhook “${description}” at ${host} has taken no event for three days. It is disabled.`,
      'What happens meanwhile is kept for it. Enable it when it is back: it goes on where it stood, in order.',
    ],
  }),
};
