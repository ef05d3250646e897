import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  patched,
  startChild,
} from '@temporalio/workflow';
import type { RemovalActivities } from '../../activities/removals/contract.ts';
import type { StepName } from '../../rules/removals/steps.ts';
import { erasureWorkflow, erasureWorkflowId } from '../erasures/messages.ts';
import type { erasure } from '../erasures/workflow.ts';
import { massRemovalWorkflowId, moved } from '../mass-removals/messages.ts';
import { mail } from '../steps/activity-options.ts';
import { inBackground } from '../steps/background.ts';
import { childOptions } from '../steps/child-options.ts';
import { refusal } from '../steps/failures.ts';
import { runStep } from '../steps/run-step.ts';
import { until } from '../steps/steered-run.ts';
import { type RemovalInput, removalEnded } from './messages.ts';
import { type RemovalRun, removalRun, stepBook, unlessEnded } from './run.ts';
import { listen } from './steering.ts';

export type RemovalOutcome = 'refused' | 'cancelled' | 'proven' | 'not-proven';

/**
 * Sees one member out (design, Removal): plan, wait, suspend, transfer, deactivate, rotate, grants, certificate. The order is fixed, each step is visible, retried
 * until done, and done once. Steered by the Updates of `messages.ts`; a cancellation of the run itself is ignored, because a removal never ends half-way.
 */
export async function removal(input: RemovalInput): Promise<RemovalOutcome> {
  const run = removalRun(input);
  listen(run);
  return await CancellationScope.nonCancellable(async () => {
    const outcome = await story(run);
    run.ended = outcome;
    run.waiting('nothing');
    await tellSet(run);
    if (outcome === 'proven' || outcome === 'not-proven') await told(run, outcome === 'proven');
    await overTo(run);
    await condition(allHandlersFinished);
    return outcome;
  });
}

/** The reinstatement that has ended it goes on. */
async function overTo({ reinstatedBy }: RemovalRun): Promise<void> {
  if (reinstatedBy === undefined) return;
  try {
    await getExternalWorkflowHandle(reinstatedBy).signal(removalEnded);
  } catch {
    // it has not waited
  }
}

/** Whoever asked hears that it has ended. A mail server that is down holds the end up for minutes, not for a day. */
async function told(run: RemovalRun, proven: boolean): Promise<void> {
  let done = false;
  const tell = async () => {
    await mail<RemovalActivities>('tell who asked').tellRequester({ ...run.at(), proven });
    done = true;
  };
  const stop = inBackground(tell, () => {
    done = true; // what can't be delivered changes nothing: the console shows it
  });
  await condition(() => done, '10 minutes', { summary: 'until who asked was told' });
  stop();
}

async function story(run: RemovalRun): Promise<RemovalOutcome> {
  const book = stepBook(run);
  const step = (name: StepName, work: (run: RemovalRun) => Promise<void>) =>
    runStep(run, book, name, () => unlessEnded(run, () => work(run)));

  if (!(await planned(run))) return 'refused';
  if ((await step('wait', effectiveDate)) === 'cancelled') return 'cancelled';
  if ((await step('suspend', suspension)) === 'cancelled') return 'cancelled';
  if ((await step('transfer', transfer)) === 'cancelled') return 'cancelled'; // before it began
  if ((await step('deactivate', deactivation)) === 'cancelled') return 'cancelled'; // from here on only by a reinstatement
  const keys = { graceUntil: 0 };
  await step('rotate', async () => {
    keys.graceUntil = await rotation(run);
  });
  await step('grants', grants);
  const certificate = { proven: false };
  const certified = await step('certificate', async () => {
    await grace(run, keys.graceUntil);
    certificate.proven = (await run.upstream('read all again, try every door, sign').certify(run.at())).proven;
  });
  if (certified === 'cancelled') return 'cancelled';
  return certificate.proven ? 'proven' : 'not-proven';
}

/** `begin` plans; a run that nobody begins ends. */
async function planned(run: RemovalRun): Promise<boolean> {
  run.waiting('nothing');
  if (run.input.massRemovalId !== undefined) run.begun = 'yes';
  await condition(() => run.begun !== 'no', '1 minute', { summary: 'until it is begun' });
  await condition(() => run.begun !== 'planning');
  return run.begun === 'yes';
}

/** The date can be moved, forward and back; a past one means at once. */
async function effectiveDate(run: RemovalRun): Promise<void> {
  const { effectiveAt } = await run.own('wait for the effective date').startWaiting(run.at());
  run.effectiveAt ??= Date.parse(effectiveAt); // it may have been moved meanwhile
  const asks = run.input.massRemovalId === undefined && Date.now() < run.effectiveAt && patched('hand-over offers');
  const stop = asks
    ? inBackground(
        () => offers(run),
        () => undefined,
      )
    : undefined; // who does not answer delays nothing
  try {
    await untilEffective(run);
  } finally {
    stop?.();
  }
}

async function untilEffective(run: RemovalRun): Promise<void> {
  for (let asked = run.effectiveAt ?? 0; Date.now() < asked; asked = run.effectiveAt ?? 0) {
    run.waiting('effective-date', asked);
    await until(() => run.effectiveAt !== asked, asked, 'until the effective date');
  }
  run.waiting('nothing');
}

/** In the notice period those who would receive something are asked; what they answered is followed at once. */
async function offers(run: RemovalRun): Promise<void> {
  for (;;) {
    run.offersTouched = false; // before the look: what is answered meanwhile asks for another one
    const look = () => run.long('offer what is to be handed over').tendOffers(run.at());
    const { open, nextAt } = await CancellationScope.nonCancellable(look); // a look that has begun is short: it is let end
    const touched = () => run.offersTouched;
    if (nextAt === null) await condition(touched);
    else await until(touched, Date.parse(nextAt), `${open} offers are open: until the next look`);
  }
}

/** Shuts at once, then looks again: what is new since the plan is asked, never assumed. */
async function suspension(run: RemovalRun): Promise<void> {
  await run.own('suspend').suspendLeaver(run.at());
  run.looks += 1;
  const drift = await run.long('compute the plan again').replanRemoval({ ...run.at(), attempt: run.looks });
  if (drift.needsPerson) throw refusal('plan-drifted', { items: drift.drifted, kinds: drift.kinds });
  await turn(run);
}

/** Of a mass removal: shut like all others, and handed over when it is its turn, however long the mass removal is paused. One that has ended, or is gone, keeps nobody waiting. */
async function turn(run: RemovalRun): Promise<void> {
  const { massRemovalId } = run.input;
  if (massRemovalId === undefined || run.hasTurn) return;
  await tellSet(run);
  do {
    const latest = Date.now() + DAY;
    run.waiting('turn', latest);
    await until(() => run.hasTurn, latest, `until mass removal ${massRemovalId} gives it a turn`);
  } while (!run.hasTurn && patched('a turn is waited for as long as the mass removal runs') && (await tellSet(run)));
  run.waiting('nothing');
}

/** The mass removal would find out by itself at its next look. @returns whether it runs: one that has ended needs no telling, and gives no turn */
async function tellSet({ input: { organization, massRemovalId } }: RemovalRun): Promise<boolean> {
  if (massRemovalId === undefined) return false;
  const set = getExternalWorkflowHandle(massRemovalWorkflowId(organization, massRemovalId));
  return await set.signal(moved).then(
    () => true,
    () => false,
  );
}

async function transfer(run: RemovalRun): Promise<void> {
  await run.long('transfer owner and runs-as').transferItems(run.at());
  run.rounds += 1;
  await run.upstream('hand over to the hosts').handOverToHosts({ ...run.at(), round: run.rounds });
}

async function deactivation(run: RemovalRun): Promise<void> {
  const { erasureId } = await run.long('end what they hold, deactivate or erase').deactivateLeaver(run.at());
  if (erasureId !== undefined) await erasesLater(run, erasureId);
}

/** Policy or a hold makes the erasure wait: it has a run of its own, which outlives this one. */
async function erasesLater({ input: { organization } }: RemovalRun, erasureId: string): Promise<void> {
  try {
    await startChild<typeof erasure>(erasureWorkflow, {
      ...childOptions({ process: 'erasure', organization, summary: `erasure ${erasureId}` }),
      workflowId: erasureWorkflowId(organization, erasureId),
      args: [{ organization, erasureId, requested: true }],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error; // after a pause this step runs again
  }
}

async function rotation(run: RemovalRun): Promise<number> {
  const { graceUntil } = await run.long('rotate what they could know').rotateKeys(run.at());
  return graceUntil === null ? 0 : Date.parse(graceUntil);
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The machine revokes what it can; for the rest people are asked, reminded and escalated, and the run waits where policy says so. */
async function grants(run: RemovalRun): Promise<void> {
  await tellSet(run); // the next may take a turn
  const revoke = async () => (await run.upstream('revoke grants at their providers').revokeGrants(run.at())).left;
  let unrevoked = await revoke();
  await run.long('open follow-ups').openFollowUps(run.at());
  for (let look = 0; ; look += 1) {
    run.followUpsTouched = false; // before the look: what is attested meanwhile asks for another one
    const { open, required, nextAt } = await run.upstream('tend follow-ups').tendFollowUps(run.at());
    if (open === 0 || !required) return;
    const soon = Date.now() + Math.min(HOUR * 2 ** look, DAY); // facts may close one without a click
    const next = nextAt === null ? soon : Math.min(soon, Date.parse(nextAt));
    run.waiting('follow-ups', next);
    await until(() => run.followUpsTouched, next, `${open} follow-ups are open: until the next look`);
    run.waiting('nothing');
    if (unrevoked > 0) unrevoked = await revoke();
  }
}

/** Rotated keys stay good for the policy's grace; before the last has ended nothing can be proved. */
async function grace(run: RemovalRun, graceUntil: number): Promise<void> {
  if (graceUntil <= Date.now()) return;
  run.waiting('grace', graceUntil);
  await until(() => false, graceUntil, 'until the last rotated key has ended');
  run.waiting('nothing');
}
