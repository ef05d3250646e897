// A parent asks several of its organizations to remove one human. What each of them has of it is its own; the parent hears that it asked, and what they choose to answer.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { tellLeaveAnswers } from '../../activities/leave-requests/answers.ts';
import { tellLeaveNotices } from '../../activities/leave-requests/notices.ts';
import type { Mail } from '../../activities/dependencies.ts';
import { inOrganization } from '../../prisma/client.ts';
import { replaceValues } from '../../prisma/commands/removals/erase.ts';
import { affiliate, recordedIn, type Side, side } from '../affiliations/two.ts';
import { type Answer, asking, signedIn, silentEngine, type TestApi, testApi } from '../http/support/api.ts';
import { type TestData, testData, testMember } from '../support/organization.ts';

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
let counter = 0;

let data: TestData;
let api: TestApi;
let parent: Side;
/** where the human is a member */
let member: Side;
/** where nobody has heard of them */
let other: Side;
let affiliations: string[];
let email: string;
beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
});
beforeEach(async () => {
  [parent, member, other] = [await side(api, data), await side(api, data), await side(api, data)];
  affiliations = [await affiliate(parent, member), await affiliate(parent, other)];
  email = `lee-${++counter}@group.example`;
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const joins = ({ id }: Side, status: 'active' | 'suspended' | 'removed' = 'active') =>
  testMember(data, id, { email, name: 'Lee Park', status });
const ask = (more: object = {}, headers: Record<string, string> = {}) => {
  const body = { email, effectiveAt: inDays(5), timeZone: 'Europe/Berlin', affiliationIds: affiliations, ...more };
  return parent.ask('POST', `${parent.path}/leaves`, { body, headers });
};
const asked = async (): Promise<string> => (await ask()).json.id;
const leave = async (id: string) => (await parent.ask('GET', `${parent.path}/leaves/${id}`)).json;
const steer = (id: string, how: string, body?: object) =>
  parent.ask('POST', `${parent.path}/leaves/${id}/${how}`, { body });
const request = async (of: Side, id: string) => (await of.ask('GET', `${of.path}/leave-requests/${id}`)).json;
const answer = (of: Side, id: string, what: string | null) =>
  of.ask('POST', `${of.path}/leave-requests/${id}/answer`, { body: { answer: what } });
/** what the parent heard of one of them */
const told = async (id: string, of: Side) =>
  (await leave(id)).asked.find(({ organization }: Answer['json']) => organization.id === of.id).answer;
const refused = ({ status, problem }: Answer) => [status, problem];
const actions = async (of: Side) =>
  (await recordedIn(data, of)).flatMap((text) => /"action":"(leave[\w.-]+)"/.exec(text)?.[1] ?? []);

test('each organization that is asked has a request with the same id, and sees who has the address among its own members', async () => {
  const { id: memberId } = await joins(member);
  const started = await ask();
  expect(started.status).toBe(201);
  const { id, effectiveAt } = started.json;
  const same = {
    id,
    email,
    effectiveAt,
    timeZone: 'Europe/Berlin',
    status: 'open',
    askedBy: 'Ana Admin',
    answer: null,
  };
  expect(await request(member, id)).toMatchObject({
    ...same,
    organization: { id: parent.id, name: parent.name },
    here: { member: { id: memberId, name: 'Lee Park', status: 'active' }, removal: null },
  });
  expect(await request(other, id)).toMatchObject({ ...same, here: { member: null, removal: null } });
  expect(await actions(parent)).toEqual(['leave.asked']);
  for (const one of [member, other]) expect(await actions(one)).toEqual(['leave-request.received']);
});

test('the parent sees the same of an organization where they are a member and of one where they never were', async () => {
  await joins(member);
  const id = await asked();
  const seen = async () =>
    new Set(
      (await leave(id)).asked.map(({ affiliationId: _a, organization: _o, answeredAt, ...rest }: Answer['json']) =>
        JSON.stringify({ ...rest, answeredAt: answeredAt !== null }),
      ),
    );
  expect([...(await seen())]).toEqual(['{"affiliated":true,"answer":null,"answeredAt":false}']);
  for (const one of [member, other]) expect((await answer(one, id, 'declined')).status).toBe(200);
  expect((await seen()).size).toBe(1);
  await data.owner.query(`UPDATE members SET status = 'removed' WHERE organization_id = $1 AND email = $2`, [
    member.id,
    email,
  ]);
  for (const one of [member, other]) expect((await answer(one, id, 'no_access')).status).toBe(200);
  expect([...(await seen())]).toEqual(['{"affiliated":true,"answer":"no_access","answeredAt":true}']);
});

test('“no access” is refused while someone with the address has a way in, or may have one again', async () => {
  const { id: memberId } = await joins(member, 'suspended');
  const id = await asked();
  expect(refused(await answer(member, id, 'no_access'))).toEqual([409, 'wrong-state']);
  await data.owner.query(`UPDATE members SET status = 'deactivated' WHERE id = $1`, [memberId]);
  expect((await answer(member, id, 'no_access')).status).toBe(200);
  expect(await told(id, member)).toBe('no_access');
  expect(await told(id, other)).toBeNull();
});

test('the same answer again is one, two at once too, and the last one counts', async () => {
  const id = await asked();
  const answers = await Promise.all([answer(other, id, 'declined'), answer(other, id, 'declined')]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await actions(other)).toEqual(['leave-request.received', 'leave-request.answered']);
  expect(await actions(parent)).toEqual(['leave.asked', 'leave.answered']);
  await answer(other, id, 'no_access');
  expect(await request(other, id)).toMatchObject({ answer: 'no_access', answeredBy: { id: other.admin } });
  expect(await told(id, other)).toBe('no_access');
});

test('the same request again is one leave, and one request each', async () => {
  const key = { 'idempotency-key': `leave-${counter}-again` };
  const body = { effectiveAt: inDays(5) };
  const [first, second] = [await ask(body, key), await ask(body, key)];
  expect(second.json).toEqual(first.json);
  expect(await actions(other)).toEqual(['leave-request.received']);
});

test('a leave is of affiliations with subsidiaries, all or none; another organization’s is answered as one that does not exist', async () => {
  const stranger = await side(api, data);
  const foreign = await affiliate(stranger, await side(api, data));
  const ended = await affiliate(parent, await side(api, data));
  await parent.ask('POST', `${parent.path}/affiliations/${ended}/end`, { body: {} });
  const answers = [];
  for (const id of [foreign, ended, parent.admin]) answers.push(await ask({ affiliationIds: [...affiliations, id] }));
  expect(new Set(answers.map(({ text, json }) => text.replace(json.requestId, ''))).size).toBe(1);
  expect(answers.map(refused)).toEqual([1, 2, 3].map(() => [404, 'not-found']));
  expect(await actions(other)).toEqual([]);
  const upwards = await other.ask('POST', `${other.path}/leaves`, {
    body: { email, effectiveAt: inDays(1), affiliationIds: [affiliations[1]] },
  });
  expect(refused(upwards)).toEqual([404, 'not-found']);
  const id = await asked();
  for (const path of [`leaves/${id}`, `leave-requests/${id}`]) {
    const theirs = await stranger.ask('GET', `${stranger.path}/${path}`);
    const none = await stranger.ask('GET', `${stranger.path}/${path.replace(id, stranger.admin)}`);
    expect(theirs.status).toBe(404);
    expect(theirs.text.replace(theirs.json.requestId, '')).toBe(none.text.replace(none.json.requestId, ''));
  }
  expect(refused(await answer(stranger, id, 'declined'))).toEqual([404, 'not-found']);
});

test('another date and a withdrawal reach every request, and nothing is answered after it', async () => {
  const id = await asked();
  const at = inDays(9);
  expect((await steer(id, 'move-date', { effectiveAt: at, timeZone: 'Asia/Tokyo' })).status).toBe(200);
  for (const one of [member, other])
    expect(await request(one, id)).toMatchObject({ effectiveAt: at, timeZone: 'Asia/Tokyo', status: 'open' });
  const twice = await Promise.all([steer(id, 'withdraw'), steer(id, 'withdraw')]);
  expect(twice.map(({ status }) => status)).toEqual([200, 200]);
  for (const one of [member, other]) {
    expect(await request(one, id)).toMatchObject({ status: 'withdrawn', may: { answer: { allowed: false } } });
    expect(refused(await answer(one, id, 'declined'))).toEqual([409, 'wrong-state']);
  }
  expect(refused(await steer(id, 'move-date', { effectiveAt: inDays(2) }))).toEqual([409, 'wrong-state']);
  expect(await actions(parent)).toEqual(['leave.asked', 'leave.moved', 'leave.withdrawn']);
});

test('an answer and a withdrawal at once come to one end', async () => {
  const id = await asked();
  const [said, withdrawn] = await Promise.all([answer(other, id, 'declined'), steer(id, 'withdraw')]);
  expect(withdrawn.status).toBe(200);
  const heard = await told(id, other);
  expect([(await request(other, id)).answer, said.status]).toEqual(heard === null ? [null, 409] : ['declined', 200]);
});

test('with the affiliation its requests end, and the others go on', async () => {
  const id = await asked();
  await other.ask('POST', `${other.path}/affiliations/${affiliations[1]}/end`, { body: {} });
  expect(await request(other, id)).toMatchObject({ status: 'withdrawn' });
  expect(refused(await answer(other, id, 'declined'))).toEqual([409, 'wrong-state']);
  expect((await steer(id, 'move-date', { effectiveAt: inDays(7) })).status).toBe(200);
  expect(await request(member, id)).toMatchObject({ status: 'open' });
  const ends = (await leave(id)).asked.map((one: Answer['json']) => [one.organization.id, one.affiliated]);
  expect(new Map(ends)).toEqual(
    new Map([
      [member.id, true],
      [other.id, false],
    ]),
  );
});

test('whoever is suspended asks no more, and what they asked stays for the other admins', async () => {
  const second = await testMember(data, parent.id, { role: 'admin' });
  const theirs = asking(api, await signedIn(api, data, second.email));
  const body = { email, effectiveAt: inDays(5), affiliationIds: affiliations };
  const { id } = (await theirs('POST', `${parent.path}/leaves`, { body })).json;
  await data.owner.query(`UPDATE members SET status = 'suspended' WHERE id = $1`, [second.id]);
  expect((await theirs('POST', `${parent.path}/leaves`, { body })).status).toBe(404);
  expect((await theirs('POST', `${parent.path}/leaves/${id}/withdraw`)).status).toBe(404);
  expect(await actions(other)).toEqual(['leave-request.received']);
  expect((await steer(id, 'withdraw')).status).toBe(200);
});

test('the admins of each are told by mail once, with the same words whether or not they know the human', async () => {
  await joins(member);
  const id = await asked();
  const mails: Mail[] = [];
  const mailer = { send: async (mail: Mail) => void mails.push(mail) };
  const tell = (now = new Date()) =>
    tellLeaveNotices({ db: data.db, mailer, url: 'https://doorward.example' }, now, (error) => {
      throw error;
    });
  await Promise.all([tell(), tell()]);
  await tell();
  const mine = () => mails.filter(({ text }) => text.includes(id));
  expect(new Set(mine().map(({ to }) => to))).toEqual(new Set([member.adminEmail, other.adminEmail]));
  expect(mine()).toHaveLength(2);
  const words = mine().map(({ text }) => text.replaceAll(/org-\d+-\w+|\/o\/\S+/g, '…'));
  expect(new Set(words).size).toBe(1);
  expect(words[0]).toContain(`Ana Admin of … asks you to remove ${email}`);
  mails.length = 0;
  await steer(id, 'move-date', { effectiveAt: inDays(6) });
  await steer(id, 'withdraw');
  await tell();
  expect(mine().map(({ subject }) => subject)).toEqual([1, 2].map(() => `${parent.name} withdraws a request`));
});

const mailbox = () => {
  const mails: Mail[] = [];
  const telling = {
    db: data.db,
    mailer: { send: async (mail: Mail) => void mails.push(mail) },
    url: 'https://d.example',
  };
  const throws = (error: unknown) => {
    throw error;
  };
  const to = (address: string, id: string) =>
    mails.filter(({ to: whom, text }) => whom === address && text.includes(id)).map(({ subject }) => subject);
  return {
    to,
    tell: (now = new Date()) => tellLeaveNotices(telling, now, throws),
    tellAnswers: (now = new Date()) => tellLeaveAnswers(telling, now, throws),
  };
};

test('a date that was moved away and back is told each time', async () => {
  const { tell, to } = mailbox();
  const [first, second] = [inDays(5), inDays(6)];
  const { id } = (await ask({ effectiveAt: first })).json;
  await tell();
  for (const effectiveAt of [second, first, second]) {
    await steer(id, 'move-date', { effectiveAt });
    await Promise.all([tell(), tell()]);
  }
  expect(to(other.adminEmail, id)).toEqual([1, 2, 3, 4].map(() => `${parent.name} asks for a removal`));
});

test('a suspended or closed organization hears nothing, and hears it later when it goes on', async () => {
  const { tell, to } = mailbox();
  const status = (is: string) => data.owner.query('UPDATE organizations SET status = $2 WHERE id = $1', [other.id, is]);
  for (const is of ['suspended', 'closed']) {
    const id = await asked();
    await status(is);
    await tell();
    expect([to(member.adminEmail, id).length, to(other.adminEmail, id).length]).toEqual([1, 0]);
    await status('active');
    await tell(new Date(Date.now() + 2 * 3_600_000));
    expect(to(other.adminEmail, id)).toHaveLength(1);
  }
});

test('an instant that has passed or is years away is refused by its name', async () => {
  const id = await asked();
  for (const effectiveAt of [inDays(-1), inDays(3 * 366)])
    for (const refusal of [await ask({ effectiveAt }), await steer(id, 'move-date', { effectiveAt })])
      expect([refusal.status, refusal.json.facts.field]).toEqual([400, 'effectiveAt']);
  expect((await ask({ effectiveAt: new Date().toISOString() })).status).toBe(201);
});

test('whoever asked is told once of each answer, in words that are the same for a member and for nobody', async () => {
  const { tellAnswers, to } = mailbox();
  const id = await asked();
  for (const one of [member, other]) await answer(one, id, 'declined');
  await Promise.all([tellAnswers(), tellAnswers()]);
  await tellAnswers();
  const answers = [member, other].map(({ name }) => `${name} answers your request`);
  expect(to(parent.adminEmail, id).toSorted()).toEqual(answers.toSorted());
  expect(to(other.adminEmail, id)).toEqual([]);
});

test('an answer that was wrong is taken back, and the parent hears that, too', async () => {
  const { tellAnswers, to } = mailbox();
  const id = await asked();
  await answer(other, id, 'no_access');
  await tellAnswers();
  for (const _twice of [1, 2]) expect((await answer(other, id, null)).status).toBe(200);
  expect(await request(other, id)).toMatchObject({ answer: null, answeredBy: null, answeredAt: null });
  expect(await told(id, other)).toBeNull();
  expect(await actions(other)).toHaveLength(3);
  await tellAnswers();
  expect(to(parent.adminEmail, id)).toEqual([
    `${other.name} answers your request`,
    `${other.name} takes its answer back`,
  ]);
});

test('who was chosen wrongly for it holds up no answer once that was undone', async () => {
  const wrong = await testMember(data, member.id);
  const id = await asked();
  const { rows } = await data.owner.query<{ id: string }>(
    `INSERT INTO removals (organization_id, id, member_id, requested_by_id, reason, ending, effective_at, time_zone, plan_hash, leave_id, status, created_at)
     VALUES ($1, gen_random_uuid(), $2, $3, 'sold', 'deactivate', now(), 'UTC', '', $4, 'waiting', now()) RETURNING id`,
    [member.id, wrong.id, member.admin, id],
  );
  expect(refused(await answer(member, id, 'no_access'))).toEqual([409, 'wrong-state']);
  await data.owner.query(`UPDATE removals SET status = 'completed' WHERE id = $1`, [rows[0]?.id]);
  expect(refused(await answer(member, id, 'no_access'))).toEqual([409, 'wrong-state']);
  await data.owner.query(`UPDATE removals SET status = 'cancelled' WHERE id = $1`, [rows[0]?.id]);
  expect((await answer(member, id, 'no_access')).status).toBe(200);
});

test('the address goes with the one who is erased, in the organization that erases them', async () => {
  const { id: memberId } = await joins(member);
  const id = await asked();
  await inOrganization(data.db, member.id, (tx) => replaceValues(tx, member.id, memberId));
  expect(await request(member, id)).toMatchObject({ email: null, here: { member: null } });
  expect(await leave(id)).toMatchObject({ email });
});

test('so does the address under which the parent knew them, where an admin chose them for it', async () => {
  const known = await testMember(data, member.id);
  const bystander = await testMember(data, member.id);
  const id = await asked();
  const leaves = (who: string, status: string) =>
    data.owner.query(
      `INSERT INTO removals (organization_id, id, member_id, requested_by_id, reason, ending, effective_at, time_zone, plan_hash, leave_id, status, created_at)
       VALUES ($1, gen_random_uuid(), $2, $3, 'sold', 'erase', now(), 'UTC', '', $4, $5::removal_status, now())`,
      [member.id, who, member.admin, id, status],
    );
  await leaves(bystander.id, 'cancelled');
  await leaves(known.id, 'running');
  await inOrganization(data.db, member.id, (tx) => replaceValues(tx, member.id, bystander.id));
  expect(await request(member, id)).toMatchObject({ email });
  await inOrganization(data.db, member.id, (tx) => replaceValues(tx, member.id, known.id));
  expect(await request(member, id)).toMatchObject({ email: null });
  expect([await leave(id), await request(other, id)]).toMatchObject([{ email }, { email }]);
});
