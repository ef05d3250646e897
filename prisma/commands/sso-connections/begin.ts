import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Failure } from '../../../rules/failures.ts';
import { ssoMinutes } from '../../../rules/sso/sign-in.ts';
import { type Database, inOrganization } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { placeOfSsoSecret } from './connections.ts';

/** What stands in `proof_box`: JSON. */
interface Proof {
  verifier: string;
  nonce: string;
}

/** What somebody is sent to the provider with. */
export interface BegunSignIn extends Proof {
  state: string;
}

/** What the answer of the provider is to be compared with, and the client that asks. */
export interface TakenSignIn extends Proof {
  organization: string;
  ssoConnectionId: string;
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** they were to sign in anew */
  fresh: boolean;
}

const placeOfProof = (id: string) => ({ table: 'sso_sign_ins', row: id, column: 'proof_box' }) as const;
const hash = (text: string) => Uint8Array.from(createHash('sha256').update(text).digest());
const draw = (): string => randomBytes(32).toString('base64url');

/**
 * Begins a sign-in by an organization's own: state, PKCE verifier (RFC 7636) and nonce are drawn, and bound to the browser.
 * @param browser a secret that only this browser has
 */
export function beginSsoSignIn(
  db: Database,
  secrets: Secrets,
  organizationId: string,
  { ssoConnectionId, browser, fresh, now }: { ssoConnectionId: string; browser: string; fresh: boolean; now: Date },
): Promise<BegunSignIn> {
  const state = draw();
  const proof: Proof = { verifier: draw(), nonce: draw() };
  return inOrganization(db, organizationId, async (tx) => {
    await tx.ssoSignIn.deleteMany({ where: { organizationId, expiresAt: { lte: now } } });
    const id = randomUUID();
    await tx.ssoSignIn.create({
      data: {
        organizationId,
        id,
        ssoConnectionId,
        stateHash: hash(state),
        browserHash: hash(browser),
        proofBox: await secrets.seal(tx, organizationId, placeOfProof(id), JSON.stringify(proof)),
        fresh,
        expiresAt: new Date(now.getTime() + ssoMinutes * 60_000),
      },
      select: { id: true },
    });
    return { state, ...proof };
  });
}

/**
 * Takes a sign-in that came back, once: in the browser that it began in, to the address of the organization that it began for, within its time.
 * @throws Failure sso-not-valid, the same whatever of it is not so
 */
export async function takeSsoSignIn(
  db: Database,
  secrets: Secrets,
  organization: string,
  { state, browser, now }: { state: string; browser: string; now: Date },
): Promise<TakenSignIn> {
  return await inOrganization(db, organization, async (tx) => {
    const [begun] = await tx.$queryRaw<{ id: string; ssoConnectionId: string; proofBox: Uint8Array; fresh: boolean }[]>`
      DELETE FROM sso_sign_ins WHERE organization_id = ${organization}::uuid AND state_hash = ${hash(state)}
        AND browser_hash = ${hash(browser)} AND expires_at > ${now}::timestamptz
      RETURNING id, sso_connection_id AS "ssoConnectionId", proof_box AS "proofBox", fresh`;
    if (begun === undefined) throw new Failure('sso-not-valid', {});
    const { id, ssoConnectionId, proofBox, fresh } = begun;
    const connection = await tx.ssoConnection.findUnique({
      where: { organizationId_id: { organizationId: organization, id: ssoConnectionId } },
    });
    if (connection === null || connection.clientSecretBox === null) throw new Failure('sso-not-valid', {});
    const { name, issuer, clientId, clientSecretBox } = connection;
    const clientSecret = await secrets.open(tx, organization, placeOfSsoSecret(ssoConnectionId), clientSecretBox);
    const proof = JSON.parse(await secrets.open(tx, organization, placeOfProof(id), proofBox)) as Proof;
    return { organization, ssoConnectionId, name, issuer, clientId, clientSecret, fresh, ...proof };
  });
}
