import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { BatchResult, RemovalBatchInput, RemovalEffectInput } from './input.ts';

/** Ends up to `limit` pending items of step `deactivate`: own keys, sessions, team memberships, shares, bookmarks. Throws `removal-ended`, `wrong-state` before the suspension. */
export async function endHoldingsBatch(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalBatchInput,
): Promise<BatchResult> {
  throw new Error('not built yet');
}

/**
 * The member is deactivated; whatever they came to hold meanwhile ends too, and the caretaking ends when nothing runs as them any more.
 * `runsAsLeaver`: automation that still does (skipped items): the caretaker goes on, and the certificate says so. Throws `removal-ended`, `wrong-state`.
 */
export async function deactivateLeaver(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<{ runsAsLeaver: number }> {
  throw new Error('not built yet');
}
