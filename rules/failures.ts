/**
 * Every refusal and failure that has a name, once. Workflows throw them, `api/problems.ts` maps each to a problem (RFC 9457): a name that
 * is missing there does not compile. `passes`: whether it can pass by itself, so that trying again makes sense. `facts`: what it carries (ids, counts,
 * names of things; never personal data or secrets). `kind` decides the HTTP status.
 */
export const failures = {
  // the request
  'invalid-request': { kind: 'invalid', passes: false, says: 'The request is not valid', facts: ['field', 'expected'] },
  unauthenticated: {
    kind: 'unauthenticated',
    passes: false,
    says: 'Sign in, or send an API key of this organization',
    facts: [],
  },
  'fresh-sign-in-needed': {
    kind: 'unauthenticated',
    passes: false,
    says: 'This needs a sign-in of the last few minutes',
    facts: ['withinMinutes'],
  },
  'not-allowed': { kind: 'forbidden', passes: false, says: 'You may not do this', facts: ['action', 'because'] },
  'not-found': { kind: 'missing', passes: false, says: 'There is no such thing here', facts: ['object'] },
  'idempotency-key-reused': {
    kind: 'unprocessable',
    passes: false,
    says: 'This Idempotency-Key was used with another request',
    facts: [],
  },
  'still-running': { kind: 'conflict', passes: true, says: 'The same request is still being worked on', facts: [] },
  'too-many-requests': { kind: 'limited', passes: true, says: 'Too many requests', facts: ['retryAfterSeconds'] },
  'stale-cursor': { kind: 'invalid', passes: false, says: 'This cursor is not one of ours', facts: [] },
  // the organization
  'last-admin': {
    kind: 'conflict',
    passes: false,
    says: 'An organization always keeps one active admin',
    facts: ['memberId'],
  },
  'no-custodian': {
    kind: 'conflict',
    passes: false,
    says: 'An organization always keeps a custodian',
    facts: ['memberId'],
  },
  'no-billing-contact': {
    kind: 'conflict',
    passes: false,
    says: 'An organization always keeps a billing contact',
    facts: ['memberId'],
  },
  'organization-suspended': { kind: 'forbidden', passes: false, says: 'This organization is suspended', facts: [] },
  'organization-closed': { kind: 'forbidden', passes: false, says: 'This organization is closed', facts: [] },
  'too-many-organizations': {
    kind: 'conflict',
    passes: false,
    says: 'One person administers only so many organizations',
    facts: ['most'],
  },
  'name-taken': { kind: 'conflict', passes: false, says: 'This name is taken', facts: ['name'] },
  'wrong-state': {
    kind: 'conflict',
    passes: false,
    says: 'This can’t be done in the present state',
    facts: ['object', 'state', 'needs'],
  },
  'own-role': { kind: 'conflict', passes: false, says: 'Nobody changes their own role', facts: [] },
  'custom-role-cycle': {
    kind: 'conflict',
    passes: false,
    says: 'A custom role can’t build on itself',
    facts: ['customRoleId'],
  },
  'above-ceiling': {
    kind: 'forbidden',
    passes: false,
    says: 'This is above what the role may give',
    facts: ['ceiling', 'asked'],
  },
  'affiliation-code-invalid': {
    kind: 'gone',
    passes: false,
    says: 'This code is unknown, used, expired or withdrawn',
    facts: [],
  },
  'already-affiliated': {
    kind: 'conflict',
    passes: false,
    says: 'These two are affiliated already, or the subsidiary has a parent',
    facts: [],
  },
  // joining
  'email-domain-blocked': {
    kind: 'unprocessable',
    passes: false,
    says: 'Addresses of this email domain can’t be invited',
    facts: ['emailDomain'],
  },
  'looks-alike': {
    kind: 'conflict',
    passes: false,
    says: 'This address looks like another one',
    facts: ['like', 'memberId'],
  },
  'already-a-member': {
    kind: 'conflict',
    passes: false,
    says: 'This address is a member already',
    facts: ['memberId'],
  },
  'already-invited': {
    kind: 'conflict',
    passes: false,
    says: 'This address has an open invitation',
    facts: ['invitationId'],
  },
  'link-not-valid': {
    kind: 'gone',
    passes: false,
    says: 'This link is used, expired or was replaced by a newer one',
    facts: [],
  },
  // consents
  'consent-not-valid': {
    kind: 'gone',
    passes: false,
    says: 'This consent was answered already, took too long, or was not asked for in this session',
    facts: [],
  },
  'no-oauth-client': {
    kind: 'conflict',
    passes: false,
    says: 'No OAuth client is set for this provider',
    facts: ['provider'],
  },
  // an organization's own sign-in
  'sso-needed': {
    kind: 'unauthenticated',
    passes: false,
    says: 'This organization asks for its own sign-in',
    facts: ['signInUrl'],
  },
  'fresh-sso-needed': {
    kind: 'unauthenticated',
    passes: false,
    says: 'This needs a sign-in of the last few minutes, by the organization’s own',
    facts: ['withinMinutes', 'signInUrl'],
  },
  'sso-not-valid': {
    kind: 'gone',
    passes: false,
    says: 'This sign-in was answered already, took too long, or was begun in another browser',
    facts: [],
  },
  'sso-refused': {
    kind: 'forbidden',
    passes: false,
    says: 'The sign-in came to nothing at the provider, or it can’t be believed',
    facts: ['because'],
  },
  'sso-no-member': {
    kind: 'forbidden',
    passes: false,
    says: 'Nobody who is active in this organization has this account',
    facts: [],
  },
  'sso-email-not-verified': {
    kind: 'forbidden',
    passes: false,
    says: 'The provider does not say that the e-mail address of this account is verified',
    facts: [],
  },
  'sso-unreachable': {
    kind: 'unavailable',
    passes: true,
    says: 'The identity provider of this organization does not answer',
    facts: ['provider'],
  },
  'sso-not-tried': {
    kind: 'conflict',
    passes: false,
    says: 'No admin has come in by this sign-in yet, as it is now',
    facts: [],
  },
  // approval
  'own-request': { kind: 'forbidden', passes: false, says: 'No one decides on their own request', facts: [] },
  'not-an-approver': {
    kind: 'forbidden',
    passes: false,
    says: 'You are not an approver of this stage',
    facts: ['stage'],
  },
  'facts-changed': {
    kind: 'conflict',
    passes: false,
    says: 'What you decided on has changed; look again',
    facts: ['expected', 'given'],
  },
  'already-decided': { kind: 'conflict', passes: false, says: 'This was decided already', facts: ['status'] },
  'no-approver': {
    kind: 'conflict',
    passes: false,
    says: 'Nobody but the requester may approve this',
    facts: ['stage'],
  },
  // removal
  'already-leaving': {
    kind: 'conflict',
    passes: false,
    says: 'A removal of this member is under way',
    facts: ['removalId'],
  },
  'plan-changed': {
    kind: 'conflict',
    passes: false,
    says: 'The plan is not the one you saw; preview it again',
    facts: ['expected', 'given'],
  },
  'automation-would-stop': {
    kind: 'conflict',
    passes: false,
    says: 'Automation that runs today would be refused',
    facts: ['automation', 'memberId'],
  },
  'too-much-at-once': {
    kind: 'conflict',
    passes: false,
    says: 'This would hand over more than one change may',
    facts: ['items', 'most'],
  },
  'plan-drifted': {
    kind: 'conflict',
    passes: false,
    says: 'New things were found after the suspension; someone must look at them',
    facts: ['items', 'kinds'],
  },
  'no-successor': {
    kind: 'conflict',
    passes: false,
    says: 'Nobody eligible can receive this',
    facts: ['kind', 'items'],
  },
  'successor-not-eligible': {
    kind: 'unprocessable',
    passes: false,
    says: 'This member can’t be a successor',
    facts: ['memberId', 'because'],
  },
  'breaker-tripped': {
    kind: 'conflict',
    passes: false,
    says: 'So many removals in so short a time need a second admin',
    facts: ['planned', 'limit', 'windowHours'],
  },
  'removal-ended': { kind: 'conflict', passes: false, says: 'This removal has ended', facts: ['status'] },
  'past-point-of-return': {
    kind: 'conflict',
    passes: false,
    says: 'Ownership was transferred already: undo it by reinstating',
    facts: ['step'],
  },
  'step-not-blocked': { kind: 'conflict', passes: false, says: 'This step is not blocked', facts: ['step', 'status'] },
  'step-not-skippable': { kind: 'conflict', passes: false, says: 'This step can’t be skipped', facts: ['step'] },
  'erasure-forbidden': {
    kind: 'conflict',
    passes: false,
    says: 'Policy or a legal hold forbids erasure',
    facts: ['because'],
  },
  'being-reinstated': {
    kind: 'conflict',
    passes: true,
    says: 'A reinstatement of this member is under way',
    facts: ['reinstatementId'],
  },
  'already-erased': {
    kind: 'conflict',
    passes: false,
    says: 'Their personal data was erased: what is gone can’t be brought back',
    facts: ['memberId'],
  },
  'reinstatement-window-over': {
    kind: 'conflict',
    passes: false,
    says: 'The time in which this removal could be undone is over',
    facts: ['days', 'until'],
  },
  'reinstatement-ended': { kind: 'conflict', passes: false, says: 'This reinstatement has ended', facts: ['status'] },
  'offer-closed': { kind: 'conflict', passes: false, says: 'This offer can’t be answered any more', facts: ['status'] },
  'follow-up-closed': { kind: 'conflict', passes: false, says: 'This follow-up is closed', facts: ['status'] },
  // upstream
  'host-refused': { kind: 'conflict', passes: false, says: 'The host refused the hand-over', facts: ['kind', 'items'] },
  'host-unreachable': { kind: 'unavailable', passes: true, says: 'The host does not answer', facts: ['kind'] },
  'provider-refused': {
    kind: 'conflict',
    passes: false,
    says: 'The provider refused the revocation',
    facts: ['provider', 'status'],
  },
  'provider-unreachable': {
    kind: 'unavailable',
    passes: true,
    says: 'The provider does not answer',
    facts: ['provider'],
  },
  'mail-unreachable': { kind: 'unavailable', passes: true, says: 'The mail server does not answer', facts: [] },
  'mail-refused': { kind: 'conflict', passes: false, says: 'The mail server refuses this address', facts: [] },
  // us
  'engine-unreachable': {
    kind: 'unavailable',
    passes: true,
    says: 'The process engine does not answer; nothing was lost, try again',
    facts: [],
  },
  'run-full': { kind: 'conflict', passes: false, says: 'This run has taken as many changes as it can', facts: [] },
  internal: { kind: 'internal', passes: false, says: 'Something failed on our side', facts: [] },
} as const satisfies Record<string, FailureDefinition>;

export type FailureKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'gone'
  | 'unprocessable'
  | 'limited'
  | 'unavailable'
  | 'internal';

interface FailureDefinition {
  kind: FailureKind;
  passes: boolean;
  says: string;
  facts: readonly string[];
}

export type FailureName = keyof typeof failures;
/** What a failure carries; of several names: the facts of one of them. */
export type FailureFacts<N extends FailureName> = N extends FailureName
  ? { [F in (typeof failures)[N]['facts'][number]]: string | number }
  : never;

/** A named failure, as data: what crosses from activity to workflow to API. */
export interface NamedFailure {
  name: FailureName;
  facts: Record<string, string | number>;
}

/** A named failure, thrown. `message` is the public sentence; nothing else of it is shown to anyone. */
export class Failure<N extends FailureName = FailureName> extends Error {
  override readonly name: N;
  readonly facts: FailureFacts<N>;
  constructor(name: N, facts: FailureFacts<N>) {
    super(failures[name].says);
    this.name = name;
    this.facts = facts;
  }
}

export function isFailureName(name: string): name is FailureName {
  return Object.hasOwn(failures, name);
}
