import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Tick } from '../../examples/host/tick-log.ts';
import { eventually } from '../support/eventually.ts';
import { type Host, organization, owner, register, startHost } from './registered.ts';
import { type StandIn, standIn } from './stand-in.ts';

let dir: string;
let doorward: StandIn;
let host: Host;

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'doorward-host-'));
  doorward = await standIn();
  doorward.keys.add('a-key');
  host = await startHost({ doorwardUrl: doorward.url, dataDir: dir });
  await register(host);
});

afterEach(async () => {
  await host.close();
  await doorward.close();
  rmSync(dir, { recursive: true });
});

async function ticks(since = 0): Promise<Tick[]> {
  const { ticks: found } = await host.get<{ ticks: Tick[] }>(`/ticks?since=${since}`);
  return found;
}

async function tickAfter(since: number, like: Partial<Tick>): Promise<Tick> {
  return await eventually(async () => {
    const found = (await ticks(since)).at(-1);
    expect(found).toMatchObject(like);
    return found as Tick;
  });
}

test('a schedule runs every second, as whom Doorward says, and asks for itself, its pipeline and each connection', async () => {
  const asked = new Set<string>();
  doorward.check = ({ resource, action }) => {
    asked.add(`${action} ${resource}`);
    return { allowed: true, because: 'it may' };
  };
  const first = await tickAfter(0, { outcome: 'allowed', as: 'somebody', carries: 'a-service-account', attempts: 1 });
  const second = await tickAfter(first.number, { outcome: 'allowed' });
  expect((Date.parse(second.due) - Date.parse(first.due)) % 1000).toBe(0);
  const id = (key: string) => doorward.resources.get(key)?.id;
  expect([...asked].sort()).toEqual(
    [`use ${id('connection/warehouse')}`, `run ${id('pipeline/orders')}`, `run ${id('schedule/orders')}`].sort(),
  );
});

test('a refused connection refuses the run, with the reason', async () => {
  doorward.check = ({ action }) => ({ allowed: action !== 'use', because: 'nobody shares it' });
  await tickAfter((await ticks()).length, { outcome: 'refused', because: 'nobody shares it' });
});

test('a revoked key refuses the run, until the pipeline carries another', async () => {
  doorward.keys.clear();
  const refused = await tickAfter((await ticks()).length, { outcome: 'refused', because: 'the key was revoked' });
  doorward.keys.add('another-key');
  await host.post('/pipelines/orders/key', { organization, key: 'another-key' });
  await tickAfter(refused.number, { outcome: 'allowed' });
});

test('a Doorward that fails is asked again, and the run goes on when it answers', async () => {
  doorward.failing = 503;
  const before = (await ticks()).length;
  let asked = 0;
  doorward.onRequest = () => {
    asked += 1;
    if (asked > 3) doorward.failing = undefined;
  };
  const tick = await tickAfter(before, { outcome: 'allowed' });
  expect(asked).toBeGreaterThan(3);
  expect((await ticks(before)).every(({ outcome }) => outcome === 'allowed')).toBe(true);
  expect(tick.number).toBeGreaterThan(before);
});

test('a Doorward that is not there for long is logged as unanswered, not as refused', async () => {
  const { port } = new URL(doorward.url);
  await doorward.close();
  const tick = await tickAfter((await ticks()).length, { outcome: 'unanswered', because: 'Doorward does not answer' });
  expect(tick.attempts).toBeGreaterThan(1);
  expect(await host.get('/summary')).toMatchObject({ refused: 0 });
  doorward = await standIn(Number(port));
  doorward.keys.add('a-key');
  await tickAfter(tick.number, { outcome: 'allowed' });
});

test('a host whose own key is refused says so as a refusal', async () => {
  doorward.failing = 401;
  await tickAfter((await ticks()).length, { outcome: 'refused', because: 'as it was told to' });
});

test('after a restart the schedules go on at their instants, and the ticks count on', async () => {
  const before = await tickAfter(0, { outcome: 'allowed' });
  await host.close();
  host = await startHost({ doorwardUrl: doorward.url, dataDir: dir });
  const after = await tickAfter(before.number, { outcome: 'allowed', schedule: 'orders' });
  expect((Date.parse(after.due) - Date.parse(before.due)) % 1000).toBe(0);
  const numbers = (await ticks()).map(({ number }) => number);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test('registering the same again changes nothing, and tells nobody a key', async () => {
  const answer = await host.post('/pipelines', {
    organization,
    id: 'orders',
    owner: '00000000-0000-4000-8000-00000000000b',
    runsAs: owner,
    key: 'b-key',
  });
  expect(answer.body).toMatchObject({ id: 'orders', owner, key: '…-key' });
  expect(doorward.resources.size).toBe(3);
});
