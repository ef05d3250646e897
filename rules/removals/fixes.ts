import type { Reason } from '../access/types.ts';
import type { EndingKey } from './ending-keys.ts';

/** What would let a run that the forecast names go on: one sentence, for whoever previews. `today`: it fails without the removal, too. */
export function fixOf(because: readonly Reason[], { today }: { today: boolean }): string {
  const [reason] = because;
  switch (reason?.fact) {
    case 'no-runs-as':
      return today
        ? 'Say what it runs as.'
        : 'Choose who gets what runs as them: a colleague who may run it, or a service account.';
    case 'member-status':
      return today ? 'Let it run as someone who is active.' : 'Choose a successor who is active.';
    case 'ceiling':
    case 'custom-role':
      return 'Choose someone whose role allows it, or a service account.';
    case 'access':
      return 'Share it with whoever it runs as (“use”), or let it run as someone who has access.';
    case 'archived':
      return 'Restore what is archived, or let it use something else.';
    case 'caretaker-expired':
    case 'caretaker-bound':
      return 'Finish the removal for which the caretaker stands in, or hand this over by hand.';
    case 'organization-status':
      return 'Nothing runs while the organization is not active.';
    default:
      return 'Look at who it runs as, and at what it uses.';
  }
}

/** What would keep the caller of an ending key from being cut off. */
export function fixOfKey({ because }: Pick<EndingKey, 'because'>): string {
  switch (because) {
    case 'holder-leaves':
      return 'Make a key of a service account for what calls with it, and swap it in before then.';
    case 'rotated':
      return 'Its successor key is made by the removal: have its owner swap it in before the old one ends.';
    case 'expires':
      return 'Make its successor, and swap it in before then; the removal is not to blame.';
  }
}
