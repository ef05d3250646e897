import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestData, testData, testOrganization } from '../support/organization.ts';
import { asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';
import { makeEstate } from './support/estate.ts';

let data: TestData;
let api: TestApi;
let folder: string;
let log = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'doorward-console-'));
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(path.join(folder, 'index.html'), '<script nonce="__CSP_NONCE__" src="/assets/main-abc.js"></script>');
  writeFileSync(path.join(folder, 'assets/main-abc.js'), 'console.log(1)');
  data = await testData();
  const logTo = new Writable({ write: (line, _, done) => done(void (log += String(line))) });
  api = await testApi(data, { engine: silentEngine, consoleFolder: folder, logLevel: 'trace', logTo });
});
afterAll(async () => {
  await api.close();
  await data.close();
  rmSync(folder, { recursive: true, force: true });
});

const page = (address: string) => asking(api)('GET', address, { headers: { accept: 'text/html' } });

test('every address of the console is its page, with a new nonce each time and never cached', async () => {
  const answers = [await page('/'), await page('/o/acme/members')];
  const nonces = answers.map(({ headers, text }) => {
    const [, nonce = ''] = /script-src 'self' 'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '') ?? [];
    expect(text).toContain(`nonce="${nonce}"`);
    expect([headers.get('cache-control'), headers.get('content-type')]).toEqual([
      'no-store',
      'text/html; charset=utf-8',
    ]);
    return nonce;
  });
  expect(new Set(nonces).size).toBe(2);
});

test('files of the console are cached for ever; others are missing, and nothing beside its folder is served', async () => {
  const asset = await page('/assets/main-abc.js');
  expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  for (const address of ['/v1/nothing', '/.env', '/assets/../../package.json', '/assets/%2e%2e/index.html'])
    expect([address, (await page(address)).text.includes('doorward"')]).toEqual([address, false]);
  expect((await page('/v1/nothing')).problem).toBe('not-found');
});

test('the reader of the document loads nothing from elsewhere and runs no inline script', async () => {
  const { text, headers } = await page('/docs');
  expect(headers.get('content-security-policy')).toContain("script-src 'self'; style-src");
  expect(text).not.toMatch(/<script>|https?:/);
  const sources = [...text.matchAll(/src="([^"]+)"/g)].map(([, source]) => source ?? '');
  expect(sources.length).toBe(2);
  for (const source of sources) expect((await page(source)).status).toBe(200);
  expect((await page('/openapi.json')).json.openapi).toBe('3.1.0');
});

test('answers say that they are for nobody else’s eyes, frames or guesses', async () => {
  const { headers } = await asking(api)('GET', '/health');
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  expect(headers.get('strict-transport-security')).toBeNull(); // the base URL is not https
});

test('no secret that comes in or goes out reaches the log', async () => {
  const acme = await testOrganization(data);
  const cookie = await signedIn(api, data, acme.adminEmail);
  const admin = asking(api, cookie);
  await makeEstate(admin, acme, []);
  const { json } = await admin('POST', `/v1/organizations/${acme.id}/api-keys`, {
    body: { name: 'k', scopes: ['read'] },
  });
  await asking(api, { authorization: `Bearer ${json.key}` })('GET', `/v1/organizations/${acme.id}`);
  await admin('POST', `/v1/organizations/${acme.id}/access/verify`, { body: { key: json.key } });
  await admin('POST', `/v1/organizations/${acme.id}/access/verify`, { raw: `{"key":"${json.key}"` });
  await asking(api)('POST', '/v1/sessions', { body: { token: 'a-token-that-is-not-valid' } });
  const secrets = [json.key, cookie.cookie.split('=')[1] ?? '', 's3cret', 'a-token-that-is-not-valid', acme.adminEmail];
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  expect(log).toContain(acme.id); // it does log
});
