import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CompactSign,
  calculateJwkThumbprint,
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTHeaderParameters,
} from 'jose';
import { canonicalJson } from '../../rules/canonical-json.ts';
import { pythonForVerifying } from '../../scripts/demo/python.ts';

const statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'removal/é/1', digest: { sha256: 'ab' } }],
  predicateType: 'https://example.org/removal',
  predicate: { proven: [], notProven: [{ item: 'grant', reason: 'unanswered' }] },
};
const dir = mkdtempSync(path.join(tmpdir(), 'doorward-verify-'));
const jwks = path.join(dir, 'jwks.json');
const pem = path.join(dir, 'public.pem');
const verifiers: Record<string, () => [command: string, args: string[]]> = {
  'Python, with a key set': () => [python, ['scripts/verify-certificate.py', file(jws), jwks]],
  'Python, with a PEM': () => [python, ['scripts/verify-certificate.py', file(jws), pem]],
  'Node.js, with a key set': () => [process.execPath, ['scripts/verify-certificate.mjs', file(jws), jwks]],
  'Node.js, with a PEM': () => [process.execPath, ['scripts/verify-certificate.mjs', file(jws), pem]],
  openssl: () => ['bash', ['scripts/verify-certificate.sh', file(jws), pem]],
};
let python: string;
let jws: string;
let genuine: string;
let keys: { ours: CryptoKey; other: CryptoKey; kid: string };

async function sign(payload: unknown, key: CryptoKey, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalJson(payload as never));
  return await new CompactSign(bytes).setProtectedHeader({ alg: 'EdDSA', kid: keys.kid, ...header }).sign(key);
}

beforeAll(async () => {
  python = await pythonForVerifying();
  const [ours, other] = await Promise.all([
    generateKeyPair('EdDSA', { extractable: true }),
    generateKeyPair('EdDSA', { extractable: true }),
  ]);
  const jwk = await exportJWK(ours.publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  keys = { ours: ours.privateKey, other: other.privateKey, kid };
  writeFileSync(
    jwks,
    JSON.stringify({
      keys: [
        { ...(await exportJWK(other.publicKey)), kid: 'older' },
        { ...jwk, kid },
      ],
    }),
  );
  writeFileSync(pem, await exportSPKI(ours.publicKey));
  genuine = await sign(statement, ours.privateKey);
});

afterAll(() => rmSync(dir, { recursive: true }));

function file(text: string): string {
  const name = path.join(dir, 'certificate.jws');
  writeFileSync(name, text);
  return name;
}

async function run([command, args]: [string, string[]]): Promise<{ code: number; stdout: string; stderr: string }> {
  return await new Promise((resolve) => {
    execFile(command, args, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe.each(Object.keys(verifiers))('%s', (name) => {
  const verify = async (text: string) => {
    jws = text;
    const verifier = verifiers[name];
    if (!verifier) throw new Error(name);
    return await run(verifier());
  };

  test('accepts a genuine certificate and prints what it states', async () => {
    const { code, stdout } = await verify(genuine);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(statement);
    expect((await verify(`${genuine}\n`)).code).toBe(0);
  });

  test('refuses one that says something else, or that another key signed', async () => {
    const [header, , signature] = genuine.split('.');
    const changed = Buffer.from(canonicalJson({ ...statement, predicate: { notProven: [] } })).toString('base64url');
    for (const forged of [`${header}.${changed}.${signature}`, await sign(statement, keys.other)])
      expect(await verify(forged)).toMatchObject({ code: 1, stdout: '' });
  });

  test('lets the certificate choose no algorithm', async () => {
    const [, payload, signature] = genuine.split('.');
    for (const alg of ['none', 'HS256', 'ES256']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: keys.kid })).toString('base64url');
      expect(await verify(`${header}.${payload}.${signature}`)).toMatchObject({ code: 1, stdout: '' });
    }
  });

  test('refuses what is not a certificate at all', async () => {
    for (const text of ['', 'hello', 'a.b', genuine.slice(0, -8), `${genuine}.x`])
      expect((await verify(text)).code).not.toBe(0);
  });
});

test('a key set without the key can’t make it genuine', async () => {
  writeFileSync(path.join(dir, 'empty.json'), '{"keys":[]}');
  jws = genuine;
  for (const [command, args] of [
    [python, ['scripts/verify-certificate.py', file(jws), path.join(dir, 'empty.json')]],
    [process.execPath, ['scripts/verify-certificate.mjs', file(jws), path.join(dir, 'empty.json')]],
  ] as [string, string[]][])
    expect((await run([command, args])).code).toBe(1);
});
