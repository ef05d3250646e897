// Who would receive something is asked before the date: what each answer makes of the plan, and who can't answer.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { acceptOffer, declineOffer, redirectOffer } from '../../prisma/commands/hand-over-offers/answer.ts';
import { tendOffers } from '../../prisma/commands/hand-over-offers/tend.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { cancelRemoval } from '../../prisma/commands/removals/cancel.ts';
import { changeSuccessor } from '../../prisma/commands/removals/change-successor.ts';
import { replan } from '../../prisma/commands/removals/replan.ts';
import { suspendForRemoval } from '../../prisma/commands/removals/suspend.ts';
import { startWaiting } from '../../prisma/commands/removals/wait.ts';
import { listOfferedItems, listOffers, type OfferRow } from '../../prisma/queries/hand-over-offers/list.ts';
import { listRemovalItems } from '../../prisma/queries/removals/items.ts';
import { offeredItems } from '../../rules/removals/offers.ts';
import { effect, type Going, planned, workflow } from '../removals/steps.ts';
import { furnished, type Fixture, type Person } from '../support/fixture.ts';
import { type TestData, testData, testMember, testOrganization } from '../support/organization.ts';

let data: TestData;
let fixture: Fixture;
beforeAll(async () => {
  data = await testData();
});
beforeEach(async () => {
  fixture = await furnished(data);
});
afterAll(() => data.close());

const DAY = 86_400_000;
const id = () => fixture.organization.id;
const inDays = (days: number) => new Date(Date.now() + days * DAY);

async function asked(more: { forCause?: boolean } = {}): Promise<Going> {
  const going = await planned(data, fixture, { effectiveAt: inDays(10), ...more });
  await startWaiting(data.db, id(), workflow, effect(going, 'wait'));
  await tend(going);
  return going;
}
const tend = ({ removalId }: Going, now = new Date()) => tendOffers(data.db, id(), workflow, { removalId, now });
const offersOf = ({ removalId }: Going) => listOffers(data.db, id(), { removalId, limit: 100 });
async function offerTo(going: Going, { id: successorId }: Person): Promise<OfferRow> {
  const found = (await offersOf(going)).find((offer) => offer.successorId === successorId);
  if (found === undefined) throw new Error('nothing is offered to them');
  return found;
}
const answerTo = ({ id: offerId }: OfferRow, receipt: string = randomUUID()) => ({ offerId, now: new Date(), receipt });
const accept = async (going: Going, person: Person) => {
  const offer = await offerTo(going, person);
  await acceptOffer(data.db, id(), person.as, { ...answerTo(offer), items: offeredItems(offer.counts) });
};
const itemsOf = ({ removalId }: Going) => listRemovalItems(data.db, id(), { removalId, limit: 1000 });
const goingTo = async (going: Going, { id: successorId }: Pick<Person, 'id'>) =>
  (await itemsOf(going)).filter((item) => item.successorId === successorId);

test('each person who would receive something is asked once, not the custodian and not who asked for the removal', async () => {
  const going = await asked();
  const again = await tend(going);
  const offers = await offersOf(going);
  const { mia, dora, otto } = fixture;
  expect(offers.map((offer) => offer.successorId).sort()).toEqual([mia.id, dora.id, otto.id].sort());
  expect(again.open).toBe(3);
  for (const offer of offers) {
    expect(offeredItems(offer.counts)).toBe((await goingTo(going, { id: offer.successorId })).length);
    expect(offer.dueAt.getTime() - offer.offeredAt.getTime()).toBe(2 * DAY);
  }
});

test('for cause nobody is asked', async () => {
  expect(await offersOf(await asked({ forCause: true }))).toEqual([]);
});

test('what is accepted stays, and the same answer again changes nothing', async () => {
  const going = await asked();
  const offer = await offerTo(going, fixture.dora);
  const answer = { ...answerTo(offer), items: offeredItems(offer.counts) };
  const [first, second] = await Promise.all([
    acceptOffer(data.db, id(), fixture.dora.as, answer),
    acceptOffer(data.db, id(), fixture.dora.as, answer),
  ]);
  expect(second).toEqual(first);
  await tend(going);
  expect(await offerTo(going, fixture.dora)).toMatchObject({ status: 'accepted', bySilence: false });
});

test('whoever saw another number of items looks again', async () => {
  const offer = await offerTo(await asked(), fixture.dora);
  const answer = { ...answerTo(offer), items: offeredItems(offer.counts) + 1 };
  await expect(acceptOffer(data.db, id(), fixture.dora.as, answer)).rejects.toMatchObject({ name: 'facts-changed' });
});

test('what is declined goes to the next by the rules, who is asked; declined by all, to the custodian', async () => {
  const going = await asked();
  const { mia, dora, otto, organization } = fixture;
  const before = (await goingTo(going, dora)).length;
  for (const person of [dora, otto]) {
    await declineOffer(data.db, id(), person.as, { ...answerTo(await offerTo(going, person)), reason: 'Too much' });
    await tend(going);
  }
  expect(before).toBeGreaterThan(0);
  expect(await goingTo(going, dora)).toEqual([]);
  const offer = await offerTo(going, mia);
  expect(offer).toMatchObject({ status: 'open' });
  expect(offeredItems(offer.counts)).toBe((await goingTo(going, mia)).length);
  await declineOffer(data.db, id(), mia.as, { ...answerTo(offer), reason: 'Not me' });
  await tend(going);
  expect(await goingTo(going, mia)).toEqual((await goingTo(going, mia)).filter(({ kind }) => kind === 'custodian'));
  const left = (await itemsOf(going)).filter((item) => item.successorId !== undefined);
  expect(new Set(left.map((item) => item.successorId))).toEqual(new Set([organization.admin]));
  expect((await itemsOf(going)).every(({ drift }) => drift === null)).toBe(true);
});

test('one item can be declined, and the rest accepted', async () => {
  const going = await asked();
  const [item] = await goingTo(going, fixture.dora);
  const { dora } = fixture;
  const refusal = { ...answerTo(await offerTo(going, dora)), reason: 'Not this', itemKeys: [item?.key ?? ''] };
  await declineOffer(data.db, id(), dora.as, refusal);
  await accept(going, dora);
  await tend(going);
  expect((await goingTo(going, dora)).map(({ key }) => key)).not.toContain(item?.key);
  const shown = (await itemsOf(going)).find(({ key }) => key === item?.key);
  expect(shown).toMatchObject({ handOver: { status: 'open' }, declinedBy: [{ id: dora.id }] });
  const [kept] = await goingTo(going, dora);
  expect(kept).toMatchObject({ handOver: { status: 'accepted', bySilence: false }, declinedBy: [] });
  const offered = await listOfferedItems(data.db, id(), {
    offer: await offerTo(going, dora),
    now: new Date(),
    limit: 100,
  });
  expect(offered.find(({ key }) => key === item?.key)?.answer).toBe('declined');
  expect(offered.find(({ key }) => key === kept?.key)?.answer).toBe('accepted');
  expect(await offerTo(going, dora)).toMatchObject({ status: 'accepted' });
  const foreign = { ...answerTo(await offerTo(going, dora)), reason: 'x', itemKeys: [item?.key ?? ''] };
  await expect(declineOffer(data.db, id(), dora.as, foreign)).rejects.toMatchObject({ name: 'invalid-request' });
});

test('a colleague who is named instead is asked, and can’t be someone who can’t receive it', async () => {
  const going = await asked();
  const { dora, viewer, leo, others } = fixture;
  const [una] = others as [Person];
  const refusal = { ...answerTo(await offerTo(going, dora)), reason: null };
  const before = await goingTo(going, dora);
  for (const { id: toMemberId } of [viewer, leo, dora])
    await expect(
      redirectOffer(data.db, id(), dora.as, { ...refusal, receipt: randomUUID(), toMemberId }),
    ).rejects.toMatchObject({ name: 'successor-not-eligible' });
  await redirectOffer(data.db, id(), dora.as, { ...refusal, toMemberId: una.id });
  await tend(going);
  const moved = await goingTo(going, una);
  expect(moved.map(({ key }) => key).sort()).toEqual(before.map(({ key }) => key).sort());
  expect(new Set(moved.map(({ successorRule }) => successorRule))).toEqual(new Set(['redirect']));
  expect(await offerTo(going, dora)).toMatchObject({ status: 'redirected', redirectedToId: una.id });
  expect(await offerTo(going, una)).toMatchObject({ status: 'open' });
});

test('only whom it is offered to answers it: nobody else, nobody of another organization, nobody who was suspended', async () => {
  const going = await asked();
  const { mia, dora } = fixture;
  const offer = await offerTo(going, dora);
  const refusal = () => ({ ...answerTo(offer), reason: 'x' });
  await expect(declineOffer(data.db, id(), mia.as, refusal())).rejects.toMatchObject({ name: 'not-found' });
  const other = await testOrganization(data);
  const stranger = await testMember(data, other.id);
  await expect(declineOffer(data.db, other.id, stranger.as, refusal())).rejects.toMatchObject({ name: 'not-found' });
  await suspendMember(data.db, id(), fixture.organization.as, { memberId: dora.id, reason: 'x', now: new Date() });
  await expect(declineOffer(data.db, id(), dora.as, refusal())).rejects.toThrow();
  await tend(going);
  expect(await offerTo(going, dora)).toMatchObject({ status: 'lapsed' });
  expect(await goingTo(going, dora)).toEqual([]);
  expect((await itemsOf(going)).some(({ drift }) => drift === 'waits')).toBe(true); // nobody declined it: an admin looks
});

test('silence is taken for what policy says, and afterwards nobody answers', async () => {
  const going = await asked();
  await tend(going, inDays(3));
  const offer = await offerTo(going, fixture.dora);
  expect(offer).toMatchObject({ status: 'accepted', bySilence: true });
  const late = { ...answerTo(offer), now: inDays(3), reason: 'x' };
  await expect(declineOffer(data.db, id(), fixture.dora.as, late)).rejects.toMatchObject({ name: 'offer-closed' });
});

test('where policy takes silence for no, the suspension waits for nobody and the custodian receives it, unasked', async () => {
  await data.owner.query(
    `UPDATE organizations SET policy = '{"removals": {"offers": {"silence": "custodian"}}}' WHERE id = $1`,
    [id()],
  );
  const going = await asked();
  await accept(going, fixture.otto);
  const kept = (await goingTo(going, fixture.otto)).length;
  await suspendForRemoval(data.db, id(), workflow, effect(going, 'suspend'));
  expect(await replan(data.db, id(), workflow, effect(going, 'replan'))).toMatchObject({ needsPerson: false });
  expect(await offerTo(going, fixture.dora)).toMatchObject({ status: 'declined', bySilence: true });
  expect(await goingTo(going, fixture.dora)).toEqual([]);
  expect(await goingTo(going, fixture.otto)).toHaveLength(kept);
  expect((await goingTo(going, { id: fixture.organization.admin })).length).toBeGreaterThan(0);
});

test('who declined and is named all the same is asked again', async () => {
  const going = await asked();
  const { dora } = fixture;
  await declineOffer(data.db, id(), dora.as, { ...answerTo(await offerTo(going, dora)), reason: 'Too much' });
  await tend(going);
  const input = { ...effect(going), choice: { successorId: dora.id } };
  await changeSuccessor(data.db, id(), fixture.organization.as, input);
  await tend(going);
  expect(await offerTo(going, dora)).toMatchObject({ status: 'open', reason: null });
});

test('cancelling withdraws what is offered', async () => {
  const going = await asked();
  await cancelRemoval(data.db, id(), fixture.organization.as, effect(going, 'cancel'));
  expect(new Set((await offersOf(going)).map(({ status }) => status))).toEqual(new Set(['withdrawn']));
});

test('an offer shows names only of what the successor may see today', async () => {
  const going = await asked();
  const shown = async (person: Person) => {
    const offer = await offerTo(going, person);
    return await listOfferedItems(data.db, id(), { offer, now: new Date(), limit: 1000 });
  };
  const ofTeam = (await shown(fixture.dora)).filter(({ kind }) => kind === 'resource-owner');
  expect(ofTeam.length).toBeGreaterThan(0);
  expect(ofTeam.every(({ objectName }) => objectName !== null)).toBe(true);
  const ofManager = (await shown(fixture.mia)).filter(({ kind }) => kind === 'resource-owner');
  expect(ofManager.length).toBeGreaterThan(0);
  expect(ofManager.every(({ objectName }) => objectName === null)).toBe(true);
});
