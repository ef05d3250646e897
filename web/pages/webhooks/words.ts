import type { Schema } from '../../client.ts';
import { humanize } from '../../components/words.ts';
import type { Webhook } from './queries.ts';

/** What is said of a webhook in one word: failing comes before its status. */
export function stateOf({ status, failingSince }: Webhook): Webhook['status'] | 'failing' {
  return status === 'enabled' && failingSince !== null ? 'failing' : status;
}

/** Of an address only where it is: the rest may be a secret. */
export const hostOf = (url: string): string => new URL(url).host;

const failures: Readonly<Record<string, string>> = {
  'timed-out': 'No answer within 10 seconds',
  'address-refused': 'Not called: it is not an address on the public internet',
  'name-not-found': 'The name leads nowhere',
  'connection-refused': 'Nobody listens there',
  'connection-lost': 'It hung up',
  'not-reachable': 'Not reachable',
  'certificate-refused': 'Its certificate is not valid',
  'no-answer': 'No answer',
};

/** What an attempt came to. */
export function answerOf({
  responseStatus,
  failure,
}: Pick<Schema<'WebhookAttempt'>, 'responseStatus' | 'failure'>): string {
  if (responseStatus !== null) return `Answered ${responseStatus}`;
  return failure === null ? '' : (failures[failure] ?? humanize(failure));
}

export const disabledWords: Readonly<Record<string, string>> = {
  'by-hand': 'An admin disabled it.',
  gone: 'It answered 410: it wants nothing more.',
  failing: 'It took no event for three days.',
  dismissed: 'Whoever chose its address was dismissed. See that the address is yours before you enable it.',
};
