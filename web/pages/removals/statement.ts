import type { Schema } from '../../client.ts';

export type DoorResult = 'refused' | 'open' | 'unanswered' | 'none';

/** What a certificate states: the predicate of its in-toto Statement (urn:doorward:removal-certificate:v1). */
export interface Predicate {
  proven: boolean;
  notProven: { what: string; reason: string }[];
  member: { id: string; status: string };
  ending: 'deactivate' | 'erase';
  forCause: boolean;
  effectiveAt: string;
  suspendedAt: string | null;
  readAt: string;
  steps: {
    step: Schema<'StepName'>;
    status: Schema<'RemovalStep'>['status'];
    startedAt: string | null;
    endedAt: string | null;
    tookMs: number | null;
    reason?: string;
  }[];
  kinds: { kind: string; planned: number; done: number; skipped: number; open: number; left: number }[];
  doors: { door: string; objectId: string; result: DoorResult; answer: string; at: string }[];
  /** Not in every certificate: only where somebody was asked. */
  handOvers?: { successorId: string; answer: string; bySilence: boolean; at: string; items: number }[];
  attested: { itemKey: string; by: string; at: string; evidence?: string[]; tried?: boolean }[];
}

/** The predicate of a decoded certificate. It comes from the API, which made and signed it: its shape is rules/removals/certificate.ts. */
export function predicateOf(certificate: Schema<'Certificate'>): Predicate {
  return certificate.statement['predicate'] as Predicate;
}

/** SHA-256 of the plan that was agreed to. */
export function planHashOf(certificate: Schema<'Certificate'>): string | undefined {
  const subjects = certificate.statement['subject'] as { digest: { sha256: string } }[];
  return subjects[0]?.digest.sha256;
}
