// That one organization is the parent of another: only by an admin of each, in both or in neither, and nothing else crosses.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { inOrganization } from '../../prisma/client.ts';
import { silentEngine, type TestApi, testApi } from '../http/support/api.ts';
import { type TestData, testData, testMember } from '../support/organization.ts';
import { affiliate, codeOf, recordedIn, type Side, side } from './two.ts';

let data: TestData;
let api: TestApi;
let parent: Side;
let sub: Side;
beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
});
beforeEach(async () => {
  [parent, sub] = [await side(api, data), await side(api, data)];
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const of = async ({ ask, path }: Side) => (await ask('GET', `${path}/affiliations`)).json.items;
const accept = ({ ask, path }: Side, code: string) => ask('POST', `${path}/affiliations/accept`, { body: { code } });
const end = ({ ask, path }: Side, id: string) => ask('POST', `${path}/affiliations/${id}/end`, { body: {} });
const affiliationActions = async (organization: Side) =>
  (await recordedIn(data, organization)).map((text) => /"affiliation\.\w+"/.exec(text)?.[0]).filter(Boolean);

test('a code is agreed to by an admin of the other organization, and both then have the same affiliation', async () => {
  const code = await codeOf(parent);
  expect(await of(parent)).toMatchObject([{ status: 'offered', other: 'subsidiary', organization: null }]);
  const seen = await sub.ask('POST', `${sub.path}/affiliations/preview`, { body: { code } });
  expect(seen.json).toEqual({ otherName: parent.name, other: 'parent' });
  expect(await of(sub)).toEqual([]);
  const { json: agreed } = await accept(sub, code);
  expect(await of(sub)).toEqual([agreed]);
  expect(agreed).toMatchObject({
    status: 'agreed',
    other: 'parent',
    organization: { id: parent.id, name: parent.name },
  });
  expect(await of(parent)).toMatchObject([
    { id: agreed.id, status: 'agreed', other: 'subsidiary', organization: { id: sub.id, name: sub.name } },
  ]);
  expect(await affiliationActions(parent)).toEqual(['"affiliation.offered"', '"affiliation.agreed"']);
  expect(await affiliationActions(sub)).toEqual(['"affiliation.agreed"']);
});

test('a subsidiary offers it just as well', async () => {
  const offered = await sub.ask('POST', `${sub.path}/affiliations`, { body: { other: 'parent' } });
  await accept(parent, offered.json.code);
  expect(await of(parent)).toMatchObject([{ status: 'agreed', other: 'subsidiary' }]);
  expect(await of(sub)).toMatchObject([{ status: 'agreed', other: 'parent' }]);
});

test('the same code by the same organization is one agreement, two at once too; by another one it is used, and what only begins like it is no good', async () => {
  const code = await codeOf(parent);
  const answers = await Promise.all([accept(sub, code), accept(sub, code)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await of(sub)).toHaveLength(1);
  expect(await affiliationActions(sub)).toHaveLength(1);
  const late = await accept(await side(api, data), code);
  const forged = await accept(sub, `${code.slice(0, -4)}AAAA`);
  for (const { status, problem } of [late, forged])
    expect([status, problem]).toEqual([410, 'affiliation-code-invalid']);
});

test('of two organizations that agree to one code at once, one gets it', async () => {
  const code = await codeOf(parent);
  const other = await side(api, data);
  const answers = await Promise.all([accept(sub, code), accept(other, code)]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410]);
  expect([...(await of(sub)), ...(await of(other))]).toHaveLength(1);
});

test('every code that is no good is answered alike: unknown, forged, expired, withdrawn, of somebody who is no admin any more', async () => {
  const good = await codeOf(parent);
  const forged = `${good.slice(0, -4)}AAAA`;
  const expired = await codeOf(parent);
  const withdrawn = await codeOf(parent);
  const [last, middle] = await of(parent);
  await end(parent, last.id);
  await data.owner.query('UPDATE affiliations SET expires_at = now() WHERE id = $1', [middle.id]);
  const answers = [];
  for (const code of ['x', forged, `dwa_${'A'.repeat(86)}`, expired, withdrawn]) answers.push(await accept(sub, code));
  await testMember(data, parent.id, { role: 'admin' });
  await data.owner.query(`UPDATE members SET status = 'suspended' WHERE id = $1`, [parent.admin]);
  answers.push(
    await accept(sub, good),
    await sub.ask('POST', `${sub.path}/affiliations/preview`, { body: { code: good } }),
  );
  const told = answers.map(({ status, text, json }) => `${status} ${text.replace(json.requestId, '')}`);
  expect(new Set(told).size).toBe(1);
  expect(answers[0]?.problem).toBe('affiliation-code-invalid');
  expect(await of(sub)).toEqual([]);
});

test('the code of a suspended or closed organization is answered as one that is no good, and good again once it is active', async () => {
  const code = await codeOf(parent);
  const become = (status: string) =>
    data.owner.query('UPDATE organizations SET status = $1::organization_status WHERE id = $2', [status, parent.id]);
  for (const status of ['suspended', 'closed']) {
    await become(status);
    const seen = await sub.ask('POST', `${sub.path}/affiliations/preview`, { body: { code } });
    for (const { problem } of [seen, await accept(sub, code)]) expect(problem).toBe('affiliation-code-invalid');
  }
  await become('active');
  expect((await accept(sub, code)).status).toBe(200);
});

test('an organization has one parent, and one affiliation with another', async () => {
  await affiliate(parent, sub);
  for (const [by, code] of [
    [sub, await codeOf(await side(api, data))],
    [sub, await codeOf(parent)],
    [parent, await codeOf(sub)],
  ] as const) {
    const refused = await accept(by, code);
    expect([refused.status, refused.problem]).toEqual([409, 'already-affiliated']);
  }
  const own = await accept(parent, await codeOf(parent));
  expect([own.status, own.problem]).toEqual([400, 'invalid-request']);
});

test('whoever holds a code of an organization that has found a parent meanwhile hears nothing of that', async () => {
  const offer = () => sub.ask('POST', `${sub.path}/affiliations`, { body: { other: 'parent' } });
  const { code } = (await offer()).json;
  await affiliate(parent, sub);
  expect((await accept(await side(api, data), code)).problem).toBe('affiliation-code-invalid');
  expect((await offer()).problem).toBe('already-affiliated');
});

test('either ends it for both, both at once too, and it can be agreed anew', async () => {
  for (const ending of [[sub], [parent], [parent, sub]]) {
    const id = await affiliate(parent, sub);
    const answers = await Promise.all(ending.map((one) => end(one, id)));
    expect(answers.map(({ status }) => status)).toEqual(ending.map(() => 200));
    for (const one of [parent, sub]) expect((await of(one))[0]).toMatchObject({ id, status: 'ended' });
  }
  for (const one of [parent, sub])
    expect((await affiliationActions(one)).filter((action) => action === '"affiliation.ended"')).toHaveLength(3);
});

test('another organization’s affiliation is answered as one that does not exist', async () => {
  const id = await affiliate(parent, sub);
  const stranger = await side(api, data);
  const [theirs, none] = [await end(stranger, id), await end(stranger, stranger.admin)];
  expect(theirs.status).toBe(404);
  expect(theirs.text.replace(theirs.json.requestId, '')).toBe(none.text.replace(none.json.requestId, ''));
  expect(await of(parent)).toMatchObject([{ status: 'agreed' }]);
});

test('what each hears of the other is its id and its name, and no row of the other’s can be read', async () => {
  await affiliate(parent, sub);
  for (const [here, there] of [
    [parent, sub],
    [sub, parent],
  ] as const) {
    const heard = [JSON.stringify(await of(here)), ...(await recordedIn(data, here))].join();
    for (const fact of [there.admin, there.adminEmail, there.adminPerson, there.caretaker])
      expect(heard).not.toContain(fact);
    const rows = await inOrganization(data.db, here.id, (tx) => tx.affiliation.findMany());
    expect(rows.map(({ organizationId }) => organizationId)).toEqual([here.id]);
  }
});

test('what one of both refuses happens in neither', async () => {
  const code = await codeOf(parent);
  await affiliate(await side(api, data), sub); // so the subsidiary’s row is refused, after the parent’s was written
  const before = await affiliationActions(parent);
  expect((await accept(sub, code)).problem).toBe('already-affiliated');
  expect(await of(parent)).toMatchObject([{ status: 'offered', organization: null }]);
  expect(await affiliationActions(parent)).toEqual(before);
});
