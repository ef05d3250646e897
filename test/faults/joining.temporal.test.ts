// Every activity that brings someone in, killed before and after its effect, run twice, and two at once: each story ends as it does without.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Mail } from '../../activities/dependencies.ts';
import { approvalActivities } from '../../activities/approvals/activities.ts';
import { invitationActivities } from '../../activities/invitations/activities.ts';
import { consentRequestActivities } from '../../activities/consent-requests/activities.ts';
import { createActivities } from '../../activities/registry.ts';
import { erasureActivities } from '../../activities/erasures/activities.ts';
import { massRemovalActivities } from '../../activities/mass-removals/activities.ts';
import { reinstatementActivities } from '../../activities/reinstatements/activities.ts';
import { removalActivities } from '../../activities/removals/activities.ts';
import { webhookActivities } from '../../activities/webhooks/activities.ts';
import { openSigner } from '../../prisma/secrets/signing.ts';
import { acmeIn } from '../invitations/acme.ts';
import { url } from '../invitations/joining.ts';
import { type TestData, testData } from '../support/organization.ts';
import { type TestTemporal, testTemporal } from '../support/temporal.ts';
import { failuresWith, type Fault, Faults, faults, type Planned } from './faulty-worker.ts';
import { type Ending, joiningStory, type Story, stories } from './joining-stories.ts';

const planned = new Faults();
const mails: Mail[] = [];
const called = new Map<Story, Set<string>>();
/** by fault: the stories mostly wait, so all are told side by side */
const failures = new Map<Fault, Promise<string[]>>();
const ordinary = new Map<Story, Ending>();
let data: TestData;
let server: TestTemporal;
let activities: string[];
let elsewhere: string[];

/** One story in an organization of its own. */
async function told(story: Story, fault?: Planned): Promise<Ending> {
  const here = await acmeIn(data, `acme-${randomUUID().slice(0, 8)}`);
  planned.plan(here.organization, fault);
  const ending = await joiningStory(here, server, story);
  planned.allHappened(here.organization);
  return ending;
}

beforeAll(async () => {
  [data, server] = await Promise.all([testData(), testTemporal()]);
  const { db, secrets, keys } = data;
  const mailer = { send: async (mail: Mail) => void mails.push(mail) };
  const deps = { db, secrets, mailer, url, signer: await openSigner(keys), allowPrivateHosts: true };
  activities = [...Object.keys(invitationActivities(deps)), ...Object.keys(approvalActivities(deps))];
  const registered = createActivities(deps);
  const others = [
    removalActivities(deps),
    massRemovalActivities(deps),
    erasureActivities(deps),
    consentRequestActivities(deps),
    webhookActivities(deps),
    reinstatementActivities(deps),
  ].flatMap(Object.keys);
  elsewhere = Object.keys(registered).filter((name) => !activities.includes(name) && !others.includes(name));
  await server.startWorker(registered, { interceptors: { activity: [planned.interceptor] } });
  await Promise.all(
    stories.map(async (story) => {
      ordinary.set(story, await told(story));
      called.set(story, await calledIn(story));
    }),
  );
  for (const fault of faults) failures.set(fault, failuresOf(fault));
});
afterAll(async () => {
  await server.close();
  await data.close();
});

/** Which activities a story calls, from the histories of its runs. */
async function calledIn(story: Story): Promise<Set<string>> {
  const here = await acmeIn(data, `acme-${randomUUID().slice(0, 8)}`);
  await joiningStory(here, server, story);
  const { rows } = await data.owner.query<{ id: string }>(
    `SELECT 'invitation/' || organization_id || '/' || id AS id FROM invitations WHERE organization_id = $1
     UNION ALL SELECT 'approval/' || organization_id || '/' || id FROM approvals WHERE organization_id = $1`,
    [here.organization],
  );
  const names = new Set<string>();
  for (const { id } of rows) {
    const { events } = await server.client.workflow.getHandle(id).fetchHistory();
    for (const event of events ?? []) {
      const name = event.activityTaskScheduledEventAttributes?.activityType?.name;
      if (typeof name === 'string') names.add(name);
    }
  }
  return names;
}

function failuresOf(fault: Fault): Promise<string[]> {
  const of = (activity: string) => storyOf(activity) ?? 'accepted';
  return failuresWith(fault, activities, of, async (story, tried) => {
    expect(await told(story, tried)).toEqual(ordinary.get(story));
  });
}

const storyOf = (activity: string) => stories.find((story) => called.get(story)?.has(activity));

test('the stories call every activity of invitation and approval', () => {
  expect(activities.filter((activity) => storyOf(activity) === undefined)).toEqual([]);
});

test('of all registered activities only the sign-in mail, which has no effect but itself, and the audit’s retention (test/audit-entries) belong to no process with a story', () => {
  expect(elsewhere.sort()).toEqual(['dropOldAuditEntries', 'mailSignInLink', 'organizationsWithRetention']);
});

test.each(faults)('with every activity %s, each invitation ends as it does without, once', async (fault) => {
  expect(await failures.get(fault)).toEqual([]);
});

test('whatever happened, nobody was mailed another link than the one that was meant', () => {
  const byId = new Map<string, Mail>();
  for (const mail of mails) {
    const first = byId.get(mail.id);
    if (first !== undefined) expect(mail).toEqual(first);
    byId.set(mail.id, mail);
  }
  expect(byId.size).toBeGreaterThan(activities.length);
});
