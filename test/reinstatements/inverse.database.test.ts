// Undo is exact (design, promise 6), over generated organizations.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { completeRemoval } from '../../prisma/commands/removals/complete.ts';
import { deactivateLeaver, endHoldingsBatch } from '../../prisma/commands/removals/deactivate.ts';
import { draftRemoval } from '../../prisma/commands/removals/draft.ts';
import { planRemoval } from '../../prisma/commands/removals/plan.ts';
import { replan } from '../../prisma/commands/removals/replan.ts';
import { rotateBatch } from '../../prisma/commands/removals/rotate.ts';
import { suspendForRemoval } from '../../prisma/commands/removals/suspend.ts';
import { transferBatch } from '../../prisma/commands/removals/transfer.ts';
import { startWaiting } from '../../prisma/commands/removals/wait.ts';
import { previewPlan } from '../../prisma/queries/removals/preview.ts';
import { relationsOf } from '../../prisma/queries/removals/relations.ts';
import { inOrganization } from '../../prisma/client.ts';
import { decide } from '../../rules/access/decide.ts';
import { notRestored } from '../../rules/removals/reinstate.ts';
import { isMissingSuccessor } from '../../rules/removals/plan.ts';
import { type TestData, testData } from '../support/organization.ts';
import { effect, inBatches, running, workflow } from '../removals/steps.ts';
import { change, changes, type Generated, made, type Shape, shapes } from './generated.ts';
import { previewOf, reinstated } from './steps.ts';
import { differences, type World, worldOf } from './world.ts';

let data: TestData;
beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

/** Removes the first of the people by the commands of a removal, in small batches; `half`: it is stopped after so many of them. Returns what was printed beforehand. */
async function removed(generated: Generated, shape: Shape, half?: number) {
  const { organization, people } = generated;
  const [leaver = ''] = people;
  const { id, as } = organization;
  const { db } = data;
  const now = new Date();
  const choices = shape.rest || shape.custodian ? [{ successorId: people[3] ?? '' }] : [];
  const preview = await previewPlan(db, id, { memberIds: [leaver], successors: choices, now });
  const [plan] = preview.plans;
  fc.pre(plan?.items.some(isMissingSuccessor) === false); // nobody could receive it: then there is no removal to undo
  const draft = {
    memberId: leaver,
    reason: 'x',
    forCause: false,
    effectiveAt: now,
    timeZone: 'UTC',
    planHash: plan?.hash ?? '',
  };
  const { removalId } = await draftRemoval(db, id, as, {
    removalId: crypto.randomUUID(),
    ...draft,
    successors: choices,
    now,
  });
  const going = { data, fixture: generated as never, removalId };
  await planRemoval(db, id, as, effect(going));
  await startWaiting(db, id, workflow, effect(going));
  await suspendForRemoval(db, id, workflow, effect(going));
  await replan(db, id, workflow, effect(going));
  await running(going, 'transfer');
  let left = half ?? Number.POSITIVE_INFINITY;
  const step = async (batch: () => Promise<{ done: number; left: number }>) => {
    await inBatches(async () => (left-- > 0 ? await batch() : { done: 0, left: 0 }));
  };
  const limit = shape.batch;
  await step(() => transferBatch(db, id, workflow, { ...effect(going), limit }));
  await step(() => endHoldingsBatch(db, id, workflow, { ...effect(going), limit }));
  if (left > 0) {
    await deactivateLeaver(db, id, workflow, effect(going));
    await step(() => rotateBatch(db, data.secrets, id, workflow, { ...effect(going), limit }));
    if (half === undefined) await completeRemoval(db, id, workflow, { ...effect(going), certificate: 'a.b.c' });
  }
  return { removalId, printed: notRestored(plan?.items ?? []) };
}

/** What is lost of a kind, as the world has it. A key that ended takes along who could have known it. */
const kindOf = (difference: string) => /^[-+] ([a-z-]+):/.exec(difference)?.[1] ?? '';

async function expectOnlyPrinted(
  before: World,
  after: World,
  printed: { kind: string; count: number }[],
): Promise<void> {
  const found = differences(before, after);
  const count = (kind: string) => printed.find((one) => one.kind === kind)?.count ?? 0;
  const lost = (kind: string) => found.filter((line) => line.startsWith('- ') && kindOf(line) === kind);
  const expected = new Set(['credential', 'exposure', 'session', 'grant']);
  expect(found.filter((line) => !expected.has(kindOf(line)))).toEqual([]);
  expect(lost('credential').length).toBeLessThanOrEqual(count('api-key') + count('service-account-key'));
  const gone = new Set(lost('credential').map((line) => /credential:(\S+)/.exec(line)?.[1]));
  const exposures = found.filter((line) => kindOf(line) === 'exposure');
  expect(exposures.filter((line) => !gone.has(/exposure:([^/]+)/.exec(line)?.[1]))).toEqual([]);
}

test('a removal and its reinstatement leave the world as it was, but for the list that was printed beforehand', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, fc.option(fc.integer({ min: 1, max: 12 })), async (shape, half) => {
      const generated = await made(data, shape);
      const { organization, people } = generated;
      const [memberId = ''] = people;
      if (shape.suspended)
        await suspendMember(data.db, organization.id, organization.as, {
          memberId,
          now: new Date(),
          reason: 'emergency',
        });
      const before = await worldOf(data, organization.id);
      const { removalId, printed } = await removed(generated, shape, half ?? undefined);
      const preview = await previewOf(data, organization, removalId);
      expect(preview.counts.filter(({ outcome }) => outcome === 'kept')).toEqual([]);
      await reinstated(data, organization, removalId, shape.batch);
      await expectOnlyPrinted(before, await worldOf(data, organization.id), printed);
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 300_000);

/** Whether each thing that runs may use what it runs on: what was so must stay so. */
async function goesOn({ organization }: Generated): Promise<Map<string, boolean>> {
  const { rows } = await data.owner.query<{ id: string; object: string }>(
    `SELECT r.id, u.connection_id AS object FROM resources r JOIN connection_uses u ON u.organization_id = r.organization_id AND u.resource_id IN (r.id, r.target_id)
     WHERE r.organization_id = $1 AND r.archived_at IS NULL AND r.runs_as_id IS NOT NULL
     UNION SELECT r.id, r.target_id FROM resources r WHERE r.organization_id = $1 AND r.target_id IS NOT NULL AND r.archived_at IS NULL`,
    [organization.id],
  );
  const pairs = rows.map(({ id, object }) => ({ runsAsOf: id, resource: object }));
  const facts = await inOrganization(data.db, organization.id, (tx) => relationsOf(tx, organization.id, pairs));
  return new Map(
    rows.map(({ id, object }, index) => {
      const fact = facts[index];
      const action = fact?.resource?.kind === 'connection' ? 'use' : 'run';
      return [`${id} on ${object}`, fact !== undefined && decide(fact, action, Date.now()).allowed];
    }),
  );
}

test('what others have changed since stays as they left it, and whatever ran goes on', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, changes, async (shape, since) => {
      const generated = await made(data, shape);
      const { organization } = generated;
      const before = await worldOf(data, organization.id);
      const ran = await goesOn(generated);
      const { removalId } = await removed(generated, { ...shape, suspended: false });
      const gone = await worldOf(data, organization.id);
      for (const one of since) await change(data, generated, one);
      const changed = await worldOf(data, organization.id);
      const runs = await goesOn(generated);
      const { items } = await previewOf(data, organization, removalId);
      await reinstated(data, organization, removalId, shape.batch);
      const after = await worldOf(data, organization.id);

      const theirs = [...changed.keys()].filter(
        (key) => gone.get(key) !== changed.get(key) && !key.startsWith('exposure:'),
      );
      for (const key of theirs) expect([key, after.get(key)]).toEqual([key, changed.get(key)]);
      const kept = new Set(items.filter(({ outcome }) => outcome !== 'restored').map(({ objectId }) => objectId));
      const other = differences(before, after).filter((line) => {
        const [, kind = '', id = ''] = /^[-+] ([a-z-]+):([^ ]+)/.exec(line) ?? [];
        const isTheirs = theirs.some((key) => key === `${kind}:${id}`);
        const said = id.split('/').some((part) => kept.has(part));
        return !isTheirs && !said && kind !== 'exposure' && kind !== 'credential';
      });
      expect(other.filter((line) => !line.startsWith('+ share:'))).toEqual([]);
      const now = await goesOn(generated);
      const stalled = [...runs].filter(([what, could]) => could && ran.get(what) !== false && now.get(what) === false);
      expect(stalled).toEqual([]);
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 300_000);
