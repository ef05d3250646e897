// Each command of a removal: run twice, two at once, and from another organization.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attestFollowUp } from '../../prisma/commands/follow-ups/attest.ts';
import { openFollowUps } from '../../prisma/commands/follow-ups/open.ts';
import { escalateFollowUp, remindFollowUp } from '../../prisma/commands/follow-ups/remind.ts';
import { settleFollowUps } from '../../prisma/commands/follow-ups/settle.ts';
import { cancelRemoval } from '../../prisma/commands/removals/cancel.ts';
import { changeSuccessor } from '../../prisma/commands/removals/change-successor.ts';
import { completeRemoval } from '../../prisma/commands/removals/complete.ts';
import { deactivateLeaver, endHoldingsBatch } from '../../prisma/commands/removals/deactivate.ts';
import { eraseLeaver } from '../../prisma/commands/removals/erase.ts';
import { recordGrantRevoked } from '../../prisma/commands/removals/grants.ts';
import { acknowledgeHandover } from '../../prisma/commands/removals/handover.ts';
import { planRemoval } from '../../prisma/commands/removals/plan.ts';
import { acceptDrift, replan } from '../../prisma/commands/removals/replan.ts';
import { rotateBatch } from '../../prisma/commands/removals/rotate.ts';
import { skipItem, skipStep } from '../../prisma/commands/removals/skip.ts';
import { moveDate, pauseRemoval, resumeRemoval } from '../../prisma/commands/removals/steer.ts';
import { setStep } from '../../prisma/commands/removals/steps.ts';
import { suspendForRemoval } from '../../prisma/commands/removals/suspend.ts';
import { transferBatch } from '../../prisma/commands/removals/transfer.ts';
import { startWaiting } from '../../prisma/commands/removals/wait.ts';
import { addShare } from '../../prisma/commands/shares/shares.ts';
import { listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import type { Actor } from '../../rules/audit/entry.ts';
import { type Fixture, furnished } from '../support/fixture.ts';
import { type TestData, testData } from '../support/organization.ts';
import {
  deactivated,
  draft,
  effect,
  followedUp,
  type Going,
  noted,
  planned,
  running,
  suspended,
  transferred,
  workflow,
} from './steps.ts';

let data: TestData;
let foreign: Fixture;
let tables: string[];
beforeAll(async () => {
  data = await testData();
  foreign = await furnished(data);
  const { rows } = await data.owner.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'organization_id' ORDER BY 1`,
  );
  tables = rows.map(({ name }) => name);
});
afterAll(() => data.close());

type Input = ReturnType<typeof effect>;
type Command = (organization: string, input: Input, actor: Actor) => Promise<unknown>;

interface Case {
  name: string;
  /** brings a removal to where the command belongs */
  until: (fixture: Fixture) => Promise<Going>;
  /** makes what the command needs, and the command */
  command: (going: Going) => Promise<Command> | Command;
  /** a batch: it goes on where the first left off, instead of answering the same again */
  batch?: true;
}

const drafted = async (fixture: Fixture): Promise<Going> => ({ data, fixture, removalId: await draft(data, fixture) });
const blocked = async (fixture: Fixture): Promise<Going> => {
  const going = await suspended(data, fixture);
  await running(going, 'rotate');
  const failure = { name: 'internal', facts: {} } as const;
  const change = { status: 'blocked', failure, deadline: new Date() } as const;
  await setStep(data.db, fixture.organization.id, workflow, { ...effect(going), step: 'rotate', change });
  return going;
};
const firstFollowUp = async ({ fixture, removalId }: Going) => {
  const found = await listFollowUps(data.db, fixture.organization.id, { removalId, limit: 10 });
  return found.find(({ kind }) => kind === 'renew-grant')?.id ?? '';
};
const drifted = async (fixture: Fixture): Promise<Going> => {
  const going = await planned(data, fixture);
  const { organization, connections, leo } = fixture;
  const share = { resourceId: connections[5] ?? '', memberId: leo.id, level: 'manage' } as const;
  await addShare(data.db, organization.id, organization.as, { ...share, now: new Date() });
  await suspendForRemoval(data.db, organization.id, workflow, effect(going));
  await replan(data.db, organization.id, workflow, effect(going));
  return going;
};
const db = () => data.db;
const at = {
  planned: (fixture: Fixture) => planned(data, fixture),
  suspended: (fixture: Fixture) => suspended(data, fixture),
  transferred: (fixture: Fixture) => transferred(data, fixture),
  deactivated: (fixture: Fixture) => deactivated(data, fixture),
  followedUp: (fixture: Fixture) => followedUp(data, fixture),
};

const cases: Case[] = [
  { name: 'planRemoval', until: drafted, command: () => (o, input, by) => planRemoval(db(), o, by, input) },
  { name: 'startWaiting', until: at.planned, command: () => (o, input) => startWaiting(db(), o, workflow, input) },
  { name: 'pauseRemoval', until: at.planned, command: () => (o, input, by) => pauseRemoval(db(), o, by, input) },
  { name: 'resumeRemoval', until: at.planned, command: () => (o, input, by) => resumeRemoval(db(), o, by, input) },
  {
    name: 'moveDate',
    until: at.planned,
    command: () => (o, input, by) => moveDate(db(), o, by, { ...input, effectiveAt: new Date(0), timeZone: 'UTC' }),
  },
  {
    name: 'changeSuccessor',
    until: at.planned,
    command:
      ({ fixture }) =>
      (o, input, by) =>
        changeSuccessor(db(), o, by, { ...input, choice: { successorId: fixture.mia.id } }),
  },
  {
    name: 'suspendForRemoval',
    until: at.planned,
    command: () => (o, input) => suspendForRemoval(db(), o, workflow, input),
  },
  { name: 'replan', until: at.suspended, command: () => (o, input) => replan(db(), o, workflow, input) },
  { name: 'acceptDrift', until: drifted, command: () => (o, input, by) => acceptDrift(db(), o, by, input) },
  {
    name: 'setStep',
    until: at.suspended,
    command: () => (o, input) =>
      setStep(db(), o, workflow, { ...input, step: 'transfer', change: { status: 'running' } }),
  },
  {
    name: 'skipItem',
    until: at.suspended,
    command: async (going) => {
      const noteId = await noted(going, 'why');
      const itemKey = `resource-owner:${going.fixture.pipelines[0]}`;
      return (o, input, by) => skipItem(db(), o, by, { ...input, itemKey, noteId });
    },
  },
  {
    name: 'skipStep',
    until: blocked,
    command: async (going) => {
      const noteId = await noted(going, 'why');
      return (o, input, by) => skipStep(db(), o, by, { ...input, step: 'rotate', noteId });
    },
  },
  { name: 'cancelRemoval', until: at.suspended, command: () => (o, input, by) => cancelRemoval(db(), o, by, input) },
  {
    name: 'transferBatch',
    until: at.suspended,
    batch: true,
    command: () => (o, input) => transferBatch(db(), o, workflow, { ...input, limit: 10 }),
  },
  {
    name: 'acknowledgeHandover',
    until: async (fixture) => {
      await data.owner.query(
        `UPDATE resource_kinds SET handover_url = 'https://host.example' WHERE organization_id = $1 AND name = 'pipeline'`,
        [fixture.organization.id],
      );
      return transferred(data, fixture);
    },
    batch: true,
    command:
      ({ fixture }) =>
      (o, input) =>
        acknowledgeHandover(db(), o, workflow, {
          ...input,
          answers: fixture.pipelines.map((resourceId) => ({ resourceId, ok: true })),
        }),
  },
  {
    name: 'endHoldingsBatch',
    until: at.transferred,
    batch: true,
    command: () => (o, input) => endHoldingsBatch(db(), o, workflow, { ...input, limit: 3 }),
  },
  {
    name: 'deactivateLeaver',
    until: at.transferred,
    command: () => (o, input) => deactivateLeaver(db(), o, workflow, input),
  },
  { name: 'eraseLeaver', until: at.transferred, command: () => (o, input) => eraseLeaver(db(), o, workflow, input) },
  {
    name: 'rotateBatch',
    until: at.deactivated,
    batch: true,
    command: () => (o, input) => rotateBatch(db(), data.secrets, o, workflow, { ...input, limit: 10 }),
  },
  {
    name: 'openFollowUps',
    until: at.deactivated,
    batch: true,
    command: () => (o, input) => openFollowUps(db(), o, workflow, { ...input, limit: 10 }),
  },
  {
    name: 'settleFollowUps',
    until: at.followedUp,
    batch: true,
    command: () => (o, input) => settleFollowUps(db(), o, workflow, input),
  },
  {
    name: 'remindFollowUp',
    until: at.followedUp,
    command: async (going) => {
      const followUpId = await firstFollowUp(going);
      return (o, input) => remindFollowUp(db(), o, workflow, { ...input, followUpId });
    },
  },
  {
    name: 'escalateFollowUp',
    until: at.followedUp,
    command: async (going) => {
      const followUpId = await firstFollowUp(going);
      return (o, input) => escalateFollowUp(db(), o, workflow, { ...input, followUpId, nth: 1 });
    },
  },
  {
    name: 'attestFollowUp',
    until: at.followedUp,
    command: async (going) => {
      const [followUpId, noteId] = [await firstFollowUp(going), await noted(going, 'done')];
      return (o, input, by) => attestFollowUp(db(), o, by, { ...input, followUpId, noteId });
    },
  },
  {
    name: 'recordGrantRevoked',
    until: at.deactivated,
    command:
      ({ fixture }) =>
      (o, input) =>
        recordGrantRevoked(db(), o, workflow, { ...input, itemKey: `grant:${fixture.grants[0]}` }),
  },
  {
    name: 'completeRemoval',
    until: at.deactivated,
    command: () => (o, input) => completeRemoval(db(), o, workflow, { ...input, certificate: 'a.b.c' }),
  },
];

/** Everything of an organization, as one hash. */
async function stateOf(organization: string): Promise<string> {
  const hash = createHash('sha256');
  for (const table of tables) {
    const { rows } = await data.owner.query<{ text: string | null }>(
      `SELECT string_agg(text, '' ORDER BY text) AS text FROM (SELECT to_jsonb(t)::text AS text FROM ${table} t WHERE organization_id = $1) x`,
      [organization],
    );
    hash.update(`${table}${rows[0]?.text}`);
  }
  return hash.digest('hex');
}

/** How often each action is in the audit. */
async function entriesOf(organization: string): Promise<Record<string, number>> {
  const { rows } = await data.owner.query<{ action: string; count: number }>(
    `SELECT body::jsonb ->> 'action' AS action, count(*)::int AS count FROM audit_entries WHERE organization_id = $1 GROUP BY 1`,
    [organization],
  );
  return Object.fromEntries(rows.map(({ action, count }) => [action, count]));
}

async function ready({ until, command }: Case) {
  const fixture = await furnished(data);
  const going = await until(fixture);
  const run = await command(going);
  return { organization: fixture.organization, going, run };
}

describe.each(cases)('$name', (one) => {
  let here: Awaited<ReturnType<typeof ready>>;
  beforeAll(async () => {
    here = await ready(one);
  });

  test('from another organization the removal does not exist', async () => {
    const { organization, going, run } = here;
    const before = [await stateOf(organization.id), await stateOf(foreign.organization.id)];
    const stranger = run(foreign.organization.id, effect(going, 'once'), foreign.organization.as);
    await expect(stranger).rejects.toMatchObject({ name: 'not-found' });
    expect([await stateOf(organization.id), await stateOf(foreign.organization.id)]).toEqual(before);
  });

  test(
    one.batch ? 'run again when all is done it changes nothing' : 'run twice it is done once, and answers the same',
    async () => {
      const { organization, going, run } = here;
      const input = effect(going, 'once');
      const answer = one.batch ? await untilDone(here, input) : await run(organization.id, input, organization.as);
      const state = await stateOf(organization.id);
      const again = await run(organization.id, input, organization.as);
      if (!one.batch) expect(again).toEqual(answer);
      expect(await stateOf(organization.id)).toBe(state);
    },
  );

  test('two at once do no more than one', async () => {
    const there = await ready(one);
    const { organization, going, run } = there;
    const input = effect(going, 'once');
    const [first, second] = await Promise.all([1, 2].map(() => run(organization.id, input, organization.as)));
    if (one.batch) {
      await untilDone(there, input);
    } else {
      expect(second).toEqual(first);
      expect(await entriesOf(organization.id)).toEqual(await entriesOf(here.organization.id));
    }
    const { rows } = await data.owner.query('SELECT FROM removal_steps WHERE removal_id = $1 AND done > total', [
      going.removalId,
    ]);
    expect(rows).toEqual([]);
  });
});

/** A batch, until one changes nothing any more. */
async function untilDone({ run, organization }: Awaited<ReturnType<typeof ready>>, input: Input): Promise<void> {
  for (let state = ''; ; ) {
    await run(organization.id, input, organization.as);
    const next = await stateOf(organization.id);
    if (next === state) return;
    state = next;
  }
}
