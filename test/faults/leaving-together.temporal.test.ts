// Every activity that sees many out as one set, killed before and after its effect, run twice, and two at once: each set ends as it does without.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { massRemovalActivities } from '../../activities/mass-removals/activities.ts';
import { createActivities } from '../../activities/registry.ts';
import { writeNote } from '../../prisma/commands/notes/write.ts';
import { approvalWorkflowId, decide } from '../../workflows/approvals/messages.ts';
import { beginMassRemoval, type Crowd, crowd, type MassRun } from '../mass-removals/set.ts';
import { dependencies } from '../removals/leaving.ts';
import { auditOf } from '../removals/remains.ts';
import { type TestData, testData } from '../support/organization.ts';
import { testTemporal, type TestTemporal } from '../support/temporal.ts';
import { failuresWith, type Fault, Faults, faults, type Planned } from './faulty-worker.ts';

const planned = new Faults();
let data: TestData;
let server: TestTemporal;
let activities: string[];
let ordinary: object;
/** by fault: the stories mostly wait, so all are told side by side */
const failures = new Map<Fault, Promise<string[]>>();

beforeAll(async () => {
  [data, server] = await Promise.all([testData(), testTemporal()]);
  const deps = await dependencies(data);
  activities = Object.keys(massRemovalActivities(deps));
  await server.startWorker(createActivities(deps), { interceptors: { activity: [planned.interceptor] } });
  ordinary = await left();
  const tell = async (_story: string, tried: Planned) => expect(await left(tried)).toEqual(ordinary);
  for (const fault of faults)
    failures.set(
      fault,
      failuresWith(fault, activities, () => 'the story', tell),
    );
});
afterAll(async () => {
  await server.close();
  await data.close();
});

/** Three leave together, after another admin agreed to it; one of them has changed since the preview. @returns what it left */
async function left(fault?: Planned): Promise<object> {
  const who = await crowd(data, { people: 3, each: 1, policy: { removals: { breaker: { count: 2 }, atOnce: 1 } } });
  const { id } = who.organization;
  planned.plan(id, fault);
  const run = await beginMassRemoval(data, server, who);
  await data.owner.query(
    'UPDATE resources SET owner_id = $2, runs_as_id = $2 WHERE organization_id = $1 AND owner_id = $3',
    [id, who.otherAdmin.id, who.leavers[0]?.id],
  );
  await approve(who, run);
  expect(await run.result()).toBe('done');
  await run.until(({ counts }) => counts.completed === 2 && counts.refused === 1);
  planned.allHappened(id);
  const { rows } = await data.owner.query(
    'SELECT count(*)::int AS resources FROM resources WHERE organization_id = $1 AND (owner_id = ANY($2) OR runs_as_id = ANY($2))',
    [id, who.leavers.map((leaver) => leaver.id)],
  );
  return { audit: await auditOf(data, id), still: rows };
}

async function approve({ organization, otherAdmin }: Crowd, run: MassRun): Promise<void> {
  const { approvalId } = await run.row();
  const { rows } = await data.owner.query<{ facts_hash: string }>('SELECT facts_hash FROM approvals WHERE id = $1', [
    approvalId,
  ]);
  const click = { actorId: otherAdmin.id, through: 'session' as const, requestId: randomUUID() };
  const note = { id: click.requestId, authorId: otherAdmin.id, text: 'Agreed', now: new Date() };
  await writeNote(data.db, organization.id, note);
  const facts = { decision: 'approve' as const, factsHash: rows[0]?.facts_hash ?? '', noteId: note.id };
  await server.client.workflow
    .getHandle(approvalWorkflowId(organization.id, approvalId ?? ''))
    .executeUpdate(decide, { updateId: click.requestId, args: [{ ...click, ...facts }] });
}

test('without a fault nothing is theirs any more', () => {
  expect(ordinary).toMatchObject({ still: [{ resources: 0 }] });
});

test.each(faults)(
  'with every activity %s, the set ends as it does without, and nothing is done twice',
  async (fault) => {
    expect(await failures.get(fault)).toEqual([]);
  },
);
