import type { ItemFacts, ItemKind, Risk } from './items.ts';

/** A key that was used this recently is held for in use. */
export const recentUseDays = 30;

/** Whether a key is in use: what its end would cut off. Times are milliseconds since 1970. */
export function usedRecently(lastUsedAt: number | null, now: number): boolean {
  return lastUsedAt !== null && now - lastUsedAt < recentUseDays * 86_400_000;
}

/** Red: something stops unless this goes well. Amber: someone has to know. */
export function riskOf(kind: ItemKind, facts: ItemFacts): Risk {
  switch (kind) {
    case 'resource-runs-as':
      if (facts['archived'] === true) return 'none';
      return facts['everySeconds'] !== null || Number(facts['schedules']) > 0 ? 'red' : 'amber';
    case 'resource-owner':
      return facts['archived'] === true ? 'none' : 'amber';
    case 'approval-waiting':
      return facts['others'] === 0 ? 'red' : 'amber';
    case 'api-key':
    case 'service-account-key':
      return facts['inUse'] === true ? 'red' : 'amber';
    case 'webhook-secret': // events may be going to an address of theirs
      return facts['addressedByThem'] === true ? 'red' : 'amber';
    case 'grant':
      return Number(facts['usedBy']) > 0 ? 'red' : 'amber';
    case 'connection-secret':
    case 'sponsored-guest':
    case 'service-account':
    case 'billing-contact':
    case 'custodian':
    case 'follow-up':
      return 'amber';
    case 'invitation-sent':
    case 'managed-member':
    case 'session':
    case 'team-membership':
    case 'share':
    case 'bookmark':
      return 'none';
  }
}
