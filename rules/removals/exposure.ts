import type { Policy } from '../organizations/policy.ts';

/** How a person may know a secret, strongest first. */
export type ExposureHow = 'created' | 'revealed' | 'could-have-revealed';

/** What is known of one person and one version of a secret that is still good: a version that was rotated since exposes nothing. */
export interface ExposureFacts {
  created: boolean;
  revealed: boolean;
  /** at some time, or now */
  couldReveal: boolean;
  /** revoked, or a later version took its place */
  rotated: boolean;
}

const includes: { readonly [P in Policy['removals']['rotate']]: readonly ExposureHow[] } = {
  created: ['created'],
  revealed: ['created', 'revealed'],
  'could-have-revealed': ['created', 'revealed', 'could-have-revealed'],
};

/** Why this secret must be rotated when the person leaves, or null: it need not be (design, Removal, 6). */
export function exposureOf(facts: ExposureFacts, rotate: Policy['removals']['rotate']): ExposureHow | null {
  if (facts.rotated) return null;
  const found: ExposureHow[] = [];
  if (facts.created) found.push('created');
  if (facts.revealed) found.push('revealed');
  if (facts.couldReveal) found.push('could-have-revealed');
  return found.find((how) => includes[rotate].includes(how)) ?? null;
}
