import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { calculateJwkThumbprint, CompactSign, importJWK, type JWK } from 'jose';
import { canonicalJson, type Json } from '../../rules/canonical-json.ts';
import { keyFile } from './key-file.ts';

/** A public Ed25519 key, as `/.well-known/jwks.json` shows it. `kid`: its thumbprint (RFC 7638). */
export interface PublicKey {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  alg: 'EdDSA';
  use: 'sig';
}

/** What signs certificates: JWS compact (RFC 7515), EdDSA (RFC 8037), payload canonical JSON (RFC 8785). */
export interface Signer {
  /** the newest first; keys that no longer sign stay, because what they signed stays */
  publicKeys: readonly PublicKey[];
  /** `type`: of the payload, in the header; that of a certificate where none is given */
  sign(statement: Json, type?: string): Promise<string>;
}

const FILE = /^certificate-(\d+)\.jwk$/;

/** Signing keys as files `certificate-1.jwk`, `certificate-2.jwk`, … in a folder: the highest signs. The first is made when there is none. */
export async function openSigner(folder: string): Promise<Signer> {
  const found = existsSync(folder) ? readdirSync(folder).flatMap((name) => FILE.exec(name)?.[1] ?? []) : [];
  const numbers = found.length > 0 ? found.map(Number).sort((a, b) => b - a) : [1];
  const keys = numbers.map((number) => JSON.parse(keyFile(folder, `certificate-${number}.jwk`, makeKey)) as JWK);
  const publicKeys = await Promise.all(keys.map(publicPart));
  const [newest] = keys;
  const kid = publicKeys[0]?.kid;
  if (newest === undefined || kid === undefined) throw new Error(`no signing key in ${folder}`);
  const key = await importJWK(newest, 'EdDSA');
  return {
    publicKeys,
    sign: (statement, type = 'application/vnd.in-toto+json') =>
      new CompactSign(new TextEncoder().encode(canonicalJson(statement)))
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: type })
        .sign(key),
  };
}

function makeKey(): string {
  return `${JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }))}\n`;
}

async function publicPart({ x }: JWK): Promise<PublicKey> {
  if (x === undefined) throw new Error('not an Ed25519 key');
  const key = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return { ...key, kid: await calculateJwkThumbprint(key), alg: 'EdDSA', use: 'sig' };
}
