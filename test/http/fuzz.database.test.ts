import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type TestData, testData, testMember, testOrganization } from '../support/organization.ts';
import { type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';
import { broken, type Known, requests, valid } from './support/arbitrary.ts';
import { type Operation, operations } from './support/document.ts';
import { makeEstate } from './support/estate.ts';

let data: TestData;
let api: TestApi;
let admin: Ask;
let known: Known;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
  const acme = await testOrganization(data);
  const eve = await testMember(data, acme.id, { role: 'member' });
  admin = asking(api, await signedIn(api, data, acme.adminEmail));
  known = await makeEstate(admin, acme, [eve.id]);
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const streams = new Set(['watchRemoval']); // would be read to its end
const ending = new Set(['signOut']); // would end the session that asks
/** What must not happen to the admin who asks. */
const sparing = new Set(['endMemberSessions']);
const asked = operations.filter(({ operationId }) => !streams.has(operationId) && !ending.has(operationId));

const documented = (operation: Operation, status: number): boolean =>
  [String(status), `${String(status)[0]}XX`].some((code) => operation.responses[code] !== undefined);

test.each(asked.map((operation) => [operation.operationId, operation] as const))(
  '%s answers as documented, whatever is sent: never with a failure of ours',
  async (_, operation) => {
    const ids = sparing.has(operation.operationId) ? { ...known, member: (known['member'] ?? []).slice(0, 1) } : known;
    for (const bodies of [valid, broken])
      await fc.assert(
        fc.asyncProperty(requests(operation, ids, bodies), async ({ path, headers, body }) => {
          const answer = await admin(operation.method, path, { body, headers });
          const isDown =
            answer.status === 503 && ['engine-unreachable', 'sso-unreachable'].includes(answer.problem ?? '');
          if (answer.status >= 500 && !isDown && operation.operationId !== 'health')
            throw new Error(`${answer.status} ${answer.text}`);
          if (!documented(operation, answer.status)) throw new Error(`${answer.status} is not documented`);
          if (answer.status >= 400) expect(answer.headers.get('content-type')).toBe('application/problem+json');
        }),
        { numRuns: operation.body === undefined ? 6 : 15, interruptAfterTimeLimit: 15_000 },
      );
  },
);
