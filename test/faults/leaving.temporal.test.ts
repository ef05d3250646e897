// Every activity that sees someone out, killed before and after its effect, run twice, and two at once: each removal ends as it does without.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Mail } from '../../activities/dependencies.ts';
import { createActivities } from '../../activities/registry.ts';
import { removalActivities } from '../../activities/removals/activities.ts';
import { type OauthProvider, startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import type { Actor } from '../../rules/audit/entry.ts';
import { setConnectionSecret } from '../../prisma/commands/connections/secrets.ts';
import { removalWorkflowId } from '../../workflows/removals/messages.ts';
import { dependencies, type Leaving, leaving } from '../removals/leaving.ts';
import { type RecordingHost, recordingHost } from '../removals/recording-host.ts';
import { auditOf, remainsOf } from '../removals/remains.ts';
import { type TestData, testData } from '../support/organization.ts';
import { testTemporal, type TestTemporal } from '../support/temporal.ts';
import { failuresWith, type Fault, Faults, faults, type Planned } from './faulty-worker.ts';
import { impatient, type Story, stories, toldStory } from './removal-story.ts';

const planned = new Faults();
const refused = new Set<string>();
const secretsAnew = new Map<string, (secret: string) => Promise<unknown>>();
const ordinary = new Map<Story, Ending>();
const called = new Map<Story, Set<string>>();
/** by fault: the stories mostly wait, so all are told side by side */
const failures = new Map<Fault, Promise<string[]>>();
let data: TestData;
let host: RecordingHost;
let provider: OauthProvider;
let server: TestTemporal;
let mails: Mail[];
let activities: string[];

/** What a removal left: everything that was done, how often, and what is still the person's. */
interface Ending {
  audit: Record<string, number>;
  remains: Record<string, number>;
  /** what people were told, once each */
  mails: string[];
  /** what the host has of the pipelines */
  host: string[];
}

beforeAll(async () => {
  const started = [testData(), recordingHost(), startOauthProvider(), testTemporal()] as const;
  [data, host, provider, server] = await Promise.all(started);
  const deps = await dependencies(data);
  mails = deps.mails;
  activities = Object.keys(removalActivities(deps));
  host.refuses = ({ resource }, { type }) => (type === 'transfer' && refused.has(resource) ? 'locked here' : undefined);
  host.rotates = async ({ resource }) => void (await secretsAnew.get(resource)?.('set by the host'));
  await server.startWorker(createActivities(deps), { interceptors: { activity: [planned.interceptor] } });
  await Promise.all(
    stories.map(async (story) => {
      const who = await left(story);
      ordinary.set(story, await endingOf(who));
      called.set(story, await calledFor(who));
    }),
  );
  for (const fault of faults) failures.set(fault, failuresOf(fault));
});
afterAll(async () => {
  await server.close();
  await Promise.all([host.close(), provider.close(), data.close()]);
});

const setSecret = (organization: string, actor: Actor, secret: Parameters<typeof setConnectionSecret>[4]) =>
  setConnectionSecret(data.db, data.secrets, organization, actor, secret);

/** One story in an organization of its own. */
async function left(story: Story, fault?: Planned): Promise<Leaving> {
  const who = await leaving(data, { host, provider }, { policy: impatient, rotating: story === 'plain' });
  const { id, as } = who.organization;
  secretsAnew.set(who.rotated, (secret) => setSecret(id, as, { connectionId: who.rotated, secret, now: new Date() }));
  planned.plan(id, fault);
  const told = () => mailsFor(id).some((mail) => mail.id.includes('/blocked/'));
  await toldStory(story, data, server, who, { refused, told });
  planned.allHappened(id);
  return who;
}

const mailsFor = (organization: string) => mails.filter(({ text }) => text.includes(organization));

/** How often a step was blocked anew, and its custodian told, depends on the clock, not on what was done: that is left out. */
async function endingOf(who: Leaving): Promise<Ending> {
  const { id } = who.organization;
  const audit = Object.entries(await auditOf(data, id)).filter(([action]) => !action.startsWith('removal.step-'));
  const told = new Set(mailsFor(id).map((mail) => mail.id));
  const kinds = [...told].map(
    (mail) => /(?:^|\/)(blocked|reminder|escalation|ended|hand-over-offer|consent-wanted)\//.exec(mail)?.[1] ?? mail,
  );
  const kept = who.pipelines.map((pipeline) => host.kept.get(`${id}/${pipeline}`)?.owner);
  return {
    audit: Object.fromEntries(audit),
    remains: await remainsOf(data, who),
    mails: kinds.filter((kind) => kind !== 'blocked').sort(),
    host: kept.map((owner) => (owner === who.successor.id ? 'the successor' : String(owner))),
  };
}

async function calledFor({ organization, leaver }: Leaving): Promise<Set<string>> {
  const handle = server.client.workflow.getHandle(removalWorkflowId(organization.id, leaver.id));
  const { events } = await handle.fetchHistory();
  return new Set(
    (events ?? []).flatMap(
      ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name ?? [],
    ),
  );
}

function failuresOf(fault: Fault): Promise<string[]> {
  const of = (activity: string) => storyOf(activity) ?? 'plain';
  return failuresWith(fault, activities, of, async (story, tried) => {
    expect(await endingOf(await left(story, tried))).toEqual(ordinary.get(story));
  });
}

const storyOf = (activity: string) => stories.find((story) => called.get(story)?.has(activity));

test('the stories call every activity of a removal', () => {
  expect(activities.filter((activity) => storyOf(activity) === undefined)).toEqual([]);
});

test('without a fault nothing of the person is left, and who was to be told was told', () => {
  for (const story of ['plain', 'steered'] as const) expect(ordinary.get(story)?.remains).toEqual({});
  expect(ordinary.get('plain')?.mails).toEqual(expect.arrayContaining(['reminder', 'escalation', 'ended']));
});

test.each(faults)(
  'with every activity %s, each removal ends as it does without, and nothing is done twice',
  async (fault) => {
    expect(await failures.get(fault)).toEqual([]);
  },
);

test('whatever happened, a mail that was sent again was the same mail', () => {
  const byId = new Map<string, Mail>();
  for (const mail of mails) {
    const first = byId.get(mail.id);
    if (first !== undefined) expect(mail).toEqual(first);
    byId.set(mail.id, mail);
  }
  expect(byId.size).toBeGreaterThan(activities.length);
});
