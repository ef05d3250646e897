import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { asking, type Ask, signedIn, silentEngine, type TestApi, testApi } from '../http/support/api.ts';
import { eventually } from '../support/eventually.ts';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let api: TestApi;
let acme: TestOrganization;
let admin: Ask;
let cookie: Record<string, string>;
let home: string;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
});
afterAll(async () => {
  await api.close();
  await data.close();
});
beforeEach(async () => {
  acme = await testOrganization(data);
  cookie = await signedIn(api, data, acme.adminEmail);
  admin = asking(api, cookie);
  home = `/v1/organizations/${acme.id}`;
});

type Answers = { [name: string]: any }[]; // oxlint-disable-line typescript/no-explicit-any -- each test looks at what it is about

const textOf = (lines: readonly unknown[]) =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
const answersIn = (text: string): Answers =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

async function sends(body: string | ReadableStream<Uint8Array>, headers = cookie) {
  return fetch(`${api.base}${home}/resources/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body,
    ...({ duplex: 'half' } as object),
  });
}
const imports = async (lines: readonly unknown[]): Promise<Answers> =>
  answersIn(await (await sends(textOf(lines))).text());
const statuses = (answers: Answers) =>
  answers.map(({ status, problem, done }) => (done ? 'done' : (problem?.type ?? status)));
const pipeline = (hostId: string, more: object = {}) => ({ kind: 'pipeline', hostId, name: hostId, ...more });
const changes = async () =>
  (
    await data.owner.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM events WHERE organization_id = $1 AND type LIKE 'resource.%'`,
      [acme.id],
    )
  ).rows[0]?.n;

test('a host registers what it has by its own ids, in one request; the same again changes nothing and is no change in the audit', async () => {
  const lines = [
    { kind: 'connection', hostId: 'warehouse', name: 'Warehouse', connection: { provider: 'snow', auth: 'secret' } },
    pipeline('orders', { runsAsId: acme.admin, connections: [{ kind: 'connection', hostId: 'warehouse' }] }),
    {
      kind: 'schedule',
      hostId: 'hourly',
      name: 'Hourly',
      target: { kind: 'pipeline', hostId: 'orders' },
      everySeconds: 3600,
      nextRunAt: '2026-12-01T00:00:00Z',
    },
  ];
  const first = await imports(lines);
  expect(statuses(first)).toEqual(['created', 'created', 'created', 'done']);
  expect(first.at(-1)).toEqual({ done: { created: 3 } });
  const [connection, orders, hourly] = first.map(({ id }) => id);
  expect((await admin('GET', `${home}/resources/${orders}`)).json).toMatchObject({
    connectionIds: [connection],
    runsAs: { id: acme.admin },
    owner: { id: acme.admin },
  });
  expect((await admin('GET', `${home}/resources/${hourly}`)).json).toMatchObject({
    targetId: orders,
    everySeconds: 3600,
  });
  const before = await changes();
  expect(statuses(await imports(lines))).toEqual(['unchanged', 'unchanged', 'unchanged', 'done']);
  expect(await changes()).toBe(before);
  const changed = [
    { ...lines[1], name: 'Orders', connections: [] },
    { ...lines[2], everySeconds: null },
  ];
  expect(statuses(await imports(changed))).toEqual(['changed', 'changed', 'done']);
  expect((await admin('GET', `${home}/resources/${orders}`)).json).toMatchObject({ name: 'Orders', connectionIds: [] });
  expect((await admin('GET', `${home}/resources/${hourly}`)).json.everySeconds).toBeNull();
});

test('a broken line is refused by its number, with what is wrong; the lines around it are done', async () => {
  const viewer = await testMember(data, acme.id, { role: 'viewer' });
  const answers = await imports([
    pipeline('a'),
    '{"kind": "pipeline", ',
    pipeline('b', { everySeconds: 0 }),
    pipeline('c', { colour: 'red' }),
    '',
    { kind: 'notebook', hostId: 'd', name: 'D' },
    pipeline('e', { runsAsId: viewer.id }),
    pipeline('f', { ownerId: crypto.randomUUID() }),
    pipeline('g', { target: { kind: 'pipeline', hostId: 'f' } }),
    { kind: 'connection', hostId: 'h', name: 'H' },
    pipeline('x'.repeat(201)),
    pipeline('z', { name: 'z'.repeat(70_000) }),
    pipeline('i'),
  ]);
  const refusals = answers.map(({ line, status, problem }) => [
    line,
    status === 'refused' ? problem.type.replace('urn:doorward:problem:', '') : status,
  ]);
  expect(refusals.slice(0, -1)).toEqual([
    [1, 'created'],
    [2, 'invalid-request'],
    [3, 'invalid-request'],
    [4, 'invalid-request'],
    [6, 'not-found'],
    [7, 'above-ceiling'],
    [8, 'not-found'],
    [9, 'not-found'],
    [10, 'invalid-request'],
    [11, 'invalid-request'],
    [12, 'too-large'],
    [13, 'created'],
  ]);
  expect(answers[2]?.problem.errors[0].pointer).toBe('#/everySeconds');
  expect(answers.at(-1)?.done).toEqual({ created: 2, refused: 10 });
  const { items } = (await admin('GET', `${home}/resources`)).json;
  expect(items.map(({ hostId }: { hostId: string }) => hostId)).toEqual(['a', 'i']);
});

test('what the host removed is archived, in an order that leaves nothing without what it runs on; naming it again restores it', async () => {
  await imports([
    { kind: 'connection', hostId: 'c', name: 'C', connection: { provider: 'snow', auth: 'secret' } },
    pipeline('p', { connections: [{ kind: 'connection', hostId: 'c' }] }),
    { kind: 'schedule', hostId: 's', name: 'S', target: { kind: 'pipeline', hostId: 'p' } },
  ]);
  const gone = (kind: string, hostId: string) => ({ kind, hostId, archived: true });
  const early = await imports([gone('connection', 'c'), gone('pipeline', 'nowhere')]);
  expect(early.map(({ problem }) => problem?.facts)).toMatchObject([
    { state: 'needed by 1' },
    { object: 'resource' },
    undefined,
  ]);
  const all = [gone('schedule', 's'), gone('pipeline', 'p'), gone('connection', 'c')];
  expect(statuses(await imports(all))).toEqual(['archived', 'archived', 'archived', 'done']);
  expect(statuses(await imports(all))).toEqual(['unchanged', 'unchanged', 'unchanged', 'done']);
  const back = await imports([
    { kind: 'connection', hostId: 'c', name: 'C' },
    pipeline('p'),
    gone('pipeline', 'p'),
    pipeline('p', { name: 'P again' }),
  ]);
  expect(statuses(back)).toEqual(['restored', 'restored', 'archived', 'restored', 'done']);
  const { json } = await admin('GET', `${home}/resources/${back[1]?.id}`);
  expect(json).toMatchObject({ name: 'P again', archivedAt: null, connectionIds: [back[0]?.id] });
});

test('after a hand-over a host that repeats what it knew takes nothing back, and is told where it differs', async () => {
  const [ben, eve] = [await testMember(data, acme.id), await testMember(data, acme.id)];
  const line = pipeline('p', { ownerId: ben.id, runsAsId: ben.id });
  const [{ id } = {}] = await imports([line]);
  await admin('POST', `${home}/resources/${id}/transfer`, { body: { ownerId: eve.id, runsAsId: eve.id } });
  await admin('POST', `${home}/members/${ben.id}/suspend`, { body: { reason: 'leaves' } });
  expect(await imports([line])).toMatchObject([{ status: 'unchanged', differs: ['ownerId', 'runsAsId'] }, {}]);
  expect((await admin('GET', `${home}/resources/${id}`)).json).toMatchObject({
    owner: { id: eve.id },
    runsAs: { id: eve.id },
  });
});

test('interrupted anywhere, the same request ends it: each object once', async () => {
  const lines = Array.from({ length: 2_500 }, (_, index) => pipeline(`p${index}`));
  const cut = new TransformStream<Uint8Array, Uint8Array>();
  const writer = cut.writable.getWriter();
  const answer = sends(cut.readable);
  answer.catch(() => undefined);
  void writer.write(Buffer.from(`${textOf(lines.slice(0, 1_500))}\n{"kind":"pipe`)).catch(() => undefined);
  const there = async () =>
    (await data.owner.query('SELECT FROM resources WHERE organization_id = $1', [acme.id])).rowCount;
  await eventually(async () => expect(await there()).toBe(1_000));
  await writer.abort().catch(() => undefined);
  await answer.then((response) => response.text()).catch(() => undefined);
  const { done } = (await imports(lines)).at(-1) ?? {};
  expect(done.created + done.unchanged).toBe(2_500);
  expect(await there()).toBe(2_500);
});

test('two at once, with the same lines, make each object once', async () => {
  const lines = Array.from({ length: 300 }, (_, index) => pipeline(`p${index}`));
  const both = await Promise.all([imports(lines), imports(lines)]);
  const done = both.map((answers) => answers.at(-1)?.done);
  expect(done.map(({ created = 0, unchanged = 0, refused = 0 }) => [created + unchanged, refused])).toEqual([
    [300, 0],
    [300, 0],
  ]);
  expect((await data.owner.query('SELECT FROM resources WHERE organization_id = $1', [acme.id])).rowCount).toBe(300);
});

test('whoever is suspended meanwhile ends with the next batch: it says so, and sums nothing up', async () => {
  const second = await testMember(data, acme.id, { role: 'admin' });
  const stream = new TransformStream<Uint8Array, Uint8Array>();
  const writer = stream.writable.getWriter();
  const answer = sends(stream.readable, await signedIn(api, data, second.email));
  const first = Array.from({ length: 1_001 }, (_, index) => pipeline(`p${index}`));
  void writer.write(Buffer.from(`${textOf(first)}\n`));
  await eventually(async () => {
    const { rowCount } = await data.owner.query('SELECT FROM resources WHERE organization_id = $1', [acme.id]);
    expect(rowCount).toBe(1_000);
  });
  await admin('POST', `${home}/members/${second.id}/suspend`, { body: { reason: 'emergency' } });
  await writer.close();
  const last = answersIn(await (await answer).text()).at(-1);
  expect([last?.problem.type, last?.done]).toEqual(['urn:doorward:problem:not-found', undefined]);
  expect((await data.owner.query('SELECT FROM resources WHERE organization_id = $1', [acme.id])).rowCount).toBe(1_000);
});

test('it is for admins, and for NDJSON only', async () => {
  const { email } = await testMember(data, acme.id, { role: 'member' });
  const refused = await sends(textOf([pipeline('p')]), await signedIn(api, data, email));
  expect(refused.status).toBe(403);
  const json = await admin('POST', `${home}/resources/import`, { body: pipeline('p') });
  expect([json.status, json.problem]).toEqual([415, 'not-ndjson']);
  expect((await admin('GET', `${home}/resources/import`)).status).toBe(405);
});
