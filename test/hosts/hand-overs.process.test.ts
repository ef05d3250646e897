import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { type Host, organization, owner, register, secret, startHost } from './registered.ts';
import { type StandIn, standIn } from './stand-in.ts';

const successor = '00000000-0000-4000-8000-00000000000b';
let dir: string;
let doorward: StandIn;
let host: Host;

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'doorward-host-'));
  doorward = await standIn();
  host = await startHost({ doorwardUrl: doorward.url, dataDir: dir });
  await register(host);
});

afterEach(async () => {
  await host.close();
  await doorward.close();
  rmSync(dir, { recursive: true });
});

function item(to: string, facts: object = {}) {
  return { resource: doorward.resources.get('pipeline/orders')?.id, hostId: 'orders', owner: to, runsAs: to, ...facts };
}

function handOver(type: 'transfer' | 'verify' | 'test' | 'switch', items: object[], facts: object = {}) {
  return { id: randomUUID(), type, organization, kind: 'pipeline', items, ...facts };
}

/** Signs `body` and sends it, or `sent` instead of it. Rejects when the connection breaks. */
async function send(body: { id: string }, key = secret, sent = JSON.stringify(body)) {
  const at = new Date();
  const response = await fetch(`${host.url}/hand-over`, {
    method: 'POST',
    body: sent,
    headers: {
      'content-type': 'application/json',
      'webhook-id': body.id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(key).sign(body.id, at, JSON.stringify(body)),
    },
  });
  return { status: response.status, body: (await response.json()) as { items: { ok: boolean; reason?: string }[] } };
}

async function pipeline() {
  const { items } = await host.get<{ items: { kind: string }[] }>('/items');
  return items.find(({ kind }) => kind === 'pipeline');
}

test('a signed hand-over changes owner and runs-as, and says so for each item', async () => {
  const unknown = item(successor, { hostId: 'no-such' });
  const answer = await send(handOver('transfer', [item(successor), unknown]));
  expect(answer.body).toEqual({
    items: [
      { resource: item(owner).resource, ok: true },
      { resource: item(owner).resource, ok: false, reason: 'no such object here' },
    ],
  });
  expect(await pipeline()).toMatchObject({ owner: successor, runsAs: successor });
});

test('the same hand-over again is answered as before and done once', async () => {
  const first = handOver('transfer', [item(successor)]);
  const answer = await send(first);
  await send(handOver('transfer', [item(owner)]));
  await host.close();
  host = await startHost({ doorwardUrl: doorward.url, dataDir: dir });
  expect(await send(first)).toEqual(answer);
  expect(await pipeline()).toMatchObject({ owner });
});

test('a hand-over that is not signed, signed by another secret, or changed on the way is refused', async () => {
  const body = handOver('transfer', [item(successor)]);
  const changed = JSON.stringify({ ...body, items: [item('00000000-0000-4000-8000-00000000000c')] });
  const answers = [
    await host.post('/hand-over', body),
    await send(body, `whsec_${Buffer.from('another secret').toString('base64')}`),
    await send(body, secret, changed),
    await send(handOver('transfer', [item(successor)], { kind: 'schedule' })), // it has no secret for this kind
    await send(handOver('transfer', [item(successor)], { organization: randomUUID() })),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  expect(await pipeline()).toMatchObject({ owner });
});

test('verify answers from the host’s own records', async () => {
  const asked = [item(owner), item(successor), item(owner, { runsAs: successor }), item(owner, { hostId: 'no-such' })];
  const { items } = (await send(handOver('verify', asked))).body;
  expect(items.map(({ ok, reason }) => reason ?? ok)).toEqual([
    true,
    'has another owner here',
    'runs as somebody else here',
    'no such object here',
  ]);
});

test('a new consent is tried without being used, and used from the switch on; its token never comes out again', async () => {
  const resource = doorward.resources.get('connection/warehouse')?.id;
  const grant = { id: randomUUID(), token: 'refreshing', tokenType: 'refresh', scopes: ['read'] };
  const asked = { resource, hostId: 'warehouse', owner, runsAs: null };
  const of = (type: 'test' | 'switch', facts: object) =>
    handOver(type, [{ ...asked, ...facts }], { kind: 'connection' });
  const connection = async () =>
    (await host.get<{ items: { kind: string; grant?: string }[] }>('/items')).items.find(
      ({ kind }) => kind === 'connection',
    );
  expect((await send(of('test', {}))).body.items).toEqual([{ resource, ok: false, reason: 'no consent came along' }]);
  expect((await send(of('test', { grant }))).body.items).toEqual([{ resource, ok: true }]);
  expect((await connection())?.grant).toBeUndefined();
  expect((await send(of('switch', { grant }))).body.items).toEqual([{ resource, ok: true }]);
  expect((await connection())?.grant).toBe(grant.id);
});

test('faults on demand: refusing, failing, and doing it without being heard', async () => {
  const body = handOver('transfer', [item(successor)]);
  await host.post('/faults', { fault: 'refuse' });
  expect((await send(body)).body).toMatchObject({ items: [{ ok: false }] });
  await host.post('/faults', { fault: 'fail', times: 2 });
  expect([(await send(body)).status, (await send(body)).status]).toEqual([503, 503]);
  await host.post('/faults', { fault: 'slow', ms: 1 });
  expect((await send(handOver('verify', [item(owner)]))).body).toMatchObject({ items: [{ ok: true }] });

  await host.post('/faults', { fault: 'drop' });
  await expect(send(body)).rejects.toThrow();
  expect(await pipeline()).toMatchObject({ owner: successor });
  expect((await send(body)).body).toMatchObject({ items: [{ ok: true }] });
});
