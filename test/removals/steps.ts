// The commands of a removal, one after the other, as its workflow calls them: tests begin where they need to.
import { randomUUID } from 'node:crypto';
import { openFollowUps } from '../../prisma/commands/follow-ups/open.ts';
import { writeNote } from '../../prisma/commands/notes/write.ts';
import { deactivateLeaver, endHoldingsBatch } from '../../prisma/commands/removals/deactivate.ts';
import { draftRemoval, type DraftRemovalInput } from '../../prisma/commands/removals/draft.ts';
import { planRemoval } from '../../prisma/commands/removals/plan.ts';
import { replan } from '../../prisma/commands/removals/replan.ts';
import { rotateBatch } from '../../prisma/commands/removals/rotate.ts';
import { setStep } from '../../prisma/commands/removals/steps.ts';
import { suspendForRemoval } from '../../prisma/commands/removals/suspend.ts';
import { transferBatch } from '../../prisma/commands/removals/transfer.ts';
import { startWaiting } from '../../prisma/commands/removals/wait.ts';
import type { BatchResult } from '../../prisma/commands/removals/input.ts';
import { previewPlan } from '../../prisma/queries/removals/preview.ts';
import type { Actor } from '../../rules/audit/entry.ts';
import type { StepName } from '../../rules/removals/steps.ts';
import type { Fixture } from '../support/fixture.ts';
import type { TestData } from '../support/organization.ts';

export const workflow: Actor = { by: 'workflow', workflowId: 'removal/test' };

export interface Going {
  data: TestData;
  fixture: Fixture;
  removalId: string;
}

/** What each command of the process gets. */
export const effect = ({ removalId }: Pick<Going, 'removalId'>, what: string = randomUUID()) => ({
  removalId,
  now: new Date(),
  receipt: `removal/${removalId}/${what}`,
});

export async function draft(
  data: TestData,
  { organization, leo }: Fixture,
  more: Partial<DraftRemovalInput> = {},
): Promise<string> {
  const { successors = [] } = more;
  const now = new Date();
  const preview = await previewPlan(data.db, organization.id, { memberIds: [leo.id], successors, now });
  const input = { memberId: leo.id, reason: 'Takes another job', forCause: false, effectiveAt: now, timeZone: 'UTC' };
  const planHash = preview.plans[0]?.hash ?? '';
  const { removalId } = await draftRemoval(data.db, organization.id, organization.as, {
    removalId: randomUUID(),
    ...input,
    successors,
    planHash,
    now,
    ...more,
  });
  return removalId;
}

export async function planned(data: TestData, fixture: Fixture, more: Partial<DraftRemovalInput> = {}): Promise<Going> {
  const removalId = await draft(data, fixture, more);
  await planRemoval(data.db, fixture.organization.id, fixture.organization.as, effect({ removalId }, 'plan'));
  return { data, fixture, removalId };
}

export async function suspended(
  data: TestData,
  fixture: Fixture,
  more: Partial<DraftRemovalInput> = {},
): Promise<Going> {
  const going = await planned(data, fixture, more);
  const { id } = fixture.organization;
  await startWaiting(data.db, id, workflow, effect(going, 'wait'));
  await suspendForRemoval(data.db, id, workflow, effect(going, 'suspend'));
  await replan(data.db, id, workflow, effect(going, 'replan'));
  return going;
}

export async function inBatches(batch: () => Promise<BatchResult>): Promise<number> {
  for (let done = 0; ; ) {
    const result = await batch();
    done += result.done;
    if (result.left === 0) return done;
  }
}

export const running = ({ data, fixture, removalId }: Going, step: StepName) =>
  setStep(data.db, fixture.organization.id, workflow, {
    ...effect({ removalId }, `running/${step}`),
    step,
    change: { status: 'running' },
  });

export async function transferred(
  data: TestData,
  fixture: Fixture,
  more: Partial<DraftRemovalInput> = {},
): Promise<Going> {
  const going = await suspended(data, fixture, more);
  await running(going, 'transfer');
  await inBatches(() => transferBatch(data.db, fixture.organization.id, workflow, { ...effect(going), limit: 1000 }));
  return going;
}

export async function deactivated(
  data: TestData,
  fixture: Fixture,
  more: Partial<DraftRemovalInput> = {},
): Promise<Going> {
  const going = await transferred(data, fixture, more);
  const { id } = fixture.organization;
  await inBatches(() => endHoldingsBatch(data.db, id, workflow, { ...effect(going), limit: 1000 }));
  await deactivateLeaver(data.db, id, workflow, effect(going, 'deactivate'));
  return going;
}

export async function rotated(data: TestData, fixture: Fixture, more: Partial<DraftRemovalInput> = {}): Promise<Going> {
  const going = await deactivated(data, fixture, more);
  const { id } = fixture.organization;
  await inBatches(() => rotateBatch(data.db, data.secrets, id, workflow, { ...effect(going), limit: 100 }));
  return going;
}

export async function followedUp(
  data: TestData,
  fixture: Fixture,
  more: Partial<DraftRemovalInput> = {},
): Promise<Going> {
  const going = await rotated(data, fixture, more);
  const { id } = fixture.organization;
  await inBatches(() => openFollowUps(data.db, id, workflow, { ...effect(going), limit: 100 }));
  return going;
}

/** Free text of a click by the first admin, as the API writes it before. */
export async function noted({ data, fixture }: Pick<Going, 'data' | 'fixture'>, text: string): Promise<string> {
  const id = randomUUID();
  const { organization } = fixture;
  await writeNote(data.db, organization.id, { id, authorId: organization.admin, text, now: new Date() });
  return id;
}
