// Whoever was asked and has not answered is reminded once; and sees beforehand what would run as them.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Mail } from '../../activities/dependencies.ts';
import { offering } from '../../activities/removals/offers.ts';
import { acceptOffer } from '../../prisma/commands/hand-over-offers/answer.ts';
import { wantedByRemoval } from '../../prisma/queries/consent-requests/wanted-list.ts';
import { startWaiting } from '../../prisma/commands/removals/wait.ts';
import { forecastOfOffer } from '../../prisma/queries/hand-over-offers/forecast.ts';
import { listOffers, type OfferRow } from '../../prisma/queries/hand-over-offers/list.ts';
import { nextLook, offeredItems, remindsAt } from '../../rules/removals/offers.ts';
import { dependencies } from '../removals/leaving.ts';
import { effect, type Going, planned, workflow } from '../removals/steps.ts';
import { furnished, type Fixture } from '../support/fixture.ts';
import { type TestData, testData } from '../support/organization.ts';

const HOUR = 3_600_000;
let data: TestData;
let fixture: Fixture;
let going: Going;
let start: number;
let sent: Mail[];
beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

const at = (hours: number) => new Date(start + hours * HOUR);
const run = <T>(activity: () => Promise<T>): Promise<T> => new MockActivityEnvironment().run(activity);
async function look(hours: number) {
  const { organization } = fixture;
  const deps = { ...(await dependencies(data)), mailer: { send: async (mail: Mail) => void sent.push(mail) } };
  const input = { organization: organization.id, removalId: going.removalId, now: at(hours).toISOString() };
  return await run(() => offering(deps).tendOffers(input));
}
async function offerToDora(): Promise<OfferRow> {
  const { organization, dora } = fixture;
  const found = { removalId: going.removalId, successorId: dora.id, limit: 1 };
  const [offer] = await listOffers(data.db, organization.id, found);
  if (offer === undefined) throw new Error('nothing is offered to Dora');
  return offer;
}
const toDora = () => sent.filter(({ to }) => to === fixture.dora.email).map(({ subject }) => subject);

beforeEach(async () => {
  sent = [];
  fixture = await furnished(data);
  start = Date.now();
  going = await planned(data, fixture, { effectiveAt: at(240) });
  await startWaiting(data.db, fixture.organization.id, workflow, effect(going, 'wait'));
});

test('a day before the end of an offer that is open its successor is reminded, once, and the run looks then', async () => {
  const { nextAt } = await look(0);
  expect(nextAt).toBe(at(24).toISOString());
  await look(23);
  expect(toDora()).toEqual([expect.stringContaining('Leo is leaving')]);
  await look(24);
  await look(30);
  expect(toDora()).toEqual([expect.anything(), expect.stringContaining('Please answer until')]);
  expect(sent.find(({ subject }) => subject.startsWith('Please answer'))?.text).toContain('accept it, decline it');
});

test('whoever has answered is not reminded', async () => {
  await look(0);
  const { organization, dora } = fixture;
  const offer = await offerToDora();
  const answer = { offerId: offer.id, now: at(1), receipt: 'accepted', items: offeredItems(offer.counts) };
  await acceptOffer(data.db, organization.id, dora.as, answer);
  await look(25);
  expect(toDora().filter((subject) => subject.startsWith('Please answer'))).toEqual([]);
});

test('whoever is to give another consent is told when they take what they are offered, at the latest a day before the date, once', async () => {
  await look(0);
  const { organization } = fixture;
  const wanted = await wantedByRemoval(data.db, organization.id, going.removalId);
  const asked = () => sent.filter(({ subject }) => subject.startsWith('Please give')).length;
  expect(wanted.some(({ open }) => open)).toBe(true);
  expect(asked()).toBe(wanted.filter(({ open }) => !open).length);
  await look(217);
  await look(218);
  expect(asked()).toBe((await wantedByRemoval(data.db, organization.id, going.removalId)).length);
  expect(sent.at(-1)?.text).toMatch(/\/connections\/[0-9a-f-]+\/consent/);
});

test('an offer says what would run as its successor after the hand-over, by name only what they may see, and what would be refused', async () => {
  await look(0);
  const { organization, dora } = fixture;
  const offer = await offerToDora();
  const read = () => forecastOfOffer(data.db, organization.id, { offer, now: at(0) });
  const before = await read();
  expect(before.schedules).toBeGreaterThan(0);
  expect(before.runs).toHaveLength(before.schedules);
  expect(before.runs.every(({ firstAt, runs }) => firstAt >= offer.effectiveAt.toISOString() && runs > 0)).toBe(true);
  expect(before.runs.some(({ name }) => name !== null)).toBe(true);
  expect(before.failing).toEqual([]);
  await data.owner.query(`UPDATE members SET role = 'viewer' WHERE id = $1`, [dora.id]);
  const after = await read();
  expect(after.schedules).toBe(before.schedules);
  expect(after.failing.length).toBeGreaterThan(0);
  expect(after.failing.every(({ runsAsId, because }) => runsAsId === dora.id && because.length > 0)).toBe(true);
});

describe('the dates of an offer', () => {
  test('a short one is reminded of when half of it is left, one of less than two hours never', () => {
    expect(remindsAt(0, 48 * HOUR)).toBe(24 * HOUR);
    expect(remindsAt(0, 100 * HOUR)).toBe(76 * HOUR);
    expect(remindsAt(0, 10 * HOUR)).toBe(5 * HOUR);
    expect(remindsAt(0, HOUR)).toBeNull();
  });

  test('the next look is the first of them, and none comes after the effective instant', () => {
    expect(nextLook([24 * HOUR, 48 * HOUR], 240 * HOUR, 0)).toBe(24 * HOUR);
    expect(nextLook([24 * HOUR, 48 * HOUR], 240 * HOUR, 24 * HOUR)).toBe(48 * HOUR);
    expect(nextLook([24 * HOUR], 240 * HOUR, 24 * HOUR)).toBe(216 * HOUR);
    expect(nextLook([], HOUR, 0)).toBeNull();
  });
});
