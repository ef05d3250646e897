import type { Json } from '../canonical-json.ts';
import type { ItemKind } from './items.ts';
import type { StepName } from './steps.ts';

/** A way in that was tried after everything was done. `refused`: proved shut. `open`: it let us in. `unanswered`: nobody said. `none`: there is no such way in. */
export interface Door {
  door: 'session' | 'api-key' | 'sign-in-link' | 'mailed-link' | 'sso' | 'host';
  /** id of what was tried; for a host the kind of resource */
  objectId: string;
  result: 'refused' | 'open' | 'unanswered' | 'none';
  /** status or failure name, as it came back */
  answer: string;
  /** ISO 8601, UTC */
  at: string;
}

/** Something that was not done, or not by the machine's own proof. */
export interface Exception {
  itemKey: string;
  how: 'skipped' | 'waived' | 'open' | 'unanswered';
  reason: string;
}

/** All that a certificate rests on, read again at its end. Instants are ISO 8601, UTC. */
export interface CertificateFacts {
  organizationId: string;
  removalId: string;
  memberId: string;
  ending: 'deactivate' | 'erase';
  /** asked for, and made to wait by policy or a legal hold; null: done, or not meant */
  erasure: { id: string; status: string; eraseAt: string } | null;
  forCause: boolean;
  /** of the plan that the admin agreed to, lower-case hex SHA-256 */
  planHash: string;
  effectiveAt: string;
  suspendedAt: string | null;
  /** what the member is now */
  memberStatus: string;
  readAt: string;
  steps: readonly CertifiedStep[];
  kinds: readonly CertifiedKind[];
  doors: readonly Door[];
  exceptions: readonly Exception[];
  /** follow-ups that a person attested: done, by their word; `evidence`: SHA-256 of each file that shows it; `tried`: the old consent was refused afterwards */
  attested: readonly { itemKey: string; by: string; at: string; evidence: readonly string[]; tried: boolean }[];
  /** who was asked in the notice period, and what they said, or did not; `items`: what they were asked for */
  /** consents that others gave in place of the leaver's, and that are in no use: neither swapped in nor revoked */
  shadows: readonly { grantId: string; connectionId: string }[];
  handOvers: readonly { successorId: string; answer: string; bySilence: boolean; at: string; items: number }[];
  /** automation that still runs as the leaver, or as their caretaker */
  runsAsLeaver: number;
  /** of the automation that was handed over */
  firstRuns: FirstRuns;
}

/** How the automation that was handed over first ran as its new runs-as, as far as hosts asked until then. Nothing waits for it: `notYet` may run only next month. */
export interface FirstRuns {
  allowed: number;
  refused: number;
  notYet: number;
}

export interface CertifiedStep {
  step: StepName;
  status: 'pending' | 'running' | 'blocked' | 'done' | 'skipped';
  startedAt: string | null;
  endedAt: string | null;
  reason: string | null;
}

/** One kind of item: how many the plan had, how each ended, and how many the leaver holds now. */
export interface CertifiedKind {
  kind: ItemKind;
  planned: number;
  done: number;
  skipped: number;
  open: number;
  left: number;
}

/** in-toto Statement v1, ready for `canonicalJson` and a signature: strings, safe integers, booleans, lists and objects only. */
export type Statement = {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: typeof predicateType;
  readonly predicate: { readonly [name: string]: Json };
};

export const predicateType = 'urn:doorward:removal-certificate:v1';

/** Something that the certificate does not prove, and why. */
export type NotProven = { readonly what: string; readonly reason: string };

/**
 * What the certificate states (design, Removal, 8). Its subject is the plan that was agreed to, by its hash. `proven`: nothing is left, every door was tried
 * and refused, nothing was skipped, waived or left unanswered; an erasure that has to wait leaves no way in, and is named. Else `notProven` lists each exception with its reason.
 */
export function statementOf(facts: CertificateFacts): Statement {
  const notProven = notProvenOf(facts);
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      {
        name: `removal/${facts.organizationId}/${facts.memberId}/${facts.removalId}`,
        digest: { sha256: facts.planHash },
      },
    ],
    predicateType,
    predicate: {
      organization: facts.organizationId,
      removal: facts.removalId,
      member: { id: facts.memberId, status: facts.memberStatus },
      ending: facts.ending,
      ...(facts.erasure === null ? {} : { erasure: { ...facts.erasure } }),
      forCause: facts.forCause,
      effectiveAt: facts.effectiveAt,
      suspendedAt: facts.suspendedAt,
      readAt: facts.readAt,
      steps: facts.steps.map(timed),
      kinds: facts.kinds.map((kind) => ({ ...kind })),
      doors: facts.doors.map((door) => ({ ...door })),
      exceptions: facts.exceptions.map((exception) => ({ ...exception })),
      attested: facts.attested.map((attestation) => ({ ...attestation })),
      firstRuns: { ...facts.firstRuns },
      ...(facts.handOvers.length === 0 ? {} : { handOvers: facts.handOvers.map((answer) => ({ ...answer })) }),
      proven: notProven.length === 0,
      notProven,
    },
  };
}

function timed({ step, status, startedAt, endedAt, reason }: CertifiedStep): Json {
  const tookMs = startedAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt);
  return { step, status, startedAt, endedAt, tookMs, ...(reason === null ? {} : { reason }) };
}

function notProvenOf(facts: CertificateFacts): NotProven[] {
  const ended = facts.ending === 'erase' && facts.erasure === null ? 'removed' : 'deactivated';
  const hasEnded = facts.memberStatus === ended || facts.memberStatus === 'removed'; // who was erased meanwhile is more than deactivated
  return [
    ...(hasEnded ? [] : [{ what: 'member', reason: `is ${facts.memberStatus}, not ${ended}` }]),
    ...facts.steps
      .filter(({ step, status }) => step !== 'certificate' && status !== 'done')
      .map(({ step, status, reason }) => ({ what: `step:${step}`, reason: reason ?? status })),
    ...facts.kinds
      .filter(({ left }) => left > 0)
      .map(({ kind, left }) => ({ what: `kind:${kind}`, reason: `${left} left` })),
    ...facts.exceptions.map(({ itemKey, how, reason }) => ({ what: itemKey, reason: `${how}: ${reason}` })),
    ...facts.doors
      .filter(({ result }) => result === 'open' || result === 'unanswered')
      .map(({ door, objectId, result, answer }) => ({ what: `${door}:${objectId}`, reason: `${result}: ${answer}` })),
    ...facts.shadows.map(({ grantId, connectionId }) => ({
      what: `consent:${grantId}`,
      reason: `given for connection ${connectionId}, and neither in use nor revoked`,
    })),
    ...(facts.runsAsLeaver === 0
      ? []
      : [{ what: 'runs-as', reason: `${facts.runsAsLeaver} still run as the leaver or as their caretaker` }]),
  ];
}
