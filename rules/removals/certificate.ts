import type { Json } from '../canonical-json.ts';
import type { ItemKind } from './items.ts';
import type { StepName } from './steps.ts';

/** A way in that was tried after everything was done. `refused`: proved shut. `open`: it let us in. `unanswered`: nobody said. */
export interface Door {
  /** `session` | `api-key` | `mailed-link` | `sso` | `host` */
  door: string;
  /** id of what was tried; for a host its kind */
  objectId: string;
  result: 'refused' | 'open' | 'unanswered';
  /** status or failure name, as it came back */
  answer: string;
  /** ISO 8601, UTC */
  at: string;
}

export interface CertificateFacts {
  organizationId: string;
  removalId: string;
  memberId: string;
  ending: 'deactivate' | 'erase';
  forCause: boolean;
  planHash: string;
  effectiveAt: string;
  suspendedAt: string;
  /** when all was read again, ISO 8601, UTC */
  readAt: string;
  steps: {
    step: StepName;
    status: 'done' | 'skipped' | 'running';
    startedAt: string;
    endedAt: string | null;
    reason?: string;
  }[];
  /** per kind of item: how many the plan had, how each ended, and how many the leaver holds now */
  kinds: { kind: ItemKind; planned: number; done: number; skipped: number; pending: number; left: number }[];
  doors: readonly Door[];
  /** items skipped, follow-ups waived or still open */
  exceptions: { itemKey: string; how: 'skipped' | 'waived' | 'open' | 'unanswered'; reason: string }[];
  /** automation that still runs as the leaver or as their caretaker */
  runsAsLeaver: number;
}

/** in-toto Statement v1, ready for `canonicalJson` and a signature. */
export interface Statement {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: string;
  readonly predicate: { readonly [name: string]: Json };
}

/** What the certificate states. `predicate.proven` is true only when nothing is left, every door was tried and refused, and nothing was skipped, waived or unanswered. */
export function statementOf(facts: CertificateFacts): Statement {
  throw new Error('not built yet');
}
