import type { Actor } from '../../../rules/audit/entry.ts';
import type { Choice } from '../../../rules/removals/successor.ts';
import type { Database } from '../../client.ts';
import type { RemovalEffectInput } from './input.ts';

/** Clicks of an admin on a running removal. The actor must still be an active admin: `not-allowed` else. All throw `removal-ended` and `not-found`. */

/** Sets `pausedAt`; pausing twice is once. */
export async function pauseRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<void> {
  throw new Error('not built yet');
}

export async function resumeRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<void> {
  throw new Error('not built yet');
}

/** Forward or back. Throws `wrong-state` once the suspension has begun. */
export async function moveDate(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { effectiveAt: Date; timeZone: string },
): Promise<void> {
  throw new Error('not built yet');
}

/** For one resource, a kind, or all that is left; the plan's open items follow at once. Throws `successor-not-eligible`. */
export async function changeSuccessor(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { choice: Choice },
): Promise<{ items: number }> {
  throw new Error('not built yet');
}
