import { forecastDays } from './forecast.ts';
import type { PlanItem } from './items.ts';

/** An API key that is in use and ends within the days of the forecast: what calls with it is refused from then on. */
export interface EndingKey {
  credentialId: string;
  holderId: string;
  /** ISO 8601, UTC */
  endsAt: string;
  /** `holder-leaves`: it ends at the suspension; `rotated`: after the grace; `expires`: by its own date, whoever leaves */
  because: 'holder-leaves' | 'rotated' | 'expires';
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
}

export interface EndingKeysInput {
  plans: readonly { memberId: string; items: readonly PlanItem[] }[];
  /** keys in use that end by their own date or grace within the window */
  expiring: readonly EndingKey[];
  now: Date;
  effectiveAt: Date;
  /** policy: removals.rotationGraceHours; none where the removal is for cause */
  graceHours: number;
}

/** Earliest first; each key once, by what ends it first. */
export function endingKeys({ plans, expiring, now, effectiveAt, graceHours }: EndingKeysInput): EndingKey[] {
  const start = Math.max(now.getTime(), effectiveAt.getTime());
  const end = now.getTime() + forecastDays * 86_400_000;
  const found = new Map(expiring.map((key) => [key.credentialId, key]));
  for (const { memberId, items } of plans) {
    for (const { kind, objectId, facts } of items) {
      if ((kind !== 'api-key' && kind !== 'service-account-key') || facts['inUse'] !== true) continue;
      const leaves = kind === 'api-key';
      const at = start + (leaves ? 0 : graceHours * 3_600_000);
      const before = found.get(objectId);
      if (at >= end || (before !== undefined && Date.parse(before.endsAt) <= at)) continue;
      found.set(objectId, {
        credentialId: objectId,
        holderId: leaves ? memberId : String(facts['holderId']),
        endsAt: new Date(at).toISOString(),
        because: leaves ? 'holder-leaves' : 'rotated',
        lastUsedAt: textOf(facts['lastUsedAt']),
        lastUsedFrom: textOf(facts['lastUsedFrom']),
      });
    }
  }
  return [...found.values()].sort((a, b) => compare(a.endsAt, b.endsAt) || compare(a.credentialId, b.credentialId));
}

const textOf = (fact: PlanItem['facts'][string] | undefined): string | null => (typeof fact === 'string' ? fact : null);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
