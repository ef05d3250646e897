import { type Failure, type FailureKind, type FailureName, failures } from '../rules/failures.ts';

/** A problem as it goes over the wire (RFC 9457). `type` is stable: `urn:doorward:problem:` and the failure's name. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  facts?: Record<string, string | number>;
  errors?: { pointer: string; detail: string }[];
  requestId?: string;
}

const statusOf: Record<FailureKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  gone: 410,
  unprocessable: 422,
  limited: 429,
  unavailable: 503,
  internal: 500,
};

/** What a client can do about each failure. A name that is missing here does not compile. */
const advice: Record<FailureName, string> = {
  'invalid-request': 'Correct what `errors` points at.',
  unauthenticated: 'Sign in again, or send `Authorization: Bearer` with an API key of this organization.',
  'fresh-sign-in-needed': 'Sign in again, then repeat the request.',
  'not-allowed': 'Ask an admin of the organization.',
  'not-found': 'Check the address; it may be in another organization, or gone.',
  'idempotency-key-reused': 'Take a new Idempotency-Key for a new request.',
  'still-running': 'Repeat the same request in a moment.',
  'too-many-requests': 'Wait as long as Retry-After says.',
  'stale-cursor': 'Begin again without a cursor.',
  'last-admin': 'Make another member admin first.',
  'no-custodian': 'Name another custodian first.',
  'no-billing-contact': 'Name another billing contact first.',
  'organization-suspended': 'Ask the operator of this installation.',
  'organization-closed': 'An admin of it can reopen it.',
  'too-many-organizations': 'Have another admin take over one of them, or ask the operator of this installation.',
  'affiliation-code-invalid': 'Ask an admin of the other organization for a new code.',
  'already-affiliated': 'End that affiliation first.',
  'name-taken': 'Choose another name.',
  'wrong-state': 'Read the object again and see what its `may` allows.',
  'own-role': 'Ask another admin.',
  'custom-role-cycle': 'Let it build on a custom role that doesn’t build on this one, or on the org role.',
  'above-ceiling': 'Give less, or have the org role raised first.',
  'email-domain-blocked': 'Use an address of another email domain, or have the email domain unblocked.',
  'looks-alike': 'Compare it letter by letter; if it is right, send it again with `acceptLookAlike`.',
  'already-a-member': 'Look at the member instead.',
  'already-invited': 'Resend or revoke the open invitation instead.',
  'link-not-valid': 'Ask for a new link.',
  'consent-not-valid': 'Begin again, from the connection.',
  'no-oauth-client': 'Have an admin set one, or let the connection’s host register the consent.',
  'sso-needed': 'Open `signInUrl` in the browser, sign in there, then repeat the request.',
  'fresh-sso-needed': 'Open `signInUrl` in the browser, sign in there anew, then repeat the request.',
  'sso-not-valid': 'Begin again, from the organization’s sign-in page.',
  'sso-refused': 'Begin again; if it stays so, an admin has to compare the settings here and at the provider.',
  'sso-no-member':
    'Sign in with the account of your work address, or ask an admin of the organization for an invitation.',
  'sso-email-not-verified':
    'Have the address verified at the provider, or `email_verified` (Entra: `xms_edov`) sent by it.',
  'sso-unreachable': 'Try again in a moment; if it stays so, an admin has to look after the provider.',
  'sso-not-tried': 'Try the sign-in as an admin, then enforce it.',
  'own-request': 'Another approver has to decide.',
  'not-an-approver': 'One of the approvers of this stage has to decide.',
  'facts-changed': 'Read the approval again, then decide on what it says now.',
  'already-decided': 'Nothing is left to decide.',
  'no-approver': 'Make another member admin, or name an approver in the policy; no one decides on their own request.',
  'already-leaving': 'Look at the removal that is under way.',
  'plan-changed': 'Preview again, and start with the hash of the new preview.',
  'automation-would-stop':
    'Have an admin preview it as an access change: it shows what would stop, and hands it over in the same transaction.',
  'too-much-at-once': 'Hand over some of it first, by transferring resources.',
  'plan-drifted': 'Look at what was found, then accept it or skip it.',
  'breaker-tripped':
    'Have another admin allow more removals, or plan them together as a mass removal, which another admin approves.',
  'no-successor': 'Name a successor.',
  'successor-not-eligible': 'Name another successor.',
  'removal-ended': 'Nothing is left to steer.',
  'past-point-of-return': 'Undo it by reinstating.',
  'being-reinstated': 'Wait until it has ended, then look again.',
  'already-erased': 'Invite them anew: they join as someone new.',
  'reinstatement-window-over': 'Invite them anew, or have the policy’s `removals.reinstateDays` raised.',
  'reinstatement-ended': 'Nothing is left to steer.',
  'step-not-blocked': 'Nothing to retry: read the removal again.',
  'step-not-skippable': 'Resolve what blocks it, then retry.',
  'erasure-forbidden': 'Deactivate instead, or have the policy changed.',
  'offer-closed': 'It was answered, its time is over, or the removal goes on: an admin can still change the successor.',
  'follow-up-closed': 'Nothing is left to attest.',
  'host-refused': 'Resolve it at the host, then retry; or skip the item with a reason.',
  'host-unreachable': 'It is tried again by itself.',
  'provider-refused': 'Revoke it at the provider’s own page, then attest.',
  'provider-unreachable': 'It is tried again by itself.',
  'mail-unreachable': 'It is tried again by itself.',
  'mail-refused': 'Correct the address.',
  'engine-unreachable': 'Repeat the request with the same Idempotency-Key.',
  'run-full': 'Let this run end; then start a new one.',
  internal: 'Report it with the request ID.',
};

/** The one way from a named failure to a problem. */
export function problemOf(failure: Failure): Problem {
  const { kind, says } = failures[failure.name];
  const facts = failure.facts as Record<string, string | number>;
  return {
    type: `urn:doorward:problem:${failure.name}`,
    title: says,
    status: statusOf[kind],
    detail: advice[failure.name],
    ...(Object.keys(facts).length > 0 ? { facts } : {}),
  };
}

/** What HTTP itself can be used wrongly for. Not failures of the product, so not in rules/failures.ts. */
const misuses = {
  'method-not-allowed': { status: 405, title: 'This method is not offered here', detail: 'See the Allow header.' },
  'not-acceptable': { status: 406, title: 'This can’t be answered in that form', detail: 'Correct the Accept header.' },
  'too-large': { status: 413, title: 'The request is too large', detail: 'Send less in one request.' },
  'address-too-long': { status: 414, title: 'The address is too long', detail: 'Correct the address.' },
  'not-ndjson': {
    status: 415,
    title: 'This body is NDJSON',
    detail: 'Send Content-Type: application/x-ndjson, one JSON object for each line.',
  },
  'not-json': { status: 415, title: 'Bodies are JSON here', detail: 'Send Content-Type: application/json.' },
} as const;
export type Misuse = keyof typeof misuses;

export function problemOfMisuse(name: Misuse): Problem {
  const { status, title, detail } = misuses[name];
  return { type: `urn:doorward:problem:${name}`, title, status, detail };
}
