import { afterAll, beforeAll, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';
import { expectTruth } from '../support/truth.ts';
import { type Answer, type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';
import { type Known, requests, valid } from './support/arbitrary.ts';
import { type Operation, operations } from './support/document.ts';
import { makeEstate } from './support/estate.ts';

let data: TestData;
let api: TestApi;
let acme: TestOrganization;
let admin: Ask;
let known: Known;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
  acme = await testOrganization(data);
  admin = asking(api, await signedIn(api, data, acme.adminEmail));
  known = await makeEstate(admin, acme, [(await testMember(data, acme.id)).id]);
});
afterAll(async () => {
  await api.close();
  await data.close();
});

async function keyOf(ask: Ask, organization: string, scopes = ['check', 'read', 'write']): Promise<Ask> {
  const answer = await ask('POST', `/v1/organizations/${organization}/api-keys`, { body: { name: 'key', scopes } });
  return asking(api, { authorization: `Bearer ${answer.json.key}` });
}

/** Someone with a session and a key in Acme, as they were before `then` happened to them. */
async function someone(
  role: 'admin' | 'member' | 'viewer',
  then: (memberId: string) => Promise<unknown> = async () => undefined,
) {
  const member = await testMember(data, acme.id, { role });
  const session = asking(api, await signedIn(api, data, member.email));
  const key = await keyOf(session, acme.id);
  await then(member.id);
  return { session, key };
}

/** Makes an admin one whose custom role leaves them `view` of resources: what else an admin does is none of its business. */
async function narrow(memberId: string): Promise<void> {
  const path = `/v1/organizations/${acme.id}`;
  const body = { name: 'Looks on', buildsOn: { role: 'admin' }, permissions: ['view'] };
  const customRole = await admin('POST', `${path}/custom-roles`, { body });
  const changed = await admin('POST', `${path}/members/${memberId}/change-role`, {
    body: { customRoleId: customRole.json.id },
  });
  if (changed.status !== 200) throw new Error(changed.text);
}

async function callers(): Promise<Record<string, Ask>> {
  const other = await testOrganization(data);
  const stranger = asking(api, await signedIn(api, data, other.adminEmail));
  const suspended = await someone('admin', (member) =>
    admin('POST', `/v1/organizations/${acme.id}/members/${member}/suspend`, { body: { reason: 'test' } }),
  );
  const removed = await someone('admin', (member) =>
    data.owner.query(`UPDATE members SET status = 'removed' WHERE id = $1`, [member]),
  );
  const viewer = await someone('viewer');
  const member = await someone('member');
  const narrowed = await someone('admin', narrow);
  const stale = await someone('admin');
  await data.owner.query(
    `UPDATE sessions SET proved_at = now() - interval '16 minutes' WHERE id IN (SELECT session_id FROM session_organizations WHERE organization_id = $1)
     AND id = (SELECT id FROM sessions ORDER BY created_at DESC LIMIT 1)`,
    [acme.id],
  );
  return {
    nobody: asking(api),
    stranger,
    'stranger’s key': await keyOf(stranger, other.id),
    suspended: suspended.session,
    'suspended’s key': suspended.key,
    removed: removed.session,
    'removed’s key': removed.key,
    viewer: viewer.session,
    member: member.session,
    'admin, custom role: view': narrowed.session,
    'admin of 16 minutes ago': stale.session,
    'admin’s key': stale.key,
    'key to read': await keyOf(admin, acme.id, ['read']),
    'key to check': await keyOf(admin, acme.id, ['check']),
  };
}

/** How a caller was met: refused as nobody, as one to whom the organization does not exist, for what they may not; asked to sign in anew; or let in. */
function met({ status, problem, json }: Answer): string {
  if (status === 401) return problem === 'fresh-sign-in-needed' ? 'sign in' : '401';
  if (status === 404 && json.facts.object === 'organization') return '404';
  if (status === 403) return '403';
  return 'in';
}

async function tried(operation: Operation, all: Record<string, Ask>): Promise<string> {
  const [sent] = fc.sample(requests(operation, known, valid), { seed: 11, numRuns: 1 });
  const results: string[] = [];
  for (const ask of Object.values(all)) {
    const answer = await ask(operation.method, sent?.path ?? '', { body: sent?.body, headers: sent?.headers ?? {} });
    results.push(met(answer).padEnd(8));
  }
  const path = operation.path.replace('/v1/organizations/{organization}', '…');
  return `${operation.method.padEnd(6)} ${path.padEnd(47)} ${results.join(' ')}`.trimEnd();
}

test('every route knows who calls: tried by nobody, by strangers, by someone just shut out, by those who may less', async () => {
  const all = await callers();
  const columns = Object.keys(all).map((name, index) => `${index + 1} ${name}`);
  const numbers = Object.keys(all).map((_, index) => String(index + 1).padEnd(8));
  const lines: string[] = [];
  for (const operation of operations) lines.push(await tried(operation, all));
  expectTruth(
    'routes.txt',
    `${columns.join('\n')}\n\n${' '.repeat(55)}${numbers.join(' ').trimEnd()}\n${lines.join('\n')}\n`,
  );
});
