import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';
import { type Answer, type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from '../http/support/api.ts';

let data: TestData;
let api: TestApi;
let acme: TestOrganization;
let admin: Ask;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
  acme = await testOrganization(data);
  admin = asking(api, await signedIn(api, data, acme.adminEmail));
  await policy({ unlisted: 'send' });
  await testMember(data, acme.id, { role: 'admin' }); // who decides on what the first one asks for
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const at = (path: string) => `/v1/organizations/${acme.id}/${path}`;
const policy = (invitations: object) => admin('POST', at('change-policy'), { body: { invitations } });
const preview = (...lines: string[]): Promise<Answer> =>
  admin('POST', at('invitations/preview'), { body: { csv: lines.join('\r\n') } });
const invite = (body: object) =>
  admin('POST', at('invitations'), { body, headers: { 'idempotency-key': randomUUID() } });
const drafts = async (): Promise<number> => {
  const { rows } = await data.owner.query<{ count: string }>(
    'SELECT count(*) FROM invitations WHERE organization_id = $1',
    [acme.id],
  );
  return Number(rows[0]?.count);
};

test('each line is told what would become of it, and nothing is changed', async () => {
  const team = (await admin('POST', at('teams'), { body: { name: 'Data' } })).json.id;
  const before = await drafts();
  const { json } = await preview(
    '\uFEFFEmail;Role;Relationship;Teams;Sponsor;Reason;Ends at',
    'Nora@New.example;member;;Data;;;',
    `gus@new.example;;guest;;${acme.adminEmail};"Audits; twice";2400-06-30`,
    `${acme.adminEmail};;;;;;`,
  );
  expect(json.items).toMatchObject([
    {
      line: 2,
      email: 'Nora@New.example',
      outcome: 'send',
      because: 'unlisted',
      named: { role: 'member', teams: ['Data'] },
      invite: { email: 'nora@new.example', role: 'member', relationship: 'employee', teamIds: [team] },
    },
    {
      line: 3,
      outcome: 'approve',
      because: 'relationship',
      invite: {
        relationship: 'guest',
        sponsorId: acme.admin,
        reason: 'Audits; twice',
        endsAt: '2400-06-30T23:59:59.000Z',
      },
    },
    { line: 4, outcome: 'member', problem: { name: 'already-a-member' }, invite: null },
  ]);
  expect(await drafts()).toBe(before);
});

test('a line that is wrong says in which column and what would be right; the others are not held up', async () => {
  const { json } = await preview(
    'email,role,relationship,teams,sponsor,custom_role,ends_at',
    'not an address,,,,,,',
    'a@new.example,owner,,,,,',
    'b@new.example,,,Nobody,,,',
    'c@new.example,,guest,,nobody@new.example,,',
    'd@new.example,,guest,,,,',
    'e@new.example,,,,,Nothing,',
    'f@new.example,,,,,,31.12.2400',
    'g@new.example,,,,,,,too much',
    'h@new.example',
    'H@new.example',
    'i@mailinator.com',
  );
  const told = json.items.map(({ line, outcome, problem }: Told) => [line, outcome, problem?.field ?? problem?.name]);
  expect(told).toEqual([
    [2, 'invalid', 'email'],
    [3, 'invalid', 'role'],
    [4, 'invalid', 'teams'],
    [5, 'invalid', 'sponsor'],
    [6, 'invalid', 'sponsor'],
    [7, 'invalid', 'custom_role'],
    [8, 'invalid', 'ends_at'],
    [9, 'invalid', 'ends_at'],
    [10, 'send', undefined],
    [11, 'invalid', 'email'],
    [12, 'refused', 'email-domain-blocked'],
  ]);
  for (const { problem } of json.items as Told[]) expect(problem?.expected).not.toBe('');
});
interface Told {
  line: number;
  outcome: string;
  problem: { name: string; field: string | null; expected: string | null } | null;
}

test.each([
  ['no address column', 'name\nNora'],
  ['a column that it does not know', 'email,salary\na@new.example,1'],
  ['a column twice', 'email,email\na@new.example,b@new.example'],
  ['no line', 'email'],
  ['more lines than 500', `email\n${'a@new.example\n'.repeat(501)}`],
  ['an open quote', 'email\n"a@new.example'],
])('a file with %s is refused, and told what would be right', async (_, csv) => {
  const answer = await preview(csv);
  expect(answer).toMatchObject({ status: 400, problem: 'invalid-request', json: { facts: { field: 'csv' } } });
});

test('a line is invited exactly as previewed: when something else would become of it, it is refused', async () => {
  const { json } = await preview('email,role', 'late@other.example,member');
  const [{ invite: terms }] = json.items;
  await policy({ unlisted: 'approve' });
  expect(await invite(terms)).toMatchObject({ status: 409, problem: 'plan-changed' });
  await policy({ unlisted: 'send' });
  expect(await invite({ ...terms, role: 'admin' })).toMatchObject({ status: 409, problem: 'plan-changed' });
  const before = await drafts();
  await invite(terms); // as far as a draft: there is no engine here
  expect(await drafts()).toBe(before + 1);
});

test('nobody but an admin previews, and teams and sponsors of another organization are not known', async () => {
  const member = await testMember(data, acme.id);
  const asMember = asking(api, await signedIn(api, data, member.email));
  const csv = 'email\na@new.example';
  expect(await asMember('POST', at('invitations/preview'), { body: { csv } })).toMatchObject({ status: 403 });
  const other = await testOrganization(data);
  const { json } = await preview('email,sponsor', `a@new.example,${other.adminEmail}`);
  expect(json.items).toMatchObject([{ outcome: 'invalid', problem: { field: 'sponsor' } }]);
});
