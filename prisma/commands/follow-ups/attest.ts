import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';

/**
 * A person states that it is done. The note's text is made by `attestationNote` (rules/removals/attestation.ts). Its item is done with it; a grant is
 * then held for revoked. Throws `not-found`, `follow-up-closed`, `not-allowed` (neither its owner nor an admin).
 */
export async function attestFollowUp(
  db: Database,
  organization: string,
  actor: Actor,
  input: { followUpId: string; noteId: string; now: Date; receipt: string },
): Promise<void> {
  throw new Error('not built yet');
}
