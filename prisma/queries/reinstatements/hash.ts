import { createHash } from 'node:crypto';
import { hashedReinstatement, type ReinstatementItem } from '../../../rules/removals/reinstate.ts';
import type { Terms } from './terms.ts';

/** Hashes a reinstatement's plan item by item, in the order of the work. `digest`: lower-case hex SHA-256. */
export function reinstatementHasher({ endsSuspended }: Pick<Terms, 'endsSuspended'>) {
  const hash = createHash('sha256').update(`[${endsSuspended}`);
  return {
    add: (item: ReinstatementItem): void => void hash.update(`,${hashedReinstatement(item)}`),
    digest: (): string => hash.update(']').digest('hex'),
  };
}
