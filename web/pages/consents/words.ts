import type { Schema } from '../../client.ts';

type ConsentRequest = Schema<'ConsentRequest'>;

/** Why a consent came to nothing, and what helps. `detail`: what was missing, or said. */
export function whyFailed({ problem, detail, provider }: ConsentRequest): string {
  const words: Record<NonNullable<ConsentRequest['problem']>, string> = {
    denied: `You did not allow it at ${provider}.`,
    'provider-error': `${provider} sent you back with an error: ${detail ?? 'none was named'}.`,
    'code-not-taken': `${provider} did not take the code that you came back with: it was used, or too old. Give it again.`,
    'client-not-taken': `${provider} does not know our OAuth client, its secret, or the address that you come back to. Tell an admin.`,
    'address-refused': `The token endpoint that is set for ${provider} may not be called. Tell an admin.`,
    'provider-unreachable': `${provider} did not answer. Give it again later.`,
    'fewer-scopes': `You allowed less than the connection needs; missing: ${detail ?? ''}. Give it again, and allow all.`,
    'same-account': 'You consented with the account that the connection rests on already. Use another one.',
    'refresh-refused': `${provider} gave a consent that it then refused. Give it again.`,
    'host-refused': `The host could not work with it: ${detail ?? 'it gave no reason'}.`,
    'host-unreachable': 'The host did not answer. Give it again later.',
    'not-needed': 'The connection needs no other consent any more.',
    'not-theirs': 'You may not give this consent any more.',
    'run-ended': 'Its process was ended before it was done. Give it again.',
  };
  return problem === null ? 'It came to nothing.' : words[problem];
}

/** The steps of a consent, in their order, as people read them. */
export const stepsOf = ({ status, replaces, testedBy }: ConsentRequest) => {
  const order = ['asked', 'answered', 'stored', 'tested', 'swapped', 'settled'];
  const at = order.indexOf(status);
  const done = (step: string) => at >= order.indexOf(step);
  const by = { host: 'by its host', refresh: 'by a refresh', exchange: 'by the exchange alone' };
  return [
    { label: 'Allowed at the provider', done: done('answered') },
    { label: 'Stored, in no use yet', done: done('stored') },
    { label: testedBy === null || !done('tested') ? 'Tested' : `Tested ${by[testedBy]}`, done: done('tested') },
    { label: 'The connection rests on it', done: done('swapped') },
    { label: 'The host runs on it', done: done('settled') },
    ...(replaces === null
      ? []
      : [{ label: `The consent of ${replaces.member.name} is revoked`, done: replaces.status === 'revoked' }]),
  ];
};
