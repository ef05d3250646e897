import { createHash } from 'node:crypto';
import type { PlanItem } from '../../../rules/removals/items.ts';
import { hashedText } from '../../../rules/removals/plan.ts';

const chunk = 65_536;

/** Hashes a plan item by item, in the order of their keys, so that a plan of any size needs no memory. `digest`: lower-case hex SHA-256. */
export function planHasher(): { add(item: PlanItem): void; digest(): string } {
  const hash = createHash('sha256');
  let first = true;
  let text = '[';
  const flush = () => {
    hash.update(text);
    text = '';
  };
  return {
    add: (item) => {
      const own = hashedText(item);
      if (own === undefined) return;
      text += first ? own : `,${own}`;
      first = false;
      if (text.length > chunk) flush();
    },
    digest: () => {
      text += ']';
      flush();
      return hash.digest('hex');
    },
  };
}
