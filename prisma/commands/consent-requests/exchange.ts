import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { type ConsentProblem, isSameAccount } from '../../../rules/grants/consent.ts';
import { profileOf } from '../../../rules/grants/providers.ts';
import { changing } from '../../change.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { lockConnection } from '../connections/lock.ts';
import { placeOfClientSecret } from '../oauth-clients/oauth-clients.ts';
import { failConsentIn } from './answer.ts';
import { type ConsentProof, placeOfProof } from './ask.ts';
import { lockConsent, type LockedConsent } from './lock.ts';

/** All that is needed to exchange a code: opened, so it stays in the process. */
export interface CodeInHand {
  proof: ConsentProof & { code: string };
  provider: string;
  scopes: string[];
  client: {
    id: string;
    secret: string | undefined;
    authorizationEndpoint: string;
    tokenEndpoint: string;
    revocationEndpoint: string | null;
    issuer: string | null;
  };
}

/** For how long an execution may have the code: longer than a provider is waited for. */
const WORK_MS = 20_000;

/**
 * Takes the code in hand, alone: a code is good once, and providers end what came of one that comes twice (RFC 6749 §4.1.2).
 * @param at the clock of the execution: a lease, not a fact of the organization
 * @returns undefined when it is exchanged already, or has failed
 * @throws Failure still-running while another execution has it
 */
export function takeCode(
  db: Database,
  secrets: Secrets,
  organization: string,
  { consentRequestId, at }: { consentRequestId: string; at: Date },
): Promise<CodeInHand | 'no-client' | undefined> {
  return inOrganization(db, organization, async (tx) => {
    const consent = await lockConsent(tx, organization, consentRequestId);
    if (consent.status !== 'answered' || consent.proofBox === null) return undefined;
    if (consent.workingUntil !== null && consent.workingUntil > at) throw new Failure('still-running', {});
    const { provider, scopes } = consent;
    const client = await tx.oauthClient.findUnique({
      where: { organizationId_provider: { organizationId: organization, provider } },
    });
    if (client === null) return 'no-client';
    await tx.consentRequest.update({
      where: { organizationId_id: { organizationId: organization, id: consent.id } },
      data: { workingUntil: new Date(at.getTime() + WORK_MS) },
      select: { id: true },
    });
    const { id, clientId, clientSecretBox: box, ...endpoints } = client;
    const { authorizationEndpoint, tokenEndpoint, revocationEndpoint, issuer } = endpoints;
    const secret = box === null ? undefined : await secrets.open(tx, organization, placeOfClientSecret(id), box);
    const proof = JSON.parse(await secrets.open(tx, organization, placeOfProof(consent.id), consent.proofBox));
    return {
      proof: proof as CodeInHand['proof'], // answerConsent wrote it
      provider,
      scopes,
      client: { id: clientId, secret, authorizationEndpoint, tokenEndpoint, revocationEndpoint, issuer },
    };
  });
}

/** Another execution may have the code now: the provider did not answer. */
export async function putCodeBack(db: Database, organization: string, consentRequestId: string): Promise<void> {
  await inOrganization(db, organization, (tx) =>
    tx.consentRequest.updateMany({
      where: { organizationId: organization, id: consentRequestId },
      data: { workingUntil: null },
    }),
  );
}

/** What the token endpoint gave. */
export interface GivenTokens {
  /** refresh token, else access token */
  token: string;
  refreshes: boolean;
  /** as whom, where the ID token says so */
  account: string | null;
  missing: readonly string[];
}

/**
 * Keeps what came of the code as a shadow: stored, in no use. Where it can't be used the consent fails, and it is kept all the same, to be revoked. Twice is once.
 */
export function keepShadow(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  input: { consentRequestId: string; code: CodeInHand; given: GivenTokens; now: Date },
): Promise<void> {
  const { consentRequestId, code, given, now } = input;
  const { client, provider } = code;
  return changing(db, organization, actor, async (tx, record) => {
    const { connectionId } = await tx.consentRequest.findUniqueOrThrow({
      where: { organizationId_id: { organizationId: organization, id: consentRequestId } },
      select: { connectionId: true },
    });
    await lockConnection(tx, organization, connectionId).catch(unlessArchived); // an archived one fails its consent later
    const consent = await lockConsent(tx, organization, consentRequestId);
    if (consent.grantId !== null) return;
    const because = await whyUnusable(tx, organization, consent, given);
    const id = randomUUID();
    const sealed = (column: string, plain: string) =>
      secrets.seal(tx, organization, { table: 'grants', row: id, column }, plain);
    await tx.grant.create({
      data: {
        organizationId: organization,
        id,
        connectionId,
        memberId: consent.memberId,
        provider,
        status: because === undefined ? 'shadow' : 'replaced',
        scopes: consent.scopes.filter((scope) => !given.missing.includes(scope)),
        clientId: client.id,
        clientSecretBox: client.secret === undefined ? null : await sealed('client_secret_box', client.secret),
        tokenBox: await sealed('token_box', given.token),
        tokenEndpoint: client.tokenEndpoint,
        revocationEndpoint: client.revocationEndpoint,
        humanPage: profileOf(provider)?.humanPage ?? null,
        account: given.account,
        createdAt: now,
      },
      select: { id: true },
    });
    const testedBy = given.refreshes ? null : 'exchange';
    await tx.consentRequest.updateMany({
      where: { organizationId: organization, id: consentRequestId },
      data: { grantId: id, testedBy, ...(consent.status === 'answered' && { status: 'stored', proofBox: null }) },
    });
    const personal = given.account === null ? [] : [{ of: consent.memberId, values: { account: given.account } }];
    record({
      action: 'grant.stored',
      object: 'grant',
      objectId: id,
      after: { connectionId, consentRequestId },
      personal,
    });
    if (because === undefined) return;
    const detail = because === 'fewer-scopes' ? given.missing.join(' ') : undefined;
    await failConsentIn(tx, record, organization, { id: consentRequestId, problem: because, detail, now });
  });
}

function unlessArchived(error: unknown): undefined {
  if (error instanceof Failure && error.name === 'wrong-state') return undefined;
  throw error;
}

async function whyUnusable(
  tx: Transaction,
  organizationId: string,
  { connectionId, status }: LockedConsent,
  { missing, account }: GivenTokens,
): Promise<ConsentProblem | undefined> {
  if (status !== 'answered') return 'not-needed'; // it failed meanwhile
  if (missing.length > 0) return 'fewer-scopes';
  const others = await tx.grant.findMany({
    where: { organizationId, connectionId, status: { in: ['active', 'shadow'] } },
    select: { status: true, account: true },
  });
  if (others.some((other) => other.status === 'shadow')) return 'not-needed'; // another one was faster
  return others.some((other) => isSameAccount(account, other.account)) ? 'same-account' : undefined;
}

/** It came to nothing. What has ended, or come further, stays as it is. @throws Failure not-found */
export function failConsent(
  db: Database,
  organization: string,
  actor: Actor,
  input: { consentRequestId: string; problem: ConsentProblem; detail?: string; now: Date },
): Promise<void> {
  const { consentRequestId: id, problem, detail, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockConsent(tx, organization, id);
    await failConsentIn(tx, record, organization, { id, problem, detail, now });
  });
}
