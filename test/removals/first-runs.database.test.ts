import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { transferBatch } from '../../prisma/commands/removals/transfer.ts';
import { certificateFacts } from '../../prisma/queries/removals/certificate.ts';
import { findRemoval } from '../../prisma/queries/removals/detail.ts';
import { listRemovalItems } from '../../prisma/queries/removals/items.ts';
import { type Ask, asking, silentEngine, type TestApi, testApi } from '../http/support/api.ts';
import { type Fixture, furnished } from '../support/fixture.ts';
import { type TestData, testData } from '../support/organization.ts';
import { effect, inBatches, running, suspended, workflow } from './steps.ts';

let data: TestData;
let api: TestApi;
beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
});
afterAll(async () => {
  await api.close();
  await data.close();
});

/** Asks as the host’s service account. */
async function hostOf({ organization, serviceAccount }: Fixture): Promise<Ask> {
  const key = { holderId: serviceAccount, name: 'host', scopes: ['check'], expiresAt: null, now: new Date() };
  const made = await createApiKey(data.db, organization.id, organization.as, key);
  return asking(api, { authorization: `Bearer ${made.key}` });
}

const check = async (
  ask: Ask,
  { organization }: Fixture,
  runsAsOf: string,
  asked: [action: string, resource: string][],
) => {
  const questions = asked.map(([action, resource]) => ({ action, resource, as: { runsAsOf } }));
  const answer = await ask('POST', `/v1/organizations/${organization.id}/access/check`, { body: { questions } });
  await api.services.firstRuns.flush();
  return (answer.json.answers as { allowed: boolean }[]).map(({ allowed }) => allowed);
};

test('the first run after a hand-over is seen as its host asks for it, once, and the certificate counts it', async () => {
  const fixture = await furnished(data);
  const { organization, schedules, pipelines, connections, leo } = fixture;
  const [schedule = '', pipeline = '', foreign = ''] = [schedules[0], pipelines[0], connections[2]];
  const ask = await hostOf(fixture);
  const before = await suspended(data, fixture);
  expect(await check(ask, fixture, schedule, [['run', schedule]])).toEqual([true]); // as the caretaker
  await running(before, 'transfer');
  await inBatches(() => transferBatch(data.db, organization.id, workflow, { ...effect(before), limit: 1000 }));
  const { removalId } = before;
  const items = () => listRemovalItems(data.db, organization.id, { removalId, kind: 'resource-runs-as', limit: 100 });
  const seen = async () => (await items()).filter(({ firstRun }) => firstRun !== null);
  expect(await seen()).toEqual([]);

  expect(await check(ask, fixture, schedule, [['run', schedule]])).toEqual([true]);
  const [first] = await seen();
  expect(first).toMatchObject({ objectId: schedule, firstRun: { allowed: true, because: null } });
  expect(first?.successorId).not.toBe(leo.id);
  await check(ask, fixture, schedule, [['run', schedule]]);
  expect(await seen()).toEqual([first]);

  const both: [string, string][] = [
    ['run', pipeline],
    ['use', foreign],
  ];
  expect(await check(ask, fixture, pipeline, both)).toEqual([true, false]);
  const refused = await listRemovalItems(data.db, organization.id, { removalId, firstRun: 'refused', limit: 100 });
  expect(refused).toMatchObject([
    { objectId: pipeline, firstRun: { allowed: false, because: expect.stringContaining('nothing gives them access') } },
  ]);
  expect((await findRemoval(data.db, organization.id, removalId))?.firstRunsRefused).toBe(1);
  const { rows } = await data.owner.query(
    `SELECT data FROM events WHERE organization_id = $1 AND type = 'removal.first-run-refused'`,
    [organization.id],
  );
  expect(rows).toHaveLength(1);
  const facts = await certificateFacts(data.db, organization.id, { removalId, now: new Date(), doors: [] });
  expect(facts.firstRuns).toEqual({ allowed: 1, refused: 1, notYet: 30 });
});
