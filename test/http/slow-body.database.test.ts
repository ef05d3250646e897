import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApiKey, revokeApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { endMemberSessions } from '../../prisma/commands/sessions/end.ts';
import { type TestData, testData, type TestOrganization, testOrganization } from '../support/organization.ts';
import { asking, signedIn, type TestApi, testApi } from './support/api.ts';

let data: TestData;
let api: TestApi;
let organization: TestOrganization;
const now = () => new Date();

beforeAll(async () => {
  data = await testData();
  api = await testApi(data);
  organization = await testOrganization(data);
});
afterAll(async () => {
  await api.close();
  await data.close();
});

/** Makes a team, and shuts its maker out when they were admitted and half of the body has come. @returns the status of the answer */
async function whileItsBodyComes(headers: Record<string, string>, shut: () => Promise<unknown>): Promise<number> {
  const ask = api.services.askFacts;
  const admitted = new Promise<void>((resolve) => {
    api.services.askFacts = async (asked) => {
      const answer = await ask(asked);
      resolve();
      return answer;
    };
  });
  const body = JSON.stringify({ name: `Team ${crypto.randomUUID()}` });
  const type = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  try {
    return await new Promise((resolve, reject) => {
      const path = `${api.base}/v1/organizations/${organization.id}/teams`;
      const sending = request(path, { method: 'POST', headers: { ...type, ...headers } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      sending.on('error', reject);
      sending.write(body.slice(0, 5));
      admitted
        .then(shut)
        .then(() => sending.end(body.slice(5)))
        .catch(reject);
    });
  } finally {
    api.services.askFacts = ask;
  }
}

test('a body that comes late is taken from whoever may still send it', async () => {
  const session = await signedIn(api, data, organization.adminEmail);
  expect(await whileItsBodyComes(session, () => Promise.resolve())).toBe(201);
});

test('a session that is ended while the body comes does nothing any more', async () => {
  const session = await signedIn(api, data, organization.adminEmail);
  await asking(api, session)('GET', `/v1/organizations/${organization.id}/teams`); // opens its door
  const shut = () =>
    endMemberSessions(data.db, organization.id, organization.as, { memberId: organization.admin, now: now() });
  expect(await whileItsBodyComes(session, shut)).toBe(401);
});

test('an API key that is revoked while the body comes does nothing any more', async () => {
  const input = { holderId: organization.admin, name: 'ci', scopes: ['write'], now: now() };
  const { key, credentialId } = await createApiKey(data.db, organization.id, organization.as, input);
  const shut = () => revokeApiKey(data.db, organization.id, organization.as, { credentialId, now: now() });
  expect(await whileItsBodyComes({ authorization: `Bearer ${key}` }, shut)).toBe(401);
});
