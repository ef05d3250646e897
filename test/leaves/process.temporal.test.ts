// One human leaves two organizations of one parent: each by its own plan, run and certificate, at one instant, and nothing of the one is seen in the other.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { affiliate, recordedIn, type Side, side } from '../affiliations/two.ts';
import { type Answer, type Ask, asking, signedIn } from '../http/support/api.ts';
import { type RunningApi, runningApi } from '../http/support/running-api.ts';
import { eventually } from '../support/eventually.ts';
import { testMember } from '../support/organization.ts';

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
let counter = 0;

let running: RunningApi;
/** her member in the parent asks, and has a member in `sub` that is an admin, too */
let ana: Ask;
let parent: Side;
let sub: Side;
/** where the human is no member */
let stranger: Side;
let email: string;
let human: Ask;
let leave: { id: string; effectiveAt: string };
let anaInSub: string;
beforeAll(async () => {
  running = await runningApi();
});
beforeEach(async () => {
  const { api, data } = running;
  [parent, sub, stranger] = [await side(api, data), await side(api, data), await side(api, data)];
  ana = parent.ask;
  anaInSub = (await testMember(data, sub.id, { email: parent.adminEmail, role: 'admin' })).id;
  email = `lee-${++counter}@group.example`;
  human = asking(api, await signedIn(api, data, (await joins(parent, 'Lee at the parent')).email));
  await joins(sub, 'Lee at the subsidiary');
  const affiliationIds = [await affiliate(parent, sub), await affiliate(parent, stranger)];
  const body = { email, effectiveAt: inDays(3), timeZone: 'Europe/Berlin', affiliationIds };
  leave = (await ana('POST', `${parent.path}/leaves`, { body })).json;
});
afterAll(() => running.close());

/** With a pipeline that runs as them. Whatever was not in the plan waits for a person. */
async function joins(of: Side, name: string) {
  const member = await testMember(running.data, of.id, { email, name });
  await of.ask('POST', `${of.path}/change-policy`, { body: { removals: { driftPercent: 0, rotationGraceHours: 0 } } });
  await pipeline(of, member.id);
  return member;
}
async function pipeline(of: Side, memberId: string): Promise<void> {
  const hostId = randomUUID();
  const body = { kind: 'pipeline', hostId, name: hostId, ownerId: memberId, runsAsId: memberId };
  const made = await of.ask('POST', `${of.path}/resources`, { body });
  if (made.status !== 201) throw new Error(made.text);
}
const write = (ask: Ask, path: string, body?: object) =>
  ask('POST', path, { body, headers: { 'idempotency-key': randomUUID() } });
const partOf = async (of: Side) => {
  const kind = of === parent ? 'leaves' : 'leave-requests';
  return (await of.ask('GET', `${of.path}/${kind}/${leave.id}`)).json.here;
};

/** As Ana, who is an admin of it: its own preview, its own plan. */
async function starts(of: Side): Promise<string> {
  const { member } = await partOf(of);
  const { effectiveAt } = leave;
  const asked = { memberIds: [member.id], effectiveAt };
  const [plan] = (await ana('POST', `${of.path}/removals/preview`, { body: asked })).json.plans;
  const body = { memberId: member.id, reason: 'sold', effectiveAt, planHash: plan.hash, leaveId: leave.id };
  const started = await write(ana, `${of.path}/removals`, {
    ...body,
    timeZone: of === parent ? 'Europe/Berlin' : 'Asia/Tokyo',
  });
  if (started.status !== 201) throw new Error(started.text);
  return started.json.id;
}
const is = (of: Side, removal: string, holds: (found: Answer['json']) => boolean) =>
  eventually(async () => {
    const { json } = await of.ask('GET', `${of.path}/removals/${removal}`);
    if (!holds(json)) throw new Error(JSON.stringify(json.steps));
    return json;
  }, 120_000);
const completed = ({ status }: Answer['json']) => status === 'completed';
const blocked = (found: Answer['json']) => found.blocked === true;
const now = (of: Side, removal: string) =>
  write(ana, `${of.path}/removals/${removal}/move-date`, { effectiveAt: new Date().toISOString() });

test('both are proven, each by a certificate of its own; the human’s sessions stay open where they belong still', async () => {
  const elsewhere = await side(running.api, running.data);
  await testMember(running.data, elsewhere.id, { email });
  for (const { path } of [parent, elsewhere]) expect((await human('GET', path)).status).toBe(200);
  const [here, there] = [await starts(parent), await starts(sub)];
  const [mine, theirs] = [await is(parent, here, () => true), await is(sub, there, () => true)];
  expect([mine.effectiveAt, theirs.effectiveAt]).toEqual([leave.effectiveAt, leave.effectiveAt]);
  expect([mine.timeZone, theirs.timeZone]).toEqual(['Europe/Berlin', 'Asia/Tokyo']);
  expect([mine.leaveId, theirs.leaveId]).toEqual([leave.id, leave.id]);
  for (const [of, removal] of [
    [parent, here],
    [sub, there],
  ] as const) {
    expect((await now(of, removal)).status).toBe(200);
    await is(of, removal, completed);
    const { statement } = (await of.ask('GET', `${of.path}/removals/${removal}/certificate`)).json;
    expect(statement.predicate.proven).toBe(true);
    expect((await partOf(of)).removal).toMatchObject({ id: removal, status: 'completed' });
    expect((await recordedIn(running.data, of)).filter((text) => text.includes(`"leaveId":"${leave.id}"`))).not.toEqual(
      [],
    );
  }
  expect((await human('GET', parent.path)).status).not.toBe(200);
  expect((await human('GET', elsewhere.path)).status).toBe(200);
  for (const one of [sub, stranger])
    expect(
      (await write(one.ask, `${one.path}/leave-requests/${leave.id}/answer`, { answer: 'no_access' })).status,
    ).toBe(200);
  const { asked } = (await ana('GET', `${parent.path}/leaves/${leave.id}`)).json;
  expect(asked.map(({ answer }: Answer['json']) => answer)).toEqual(['no_access', 'no_access']);
  await nothingRevealed();
});

test('where one is blocked the other goes on; each refuses by itself, and who is suspended in one steers the other still', async () => {
  const [here, there] = [await starts(parent), await starts(sub)];
  await pipeline(sub, (await partOf(sub)).member.id);
  await Promise.all([now(parent, here), now(sub, there)]);
  await is(sub, there, blocked);
  await is(parent, here, completed);
  expect((await ana('POST', `${parent.path}/leaves/${leave.id}/withdraw`)).status).toBe(200);
  expect(await is(sub, there, blocked)).toMatchObject({ status: 'running' }); // theirs to cancel
  const ended = await write(ana, `${parent.path}/removals/${here}/cancel`);
  expect(ended.problem).toBe('removal-ended');
  expect((await write(sub.ask, `${sub.path}/members/${anaInSub}/suspend`, { reason: 'left the board' })).status).toBe(
    200,
  );
  expect((await write(ana, `${sub.path}/removals/${there}/cancel`)).status).toBe(404);
  expect((await ana('GET', `${parent.path}/leaves/${leave.id}`)).json.here.removal.status).toBe('completed');
  expect((await write(sub.ask, `${sub.path}/removals/${there}/cancel`)).status).toBe(200);
  expect((await partOf(sub)).member.status).toBe('active');
  await nothingRevealed();
});

test('the same start twice is one removal, and two admins at once start one', async () => {
  const { member } = await partOf(sub);
  const [plan] = (await ana('POST', `${sub.path}/removals/preview`, { body: { memberIds: [member.id] } })).json.plans;
  const terms = { memberId: member.id, reason: 'sold', effectiveAt: inDays(3), planHash: plan.hash, leaveId: leave.id };
  const key = { 'idempotency-key': randomUUID() };
  const same = [1, 2].map(() => ana('POST', `${sub.path}/removals`, { body: terms, headers: key }));
  const answers = [...(await Promise.all(same)), await write(sub.ask, `${sub.path}/removals`, terms)];
  const started = answers.filter(({ status }) => status === 201).map(({ json }) => json.id);
  expect(new Set(started).size).toBe(1);
  expect(answers[2]?.problem).toBe('already-leaving');
  const { items } = (await sub.ask('GET', `${sub.path}/removals`)).json;
  expect(items).toHaveLength(1);
  const foreign = await write(ana, `${sub.path}/removals`, { ...terms, leaveId: randomUUID() });
  expect([foreign.status, foreign.json.facts]).toEqual([404, { object: 'leave' }]);
});

/** Whatever one organization answers, records and tells of events has no id and no address of another but what they agreed on. */
async function nothingRevealed(): Promise<void> {
  const sides = [parent, sub, stranger];
  for (const here of sides) {
    const kind = here === parent ? 'leaves' : 'leave-requests';
    const paths = ['affiliations', kind, `${kind}/${leave.id}`, 'removals', 'events', 'audit-entries', 'members'];
    const answers = await Promise.all(
      paths.map((path) => here.ask('GET', `${here.path}/${path}?limit=200`.replace(`${leave.id}?limit=200`, leave.id))),
    );
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
    const seen = [...answers.map(({ text }) => text), ...(await recordedIn(running.data, here))].join('\n');
    for (const there of sides.filter((one) => one !== here)) {
      const facts = await factsOf(there);
      expect(facts.filter((fact) => seen.includes(fact))).toEqual([]);
    }
  }
}

/** Ids of its members, things and processes; its people’s names and addresses, but the leaver’s address and Ana’s, who is a member of two. */
async function factsOf({ id }: Side): Promise<string[]> {
  const tables = ['members', 'resources', 'removals', 'follow_ups', 'caretakers'];
  const ids = tables
    .map((table) => `SELECT id::text AS fact FROM ${table} WHERE organization_id = $1`)
    .join(' UNION ALL ');
  const { rows } = await running.data.owner.query<{ fact: string }>(
    `${ids} UNION ALL SELECT person_id::text FROM members WHERE organization_id = $1 AND person_id IS NOT NULL
     UNION ALL SELECT name FROM members WHERE organization_id = $1 AND name LIKE 'Lee at%'
     UNION ALL SELECT email FROM members WHERE organization_id = $1 AND email NOT IN ($2, $3)`,
    [id, email, parent.adminEmail],
  );
  if (rows.length < 4) throw new Error('there is nothing to be revealed');
  return rows.map(({ fact }) => fact);
}
