import { createHash } from 'node:crypto';
import type { PlanItem } from '../../../rules/removals/items.ts';
import { hashedText } from '../../../rules/removals/plan.ts';

/** Hashes a plan item by item, in the order of their keys, so that a plan of any size needs no memory. `digest`: lower-case hex SHA-256. */
export function planHasher(): { add(item: PlanItem): void; digest(): string } {
  const hash = createHash('sha256').update('[');
  let first = true;
  return {
    add: (item) => {
      const text = hashedText(item);
      if (text === undefined) return;
      hash.update(first ? text : `,${text}`);
      first = false;
    },
    digest: () => hash.update(']').digest('hex'),
  };
}
