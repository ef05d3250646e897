// Every activity that brings someone back, killed before and after its effect, run twice, and two at once: each reinstatement ends as it does without.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Mail } from '../../activities/dependencies.ts';
import { createActivities } from '../../activities/registry.ts';
import { reinstatementActivities } from '../../activities/reinstatements/activities.ts';
import { type OauthProvider, startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import { reinstatementWorkflowId } from '../../workflows/reinstatements/messages.ts';
import { worldOf } from '../reinstatements/world.ts';
import { dependencies, type Leaving, leaving } from '../removals/leaving.ts';
import { type RecordingHost, recordingHost } from '../removals/recording-host.ts';
import { auditOf } from '../removals/remains.ts';
import { type TestData, testData } from '../support/organization.ts';
import { testTemporal, type TestTemporal } from '../support/temporal.ts';
import { failuresWith, type Fault, Faults, faults, type Planned } from './faulty-worker.ts';
import { type Story, stories, toldStory } from './reinstating-stories.ts';
import { impatient } from './removal-story.ts';

const planned = new Faults();
const refused = new Set<string>();
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

/** What a reinstatement left: everything that was done, how often, what is theirs again, whom it told, and what the host has. */
interface Ending {
  audit: Record<string, number>;
  theirs: Record<string, number>;
  mails: string[];
  host: string[];
}

beforeAll(async () => {
  const started = [testData(), recordingHost(), startOauthProvider(), testTemporal()] as const;
  [data, host, provider, server] = await Promise.all(started);
  const deps = await dependencies(data);
  mails = deps.mails;
  activities = Object.keys(reinstatementActivities(deps));
  host.refuses = ({ resource }, { type }) => (type === 'transfer' && refused.has(resource) ? 'locked here' : undefined);
  await server.startWorker(createActivities(deps), { interceptors: { activity: [planned.interceptor] } });
  await Promise.all(
    stories.map(async (story) => {
      const who = await came(story);
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

/** One story in an organization of its own. */
async function came(story: Story, fault?: Planned): Promise<Leaving> {
  const who = await leaving(data, { host, provider }, { pipelines: 2, policy: impatient });
  const { id } = who.organization;
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
  const audit = Object.entries(await auditOf(data, id)).filter(([action]) => !action.startsWith('reinstatement.step-'));
  const told = new Set(mailsFor(id).map((mail) => mail.id));
  const kinds = [...told].map((mail) => /\/(blocked|back|receiver|ended)\//.exec(mail)?.[1] ?? mail);
  const theirs: Record<string, number> = {};
  for (const [key, value] of await worldOf(data, id)) {
    if (!`${key} ${value}`.includes(who.leaver.id)) continue;
    const kind = key.slice(0, key.indexOf(':'));
    theirs[kind] = (theirs[kind] ?? 0) + 1;
  }
  const kept = who.pipelines.map((pipeline) => host.kept.get(`${id}/${pipeline}`)?.owner);
  return {
    audit: Object.fromEntries(audit),
    theirs,
    mails: kinds.filter((kind) => kind !== 'blocked').sort(),
    host: kept.map((owner) => (owner === who.leaver.id ? 'theirs' : String(owner))),
  };
}

async function calledFor({ organization, leaver }: Leaving): Promise<Set<string>> {
  const handle = server.client.workflow.getHandle(reinstatementWorkflowId(organization.id, leaver.id));
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
    expect(await endingOf(await came(story, tried))).toEqual(ordinary.get(story));
  });
}

const storyOf = (activity: string) => stories.find((story) => called.get(story)?.has(activity));

test('the stories call every activity of a reinstatement', () => {
  expect(activities.filter((activity) => storyOf(activity) === undefined)).toEqual([]);
});

test('without a fault they are in again, the host has it so, and everyone whom it concerns was told', () => {
  expect(ordinary.get('plain')?.host).toEqual(['theirs', 'theirs']);
  expect(ordinary.get('plain')?.mails).toEqual(['back', 'ended', 'receiver']);
  expect(ordinary.get('plain')?.theirs).toMatchObject({
    member: 1,
    owner: 4,
    'runs-as': 2,
    team: 1,
    share: 1,
    bookmark: 1,
  });
});

test.each(faults)(
  'with every activity %s, each reinstatement ends as it does without, and nothing is done twice',
  async (fault) => {
    expect(await failures.get(fault)).toEqual([]);
  },
);
