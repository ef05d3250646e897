import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { requestMassRemoval } from '../../prisma/commands/mass-removals/request.ts';
import { planRemoval } from '../../prisma/commands/removals/plan.ts';
import { draftsIn } from '../../prisma/queries/mass-removals/standings.ts';
import { roomOf } from '../../prisma/queries/removals/room.ts';
import { type TestData, testData } from '../support/organization.ts';
import { type Crowd, crowd, draftedMassRemoval } from './set.ts';

let data: TestData;

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

async function drafted(who: Crowd, from: number, to: number): Promise<string> {
  return await draftedMassRemoval(data, { ...who, leavers: who.leavers.slice(from, to) });
}

async function requested({ organization }: Crowd, massRemovalId: string): Promise<string> {
  const input = { massRemovalId, receipt: `mass-removal/${massRemovalId}/request`, now: new Date() };
  return (await requestMassRemoval(data.db, organization.id, organization.as, input)).status;
}

test('of two small mass removals at once, neither planned yet, only one passes the breaker', async () => {
  const who = await crowd(data, { people: 4, each: 0, policy: { removals: { breaker: { count: 3 } } } });
  const sets = [await drafted(who, 0, 2), await drafted(who, 2, 4)];
  const statuses = await Promise.all(sets.map((set) => requested(who, set)));
  expect(statuses.sort()).toEqual(['awaiting_approval', 'running']);
});

test('everyone of a mass removal that runs takes one place, before they are planned and after', async () => {
  const who = await crowd(data, { people: 2, each: 0, policy: { removals: { breaker: { count: 5 } } } });
  const { id, admin, as } = who.organization;
  const room = () => roomOf(data.db, id, { requestedById: admin, now: new Date() });
  const set = await drafted(who, 0, 2);
  expect(await room()).toMatchObject({ planned: 0, left: 5 });
  expect(await requested(who, set)).toBe('running');
  expect(await room()).toMatchObject({ planned: 2, left: 3 });
  for (const { removalId } of await draftsIn(data.db, id, set)) {
    await planRemoval(data.db, id, as, { removalId, receipt: `removal/${removalId}/plan`, now: new Date() });
    expect(await room()).toMatchObject({ planned: 2, left: 3 });
  }
});
