import type { Actor } from '../../../rules/audit/entry.ts';
import type { Choice } from '../../../rules/removals/successor.ts';
import type { Database } from '../../client.ts';

export interface DraftRemovalInput {
  /** chosen by the caller, so that a repeat of the request finds its draft, whatever became of it, and drafts nothing */
  removalId: string;
  memberId: string;
  reason: string;
  forCause: boolean;
  /** default: the organization's policy */
  ending?: 'deactivate' | 'erase';
  effectiveAt: Date;
  /** IANA name */
  timeZone: string;
  successors: readonly Choice[];
  /** of the preview that the admin agreed to */
  planHash: string;
  now: Date;
}

/**
 * Keeps what must not travel through the process engine in an inert row; `planRemoval` turns it into the real thing.
 * Throws `not-found`, `already-leaving`, `successor-not-eligible`, `erasure-forbidden`, `last-admin`, `wrong-state` (a service account, an invited or removed member).
 */
export async function draftRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: DraftRemovalInput,
): Promise<{ removalId: string }> {
  throw new Error('not built yet');
}
