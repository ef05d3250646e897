import type { KeyToTell } from '../../prisma/queries/key-notices/due.ts';
import type { Letter } from '../mails/letter.ts';
import { instantInWords } from '../mails/words.ts';

const keyName = ({ name, prefix, lastFour, holderName }: KeyToTell): string =>
  `The API key “${name}” (${prefix}…${lastFour}) of ${holderName}`;

/** To who can replace it. */
export function expiringLetter(to: { name: string }, key: KeyToTell & { expiresAt: Date }, page: string): Letter {
  return {
    subject: `An API key of ${key.holderName} ends soon`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `${keyName(key)} in ${key.organizationName} ends on ${instantInWords(key.expiresAt)}. From then on, whatever uses it is refused.`,
      'Rotate it before: a new key takes its place, and both work until you have put the new one where it belongs.',
      'If nothing needs it any more, there is nothing to do.',
    ],
    button: { label: 'Open the API keys', url: page },
  };
}

/** To the admins. */
export function usedAfterEndLetter(to: { name: string }, key: KeyToTell, page: string): Letter {
  return {
    subject: `An API key of ${key.holderName} was used after its end`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `${keyName(key)} in ${key.organizationName} is not good any more, and was used. It was refused.`,
      'Either something was cut off that still needs a key, or someone has a key that they should not have. The audit says from which address.',
    ],
    button: { label: 'Open the API keys', url: page },
  };
}
