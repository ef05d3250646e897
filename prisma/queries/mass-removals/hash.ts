import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../rules/canonical-json.ts';

/** Of a set’s plan: lower-case hex SHA-256 of its people with the hash of each one’s plan, whatever their order. */
export function hashOfSet(people: readonly { memberId: string; planHash: string }[]): string {
  const lines = people.map(({ memberId, planHash }) => `${memberId} ${planHash}`).sort();
  return createHash('sha256').update(canonicalJson(lines)).digest('hex');
}
