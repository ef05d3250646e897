import type { CertificateFacts, Door } from '../../../rules/removals/certificate.ts';
import type { Database } from '../../client.ts';

/** Everything is read again, now: what the leaver still holds per kind, what was skipped, waived or unanswered, how long each step took. `doors`: the transcript of what was tried. Throws `not-found`. */
export async function certificateFacts(
  db: Database,
  organization: string,
  input: { removalId: string; now: Date; doors: readonly Door[] },
): Promise<CertificateFacts> {
  throw new Error('not built yet');
}

/** What the door tests need: credentials that must be refused. Ids and hashes only. */
export interface DoorsToTry {
  memberId: string;
  personId: string | null;
  /** every key the leaver ever held, and every key rotated by this removal whose grace is over */
  keys: { credentialId: string; hash: Uint8Array }[];
  /** sessions that ever opened this organization for them */
  sessions: { sessionId: string; hash: Uint8Array }[];
}

export async function doorsToTry(
  db: Database,
  organization: string,
  input: { removalId: string; now: Date },
): Promise<DoorsToTry> {
  throw new Error('not built yet');
}
