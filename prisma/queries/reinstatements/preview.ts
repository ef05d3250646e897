import {
  reinstate,
  type ReinstatementItem,
  type ReinstatementKind,
  type ReinstatementOutcome,
} from '../../../rules/removals/reinstate.ts';
import { type Database, inOrganization } from '../../client.ts';
import { reinstateFactsOf } from './facts.ts';
import { reinstatementHasher } from './hash.ts';
import { reinstateTerms, type Terms } from './terms.ts';

/** How many things of a kind have one outcome for one reason. */
export interface OutcomeCount {
  kind: ReinstatementKind;
  outcome: ReinstatementOutcome;
  why: ReinstatementItem['why'];
  count: number;
}

export interface ReinstatementPreview extends Terms {
  /** what `draftReinstatement` takes: lower-case hex SHA-256 */
  hash: string;
  counts: OutcomeCount[];
  /** those that are not restored first; at most `limit` of each outcome */
  items: ReinstatementItem[];
}

/** What a reinstatement would do, by the same rules and facts as the run (`planReinstatement`). @throws Failure as reinstateTerms */
export function previewReinstatement(
  db: Database,
  organization: string,
  { removalId, now, limit }: { removalId: string; now: Date; limit: number },
): Promise<ReinstatementPreview> {
  return inOrganization(db, organization, async (tx) => {
    const terms = await reinstateTerms(tx, organization, { removalId, now });
    const hasher = reinstatementHasher(terms);
    const tally = outcomeTally();
    const shown: { [O in ReinstatementOutcome]: ReinstatementItem[] } = { impossible: [], kept: [], restored: [] };
    for await (const page of reinstateFactsOf(tx, { organization, removalId, leaverId: terms.memberId })) {
      for (const item of page.map(reinstate)) {
        hasher.add(item);
        tally.add(item);
        if (shown[item.outcome].length < limit) shown[item.outcome].push(item);
      }
    }
    const items = [...shown.impossible, ...shown.kept, ...shown.restored];
    return { ...terms, hash: hasher.digest(), counts: tally.counts(), items };
  });
}

/** Counts items by kind, outcome and reason. */
export function outcomeTally(): { add(item: ReinstatementItem): void; counts(): OutcomeCount[] } {
  const found = new Map<string, OutcomeCount>();
  return {
    add: ({ kind, outcome, why }) => {
      const key = `${kind} ${outcome} ${why ?? ''}`;
      const counted = found.get(key) ?? { kind, outcome, why, count: 0 };
      counted.count += 1;
      found.set(key, counted);
    },
    counts: () => [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counted]) => counted),
  };
}
