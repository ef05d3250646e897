import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { BatchResult, RemovalBatchInput } from './input.ts';

/**
 * Transfers up to `limit` pending items of step `transfer` to their successors. Items whose host keeps the object end as `awaiting_host`
 * (see `acknowledgeHandover`), all others as `done`. Throws `plan-drifted`, `removal-ended`, `wrong-state` before the suspension.
 */
export async function transferBatch(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalBatchInput,
): Promise<BatchResult> {
  throw new Error('not built yet');
}
