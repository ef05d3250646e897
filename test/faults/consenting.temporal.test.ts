// Every activity of a consent, killed before and after its effect, run twice, and two at once: it ends as it does without, once, and no token is left over.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { consentRequestActivities } from '../../activities/consent-requests/activities.ts';
import { createActivities } from '../../activities/registry.ts';
import { url } from '../http/support/api.ts';
import { dependencies } from '../removals/leaving.ts';
import { type TestData, testData } from '../support/organization.ts';
import { type TestTemporal, testTemporal } from '../support/temporal.ts';
import { consentStory, type ConsentWorld, consentWorld, stories, type Story } from './consent-stories.ts';
import { failuresWith, Faults, faults, type Planned } from './faulty-worker.ts';

const storyOf: Record<string, Story> = {
  exchangeCode: 'settled',
  testShadow: 'settled',
  swapShadow: 'settled',
  settleAtHost: 'settled',
  endConsent: 'refused',
};
const planned = new Faults();
const ordinary = new Map<Story, unknown>();
let data: TestData;
let server: TestTemporal;
let world: ConsentWorld;

beforeAll(async () => {
  [data, server] = await Promise.all([testData(), testTemporal()]);
  const deps = { ...(await dependencies(data)), url };
  world = await consentWorld(data, server, deps);
  await server.startWorker(createActivities(deps), { interceptors: { activity: [planned.interceptor] } });
  await Promise.all(stories.map(async (story) => ordinary.set(story, await told(story))));
});
afterAll(async () => {
  await Promise.all([world.close(), server.close()]);
  await data.close();
});

async function told(story: Story, fault?: Planned) {
  const begun = (organization: string) => planned.plan(organization, fault);
  const { organization, ending } = await consentStory(story, world, server, begun);
  planned.allHappened(organization);
  return ending;
}

test('the stories call every activity of a consent', () => {
  expect(Object.keys(storyOf).sort()).toEqual(Object.keys(consentRequestActivities(world.deps)).sort());
});

test.each(faults)('with every activity %s, the consent ends as it does without, once', async (fault) => {
  const of = (activity: string) => storyOf[activity] ?? 'settled';
  const failed = await failuresWith(fault, Object.keys(storyOf), of, async (story, tried) => {
    expect(await told(story, tried)).toEqual(ordinary.get(story));
  });
  expect(failed).toEqual([]);
});
