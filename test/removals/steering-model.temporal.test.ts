// Random commands of admins, the leaver, the host and kills, on the time-skipping server, whose worker reads each run's whole history for each of its tasks: the promises hold.
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createActivities } from '../../activities/registry.ts';
import { createApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { openDoor } from '../../prisma/commands/sessions/open-door.ts';
import { addShare } from '../../prisma/commands/shares/shares.ts';
import { listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import { hashOf } from '../../prisma/secrets/links.ts';
import { Failure } from '../../rules/failures.ts';
import { type OauthProvider, startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import * as messages from '../../workflows/removals/messages.ts';
import { Faults } from '../faults/faulty-worker.ts';
import { eventually } from '../support/eventually.ts';
import { type TestData, testData } from '../support/organization.ts';
import { timeSkippingTemporal } from '../support/temporal.ts';
import { dependencies, drafted, type Leaving, leaving, noted } from './leaving.ts';
import { type RecordingHost, recordingHost } from './recording-host.ts';
import { remainsOf } from './remains.ts';
import { beginRemoval, type RemovalRun } from './running.ts';
import { answerTo, type Command, commands, endingsOf, learn, type Model } from './steering-model.ts';

const DAY = 86_400_000;
const LEVELS = ['view', 'use', 'edit', 'manage'] as const;
/** The same few in each test run; more, and other ones, by STEERING_RUNS and STEERING_SEED (docs/testing.md). */
const numRuns = Number(process.env.STEERING_RUNS ?? 5);
const seed = Number(
  process.env.STEERING_SEED ?? (process.env.STEERING_RUNS === undefined ? 20_261_124 : Date.now() % 2 ** 31),
);

let data: TestData;
let host: RecordingHost;
let provider: OauthProvider;
let server: Awaited<ReturnType<typeof timeSkippingTemporal>>;
let activities: string[];
const faults = new Faults();

beforeAll(async () => {
  [data, host, provider] = await Promise.all([testData(), recordingHost(), startOauthProvider()]);
});
afterAll(async () => {
  await Promise.all([host.close(), provider.close(), data.close()]);
});

interface Going {
  who: Leaving;
  run: RemovalRun;
  removalId: string;
  model: Model;
  /** so many things were shared: each is something new, because what changes nothing is no write */
  shared: number;
}

const statusOf = async ({ organization, leaver }: Leaving): Promise<string> => {
  const sql = 'SELECT status::text FROM members WHERE organization_id = $1 AND id = $2';
  const { rows } = await data.owner.query<{ status: string }>(sql, [organization.id, leaver.id]);
  return rows[0]?.status ?? '';
};

/** Each that is open; without one, something that is none. */
async function attestAll({ who, run, removalId }: Going): Promise<void> {
  const open = await listFollowUps(data.db, who.organization.id, { removalId, status: 'open', limit: 100 });
  const noteId = await noted(data, who, 'Changed there');
  for (const followUpId of open.length > 0 ? open.map(({ id }) => id) : [randomUUID()])
    await run.steer(messages.attest, { followUpId, noteId });
}

async function admin(going: Going, click: Extract<Command, { admin: string }>['admin']): Promise<void> {
  const { who, run, model } = going;
  const at = (days: number) => ({ effectiveAt: new Date(Date.now() + days * DAY).toISOString(), timeZone: 'UTC' });
  const step = async () => (await run.state()).step;
  const does: Record<typeof click, () => Promise<unknown>> = {
    pause: () => run.steer(messages.pause, {}),
    resume: () => run.steer(messages.resume, {}),
    cancel: () => run.steer(messages.cancel, {}),
    retry: async () => run.steer(messages.retry, { step: await step() }),
    skip: async () => run.steer(messages.skip, { step: await step(), noteId: await noted(data, who, 'Let it be') }),
    attest: () => attestAll(going),
    successor: () => run.steer(messages.changeSuccessor, { successorId: who.successor.id }),
    'leaver as successor': () => run.steer(messages.changeSuccessor, { successorId: who.leaver.id }),
    'accept drift': () => run.steer(messages.acceptDrift, {}),
    'move away': () => run.steer(messages.moveDate, at(40)),
    'move to now': () => run.steer(messages.moveDate, at(-1)),
  };
  learn(model, click, await answerTo(does[click]));
}

/** Whoever is shut out when it begins is refused, by name. */
async function leaver(going: Going, doing: Extract<Command, { leaver: string }>['leaver']): Promise<void> {
  const { who } = going;
  const { organization, leaver: person, successor } = who;
  const before = await statusOf(who);
  const now = new Date();
  const does: Record<typeof doing, () => Promise<unknown>> = {
    'make a key': () =>
      createApiKey(data.db, organization.id, person.as, { holderId: person.id, name: 'late', scopes: ['read'], now }),
    share: () => {
      const nth = going.shared++;
      const resourceId = who.pipelines[nth % who.pipelines.length] ?? '';
      const level = LEVELS[Math.floor(nth / who.pipelines.length)] ?? 'manage';
      return addShare(data.db, organization.id, person.as, { resourceId, memberId: successor.id, level, now });
    },
    'open the door': async () => {
      const open = await openDoor(data.db, organization.id, { sessionHash: hashOf(who.sessionToken), now });
      if (!open) throw new Failure('not-allowed', { action: 'sign in', because: 'suspended' });
    },
  };
  const done = await does[doing]().then(
    () => true,
    (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      return false;
    },
  );
  if (done && before !== 'active') throw new Error(`who was ${before} could still ${doing}`);
}

function mood(of: Extract<Command, { host: string }>['host']): void {
  host.refuses = (_, { type }) => (of === 'refuses' && type === 'transfer' ? 'locked here' : undefined);
  host.status = () => (of === 'fails' ? 500 : undefined);
  host.answersFor = ({ items }) => (of === 'half' ? Math.ceil(items.length / 2) : items.length);
  host.delay = () => (of === 'slow' ? 300 : 0);
}

async function obey(going: Going, command: Command): Promise<void> {
  if ('admin' in command) await admin(going, command.admin);
  else if ('leaver' in command) await leaver(going, command.leaver);
  else if ('host' in command) mood(command.host);
  else faults.plan(going.who.organization.id, { activities, fault: command.worker });
}

/** Someone looks after it until it is over: whatever it waits for has an answer. */
async function seenThrough(going: Going): Promise<string> {
  const { run } = going;
  mood('fine');
  const answered = async () => {
    const outcome = await outcomeOf(run);
    if (outcome !== undefined) return outcome;
    const { waitsFor, failure } = await run.state();
    if (waitsFor === 'resume') await admin(going, 'resume');
    if (waitsFor === 'effective-date') await admin(going, 'move to now');
    if (waitsFor === 'follow-ups') await admin(going, 'attest');
    if (waitsFor === 'admin') await admin(going, failure?.name === 'plan-drifted' ? 'accept drift' : 'retry');
    throw new Error(`it waits for ${waitsFor}${failure === undefined ? '' : `: ${failure.name}`}`);
  };
  return await eventually(answered);
}

async function outcomeOf({ workflowId }: RemovalRun): Promise<string | undefined> {
  const handle = server.client.workflow.getHandle(workflowId);
  const { status } = await handle.describe();
  return status.name === 'RUNNING' ? undefined : ((await handle.result()) as string);
}

interface Entry {
  sequence: number;
  body: string;
  hash: string;
}

async function audit({ organization }: Leaving): Promise<Entry[]> {
  const { rows } = await data.owner.query<Entry>(
    `SELECT sequence::int, body, encode(hash, 'hex') AS hash FROM audit_entries WHERE organization_id = $1 ORDER BY sequence`,
    [organization.id],
  );
  return rows;
}

/** What must hold whatever happened. */
async function promises({ who, model }: Going, outcome: string): Promise<void> {
  expect(endingsOf(model)).toContain(outcome);
  const entries = await audit(who);
  let previous = Buffer.alloc(0);
  for (const { sequence, body, hash } of entries) {
    previous = createHash('sha256').update(previous).update(`${sequence}\n${body}`).digest();
    expect(previous.toString('hex')).toBe(hash);
  }
  const parsed = entries.map(({ body }) => JSON.parse(body) as { action: string; actor: { memberId?: string } });
  const at = (action: string) => parsed.flatMap((entry, index) => (entry.action === action ? [index] : []));
  const [shut = Number.POSITIVE_INFINITY] = at('removal.suspended');
  const [restored = Number.POSITIVE_INFINITY] = at('removal.cancelled');
  const late = parsed.filter(
    ({ actor }, index) => actor.memberId === who.leaver.id && index > shut && index < restored,
  );
  expect(late).toEqual([]);
  const once = ['removal.suspended', 'removal.cancelled', 'removal.completed', 'member.deactivated'];
  expect(once.filter((action) => at(action).length > 1)).toEqual([]);
  if (outcome === 'cancelled') {
    expect(at('resource.transferred')).toEqual([]);
    expect(await statusOf(who)).toBe('active');
  } else expect(await statusOf(who)).toBe('deactivated');
  if (outcome === 'proven') expect(await remainsOf(data, who)).toEqual({});
}

test(`${numRuns} removals under random commands end as the model says, and keep every promise (seed ${seed})`, async () => {
  const property = fc.asyncProperty(fc.constantFrom(0, 30), commands, async (days, given) => {
    mood('fine');
    const deps = await dependencies(data);
    const all = createActivities(deps);
    activities = Object.keys(all);
    server = await timeSkippingTemporal();
    await server.startWorker(all, { maxCachedWorkflows: 0, interceptors: { activity: [faults.interceptor] } });
    try {
      const who = await leaving(data, { host, provider }, { policy: { removals: { rotationGraceHours: 0 } } });
      const removalId = await drafted(data, who, { effectiveAt: new Date(Date.now() + days * DAY) });
      const run = await beginRemoval(server, who, removalId);
      const going: Going = { who, run, removalId, model: { cancelled: false, skipped: false }, shared: 0 };
      for (const command of given) await obey(going, command);
      await promises(going, await seenThrough(going));
    } finally {
      await server.close();
    }
  });
  await fc.assert(property, { numRuns, seed, endOnFailure: true });
}, 3_600_000);
