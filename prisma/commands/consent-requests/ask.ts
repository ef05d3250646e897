import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { consentMinutes, whyNotReplaced } from '../../../rules/grants/consent.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { consentWanted } from '../../queries/consent-requests/wanted.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { lockConnection } from '../connections/lock.ts';

/** What stands in `proof_box`: JSON. */
export interface ConsentProof {
  verifier: string;
  nonce: string;
  code?: string;
  /** the issuer that the answer names (RFC 9207) */
  iss?: string;
}

/** What the person takes to the provider. */
export interface AskedConsent {
  consentRequestId: string;
  state: string;
  verifier: string;
  nonce: string;
  client: {
    provider: string;
    clientId: string;
    authorizationEndpoint: string;
    tokenEndpoint: string;
    scopes: string[];
  };
}

export const placeOfProof = (id: string) => ({ table: 'consent_requests', row: id, column: 'proof_box' }) as const;
export const hashOfState = (state: string) => Uint8Array.from(createHash('sha256').update(state).digest());

/**
 * Begins a consent of the caller for a connection: state, PKCE verifier (RFC 7636) and nonce are drawn, bound to the caller's session, good for a quarter of an hour. What they had
 * begun for it before is void.
 * @param mayEdit whether the caller may edit the connection; else they have to be its successor by a plan or a follow-up
 * @throws Failure not-found; no-oauth-client; not-allowed; wrong-state where the connection rests on the consent of someone who stays, or another is being tested
 */
export function askConsent(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor & { by: 'member' },
  { connectionId, mayEdit, now }: { connectionId: string; mayEdit: boolean; now: Date },
): Promise<AskedConsent> {
  const { memberId, throughId: sessionId, through } = actor;
  if (through !== 'session' || sessionId === undefined)
    throw new Failure('not-allowed', { action: 'consent', because: 'only a person who is signed in consents' });
  return changing(db, organization, actor, async (tx, record) => {
    await lockConnection(tx, organization, connectionId);
    const wanted = await consentWanted(tx, organization, { connectionId, memberId });
    if (wanted === null || (!mayEdit && !wanted.theirs)) throw new Failure('not-found', { object: 'connection' });
    const because = whyNotReplaced(wanted, memberId);
    if (because !== null)
      throw new Failure('wrong-state', { object: 'connection', state: because, needs: 'a removal of who gave it' });
    const shadow = await tx.grant.findFirst({
      where: { organizationId: organization, connectionId, status: 'shadow' },
      select: { id: true },
    });
    if (shadow !== null)
      throw new Failure('wrong-state', {
        object: 'connection',
        state: 'testing another consent',
        needs: 'that to end',
      });
    const provider = wanted.provider.toLowerCase();
    const client = await tx.oauthClient.findUnique({
      where: { organizationId_provider: { organizationId: organization, provider } },
    });
    if (client === null) throw new Failure('no-oauth-client', { provider });
    await tx.consentRequest.updateMany({
      where: { organizationId: organization, connectionId, memberId, status: 'asked' },
      data: { expiresAt: now, proofBox: null },
    });
    const drawn = {
      id: randomUUID(),
      state: randomBytes(32).toString('base64url'),
      proof: { verifier: randomBytes(32).toString('base64url'), nonce: randomBytes(32).toString('base64url') },
    };
    const { id, state, proof } = drawn;
    await tx.consentRequest.create({
      data: {
        organizationId: organization,
        id,
        connectionId,
        memberId,
        sessionId,
        provider,
        stateHash: hashOfState(state),
        proofBox: await secrets.seal(tx, organization, placeOfProof(id), JSON.stringify(proof)),
        scopes: client.scopes,
        askedAt: now,
        expiresAt: new Date(now.getTime() + consentMinutes * 60_000),
      },
      select: { id: true },
    });
    record({
      action: 'consent-request.asked',
      object: 'consent-request',
      objectId: id,
      after: { connectionId, provider },
    });
    const { clientId, authorizationEndpoint, tokenEndpoint, scopes } = client;
    const asked = { provider, clientId, authorizationEndpoint, tokenEndpoint, scopes };
    return { consentRequestId: id, state, ...proof, client: asked };
  });
}
