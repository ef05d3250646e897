// Every activity of webhooks, killed before and after its effect, run twice, and two at once: what arrives is the same, in the same order.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Mail } from '../../activities/dependencies.ts';
import { webhookActivities } from '../../activities/webhooks/activities.ts';
import { dependencies } from '../removals/leaving.ts';
import { type TestData, testData } from '../support/organization.ts';
import { type TestTemporal, testTemporal } from '../support/temporal.ts';
import { type TestEndpoint, testEndpoint } from '../webhooks/endpoint.ts';
import { hooked } from '../webhooks/hooked.ts';
import { type Running, running } from '../webhooks/running.ts';
import { failuresWith, Faults, faults, type Planned } from './faulty-worker.ts';
import { type Ending, type Story, stories, webhookStory } from './webhook-stories.ts';

const planned = new Faults();
const ordinary = new Map<Story, Ending>();
const storyOf: Record<string, Story> = {
  deliverEvents: 'delivered',
  mailWebhookTrouble: 'disabled',
  testWebhook: 'tested',
};
const endpoints: TestEndpoint[] = [];
let data: TestData;
let server: TestTemporal;
let at: Running;
let mails: Mail[];
let activities: string[];

beforeAll(async () => {
  [data, server] = await Promise.all([testData(), testTemporal()]);
  const deps = await dependencies(data);
  mails = deps.mails;
  activities = Object.keys(webhookActivities(deps));
  at = running(server, deps);
  await at.startWorker({ interceptors: { activity: [planned.interceptor] } });
  at.wake();
  await Promise.all(stories.map(async (story) => ordinary.set(story, await told(story))));
});
afterAll(async () => {
  await at.stopWaking();
  await Promise.all(endpoints.map((endpoint) => endpoint.close()));
  await server.close();
  await data.close();
});

/** One story at an endpoint and in an organization of its own. */
async function told(story: Story, fault?: Planned): Promise<Ending> {
  const endpoint = await testEndpoint();
  endpoints.push(endpoint);
  const here = await hooked(data, endpoint);
  const { id } = here.organization;
  planned.plan(id, fault);
  const ending = await webhookStory(story, { here, endpoint, server, data });
  planned.allHappened(id);
  if (story === 'disabled') {
    const letters = new Set(
      mails.filter((mail) => mail.id.startsWith(`webhook/${here.webhookId}/`)).map((mail) => mail.id),
    );
    if (letters.size !== 1) throw new Error(`the admin was told ${letters.size} times`);
  }
  return ending;
}

test('the stories call every activity of webhooks', () => {
  expect(Object.keys(storyOf).sort()).toEqual(activities.toSorted());
});

test.each(faults)('with every activity %s, each event arrives in order and is kept once', async (fault) => {
  const of = (activity: string) => storyOf[activity] ?? 'delivered';
  const failed = await failuresWith(fault, activities, of, async (story, tried) => {
    expect(await told(story, tried)).toEqual(ordinary.get(story));
  });
  expect(failed).toEqual([]);
});
