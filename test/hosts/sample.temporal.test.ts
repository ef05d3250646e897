import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Caller } from '../../scripts/demo/caller.ts';
import { Host, type Tick } from '../../scripts/demo/host.ts';
import { signIn } from '../../scripts/demo/mailbox.ts';
import { prepareSample, type Sample } from '../../scripts/sample.ts';
import type { Stack } from '../../scripts/support/stack.ts';
import { eventually } from '../support/eventually.ts';
import { testStack } from '../support/stack.ts';

let stack: Stack;
let sample: Sample | undefined;
let host: Host;
let ada: Caller;
let acme: string;

beforeAll(async () => {
  stack = await testStack();
  sample = await prepareSample(stack);
  host = new Host(stack.hostUrl);
  ada = await signIn(stack, 'ada@acme.example');
  const { organizations } = await ada.get<{ organizations: { id: string }[] }>('/v1/session');
  acme = `/v1/organizations/${organizations[0]?.id}`;
});

afterAll(() => stack.stop());

async function count(noun: string): Promise<number> {
  return (await ada.get<{ items: unknown[] }>(`${acme}/${noun}?limit=200`)).items.length;
}

async function tickAfter(since: number, like: Partial<Tick>): Promise<Tick> {
  return await eventually(async () => {
    const found = (await host.ticks(since)).findLast(({ schedule }) => schedule === 'orders-1-each-second');
    expect(found).toMatchObject(like);
    return found as Tick;
  });
}

async function membered(name: string): Promise<string> {
  const { items } = await ada.get<{ items: { id: string; name: string }[] }>(`${acme}/members?limit=200`);
  return items.find((member) => member.name === name)?.id ?? '';
}

test('the sample organization is made once, and each start has a link that signs in', async () => {
  const nouns = ['members', 'teams', 'resources', 'connections', 'api-keys', 'grants'];
  const before = await Promise.all(nouns.map(count));
  expect(Math.min(...before)).toBeGreaterThan(0);
  const again = await prepareSample(stack);
  expect(await Promise.all(nouns.map(count))).toEqual(before);
  expect(again?.signInUrl).not.toBe(sample?.signInUrl);
  const signedIn = await fetch(`${stack.url}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stack.url },
    body: JSON.stringify({ token: again?.signInUrl.split('#')[1] }),
  });
  expect(signedIn.status).toBe(201);
});

test('automation of someone who is suspended goes on as the caretaker, tick by tick, and as themselves when they are back', async () => {
  const ben = await membered('Ben Carter');
  const first = await tickAfter(0, { outcome: 'allowed', as: ben, caretaker: false });
  await ada.post(`${acme}/members/${ben}/suspend`, { reason: 'a lost laptop' });
  const kept = await tickAfter(first.number, { outcome: 'allowed', caretaker: true });
  await ada.post(`${acme}/members/${ben}/reactivate`, { reason: 'found' });
  await tickAfter(kept.number, { outcome: 'allowed', as: ben, caretaker: false });
  expect((await host.ticks()).filter(({ outcome }) => outcome !== 'allowed')).toEqual([]);
});

test('an API that is killed is asked again until it answers: no tick is taken for refused', async () => {
  const before = (await host.ticks()).at(-1)?.number ?? 0;
  await stack.part('api').kill('SIGKILL');
  await stack.part('api').ready();
  const back = (await host.ticks()).at(-1)?.number ?? 0;
  await tickAfter(back, { outcome: 'allowed' });
  expect((await host.ticks(before)).filter(({ outcome }) => outcome === 'refused')).toEqual([]);
});
