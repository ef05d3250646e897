import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { RemovalEffectInput } from './input.ts';

/** `drifted`: items that are new or whose successor had to change. `kinds`: of those that wait for a person, comma-separated. */
export interface Drift {
  drifted: number;
  needsPerson: boolean;
  kinds: string;
}

/**
 * After the suspension: the plan is computed again, and each new item is judged by `rules/removals/drift.ts`. With `needsPerson` the caller blocks
 * the step with `plan-drifted` until `acceptDrift`; `transferBatch` refuses meanwhile. Throws `no-successor`, `removal-ended`.
 */
export async function replan(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
  progress: (items: number) => void = () => undefined,
): Promise<Drift> {
  throw new Error('not built yet');
}

/** A person accepts all that waits. Doing nothing where nothing waits. Throws `not-allowed`, `removal-ended`. */
export async function acceptDrift(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<{ accepted: number }> {
  throw new Error('not built yet');
}
