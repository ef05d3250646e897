import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { BatchResult, RemovalBatchInput } from './input.ts';

/**
 * Rotates up to `limit` exposed API keys: a successor key whose secret waits, encrypted, for its new owner's one look; the old key ends after the policy's grace
 * (at once for cause). Connection secrets are not among them: they become follow-ups (`openFollowUps`). Throws `removal-ended`, `wrong-state`.
 */
export async function rotateBatch(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalBatchInput,
): Promise<BatchResult> {
  throw new Error('not built yet');
}
