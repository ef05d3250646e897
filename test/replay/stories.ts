// The stories whose histories are kept: between them every branch of every process that people met so far.
import { randomUUID } from 'node:crypto';
import type { ActivityDependencies, Mail } from '../../activities/dependencies.ts';
import { createActivities } from '../../activities/registry.ts';
import { startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import { consentStory, consentWorld, stories as consentStories } from '../faults/consent-stories.ts';
import { url } from '../http/support/api.ts';
import { joiningStory, stories as joiningStories } from '../faults/joining-stories.ts';
import {
  halfWayStory,
  stories as reinstatingStories,
  toldStory as reinstatingStory,
} from '../faults/reinstating-stories.ts';
import { webhookStory } from '../faults/webhook-stories.ts';
import { impatient, offeredRemoval, stories as removalStories, toldStory } from '../faults/removal-story.ts';
import { acmeIn } from '../invitations/acme.ts';
import { dependencies, leaving } from '../removals/leaving.ts';
import { recordingHost } from '../removals/recording-host.ts';
import { type TestData, testData } from '../support/organization.ts';
import { testTemporal, type TestTemporal } from '../support/temporal.ts';
import { testEndpoint } from '../webhooks/endpoint.ts';
import { hooked } from '../webhooks/hooked.ts';
import { running } from '../webhooks/running.ts';

type History = Awaited<ReturnType<ReturnType<TestTemporal['client']['workflow']['getHandle']>['fetchHistory']>>;
export interface Recorded {
  /** process and story: `removal-steered` */
  name: string;
  history: History;
}

/** Tells every story once, in a namespace of its own, and takes down the runs that it made. */
export async function recordedStories(): Promise<Recorded[]> {
  const [data, server] = await Promise.all([testData(), testTemporal({ namespace: 'own' })]);
  const deps = { ...(await dependencies(data)), url };
  await server.startWorker(createActivities(deps));
  const storyOf = new Map<string, string>();
  try {
    for (const story of joiningStories) {
      const here = await acmeIn(data, `acme-${randomUUID().slice(0, 8)}`);
      storyOf.set(here.organization, story.replaceAll(' ', '-'));
      await joiningStory(here, server, story);
    }
    for (const [organization, story] of await removalsOf(data, server, deps.mails)) storyOf.set(organization, story);
    for (const [organization, story] of await reinstatementsOf(data, server, deps.mails))
      storyOf.set(organization, story);
    for (const [organization, story] of await webhooksOf(data, server, deps)) storyOf.set(organization, story);
    for (const [organization, story] of await consentsOf(data, server, deps)) storyOf.set(organization, story);
    return await historiesOf(server, storyOf);
  } finally {
    await server.close();
    await data.close();
  }
}

async function removalsOf(data: TestData, server: TestTemporal, mails: Mail[]): Promise<Map<string, string>> {
  const [host, provider] = await Promise.all([recordingHost(), startOauthProvider()]);
  const told = new Map<string, string>();
  try {
    const offered = await leaving(data, { host, provider }, { pipelines: 1, policy: impatient });
    told.set(offered.organization.id, 'offered');
    await offeredRemoval(data, server, offered);
    for (const story of removalStories) {
      const who = await leaving(data, { host, provider }, { policy: impatient });
      const { id } = who.organization;
      told.set(id, story);
      const refused = new Set<string>();
      host.refuses = ({ resource }, { type }) => (type === 'transfer' && refused.has(resource) ? 'locked' : undefined);
      const blockTold = () => mails.some((mail) => mail.id.includes('/blocked/') && mail.text.includes(id));
      await toldStory(story, data, server, who, { refused, told: blockTold });
    }
    return told;
  } finally {
    await Promise.all([host.close(), provider.close()]);
  }
}

async function reinstatementsOf(data: TestData, server: TestTemporal, mails: Mail[]): Promise<Map<string, string>> {
  const [host, provider] = await Promise.all([recordingHost(), startOauthProvider()]);
  const refused = new Set<string>();
  host.refuses = ({ resource }, { type }) => (type === 'transfer' && refused.has(resource) ? 'locked' : undefined);
  const told = new Map<string, string>();
  try {
    for (const story of [...reinstatingStories, 'half-way'] as const) {
      const who = await leaving(data, { host, provider }, { pipelines: 1, policy: impatient });
      const { id } = who.organization;
      told.set(id, story);
      const blockTold = () => mails.some((mail) => mail.id.includes('/blocked/') && mail.text.includes(id));
      if (story === 'half-way') await halfWayStory(data, server, who, { refused });
      else await reinstatingStory(story, data, server, who, { refused, told: blockTold });
    }
    return told;
  } finally {
    await Promise.all([host.close(), provider.close()]);
  }
}

/** A webhook that is up to date waits for the next event: only those whose run ends are recorded. */
async function webhooksOf(
  data: TestData,
  server: TestTemporal,
  deps: ActivityDependencies,
): Promise<Map<string, string>> {
  const at = running(server, deps);
  at.wake();
  const told = new Map<string, string>();
  try {
    for (const story of ['given up', 'disabled', 'tested'] as const) {
      const endpoint = await testEndpoint();
      const here = await hooked(data, endpoint);
      told.set(here.organization.id, story.replaceAll(' ', '-'));
      await webhookStory(story, { here, endpoint, server, data });
      await endpoint.close();
    }
    return told;
  } finally {
    await at.stopWaking();
  }
}

async function consentsOf(
  data: TestData,
  server: TestTemporal,
  deps: ActivityDependencies,
): Promise<Map<string, string>> {
  const world = await consentWorld(data, server, deps);
  const told = new Map<string, string>();
  try {
    for (const story of consentStories) told.set((await consentStory(story, world, server)).organization, story);
    return told;
  } finally {
    await world.close();
  }
}

/** Runs by the organization in their workflow ID, which the server lists a little later than it ends them. */
async function historiesOf(server: TestTemporal, storyOf: Map<string, string>): Promise<Recorded[]> {
  const recorded = new Map<string, History>();
  const { workflow } = server.client;
  for await (const { workflowId, type } of workflow.list({ query: 'ExecutionStatus = "Completed"' })) {
    const story = storyOf.get(workflowId.split('/')[1] ?? '');
    if (story !== undefined) recorded.set(`${type}-${story}`, await workflow.getHandle(workflowId).fetchHistory());
  }
  return [...recorded].map(([name, history]) => ({ name, history })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
