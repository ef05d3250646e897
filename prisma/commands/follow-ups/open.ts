import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { BatchResult, RemovalBatchInput } from '../removals/input.ts';

/** Opens a follow-up for each pending grant and exposed connection secret of the plan that has none. Call again while `left` is above 0. */
export async function openFollowUps(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalBatchInput,
): Promise<BatchResult> {
  throw new Error('not built yet');
}

/** Closes the follow-ups that the facts prove done (a newer secret was set, the grant is revoked) and says what is left: call it before each reminder. */
export async function settleFollowUps(
  db: Database,
  organization: string,
  actor: Actor,
  input: { removalId: string; now: Date },
): Promise<{ closed: number; open: number; required: boolean }> {
  throw new Error('not built yet');
}
