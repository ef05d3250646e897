import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { NextTurns, PersonOfSet } from '../../activities/mass-removals/contract.ts';
import { cancelWithSet, removalWorkflow, removalWorkflowId, takeTurn } from '../removals/messages.ts';
import type { removal } from '../removals/workflow.ts';
import { askApprovers, needNoAnswer } from '../steps/approval.ts';
import { childOptions } from '../steps/child-options.ts';
import { clicks } from '../steps/clicks.ts';
import { until } from '../steps/steered-run.ts';
import { begin, type MassRemovalInput, moved, state } from './messages.ts';
import { type MassRemovalRun, massRemovalRun } from './run.ts';

/**
 * Sees many out as one set (design, Removal): the breaker's second admin, everyone planned before anyone begins, everyone begun, and a bounded number handed over at
 * once. Each removal is a run of its own, which outlives this one. PostgreSQL is the truth of who stands where; this run only looks, begins and tells.
 * @returns how it ended
 */
export async function massRemoval(input: MassRemovalInput): Promise<string> {
  const run = massRemovalRun(input);
  listen(run);
  return await CancellationScope.nonCancellable(async () => {
    const outcome = await story(run);
    run.waiting(outcome, 'nothing', 0);
    await condition(allHandlersFinished);
    return outcome;
  });
}

function listen(run: MassRemovalRun): void {
  setHandler(state, () => run.shown);
  setHandler(moved, () => {
    run.touched = true;
  });
  clicks()(
    begin,
    () => undefined,
    async (click) => {
      const { massRemovalId } = run.input;
      if (run.begun === 'yes') return { massRemovalId };
      run.begun = 'asking';
      try {
        const { status, approvalId } = await run.own('request').requestMassRemoval({ ...run.at(), ...click });
        Object.assign(run, { begun: 'yes', status, approvalId: approvalId ?? undefined, requestedById: click.actorId });
        if (status === 'awaiting_approval') await condition(() => run.asked); // whoever reads the answer may decide at once
        return { massRemovalId };
      } finally {
        if (run.begun === 'asking') run.begun = 'refused';
      }
    },
  );
}

async function story(run: MassRemovalRun): Promise<string> {
  if (run.input.goesOn === undefined) {
    if (!(await begun(run))) return 'refused';
    if (run.status === 'awaiting_approval' && !(await approved(run)))
      return (await run.own('end').endMassRemoval(run.at())).status;
    run.waiting('plan', 'nothing', 0);
    await run.long('plan everyone before anyone begins').planPeople(run.at());
  }
  return await turns(run);
}

/** `begin` asks the breaker; a run that nobody begins, and one that was refused, ends. */
async function begun(run: MassRemovalRun): Promise<boolean> {
  await condition(() => run.begun !== 'no', '1 minute', { summary: 'until it is begun' });
  await condition(() => run.begun !== 'asking');
  return run.begun === 'yes';
}

/** A second admin decides, in a run of its own; or the mass removal is cancelled meanwhile, and its approval withdrawn with it. */
async function approved(run: MassRemovalRun): Promise<boolean> {
  const { organization, massRemovalId } = run.input;
  const { approvalId = '', requestedById } = run;
  run.waiting('approval', 'approval', 0);
  let outcome: string | undefined;
  const about = `mass removal ${massRemovalId}`;
  const decision = askApprovers({ organization, approvalId, requestedById, about }, () => {
    run.asked = true;
  }).then((answer) => {
    outcome = answer;
  });
  while (outcome === undefined) {
    await Promise.race([decision, condition(() => run.touched)]);
    if (!run.touched) continue;
    run.touched = false;
    await needNoAnswer(organization, approvalId);
  }
  const settled = await run
    .own('keep the decision')
    .settleMassRemoval({ ...run.at(), approved: outcome === 'approved' });
  return settled.status === 'running';
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const MOST_EVENTS = 8_000;

/** Looks who stands where, begins and tells, until nobody needs it any more. */
async function turns(run: MassRemovalRun): Promise<string> {
  for (;;) {
    run.touched = false; // before the look: what happens meanwhile asks for another one
    const next = await run.own('see whose turn it is').nextTurns(run.at());
    await Promise.all(next.begin.map((person) => begins(run, person, next.effectiveAt)));
    for (const person of next.take) await tell(run, person, 'takeTurn', (to) => to.signal(takeTurn));
    await cancelled(run, next);
    if (next.done) return (await run.own('end').endMassRemoval(run.at())).status;
    if (workflowInfo().historyLength > MOST_EVENTS || workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof massRemoval>({ ...run.input, goesOn: true });
    }
    const again = nextLook(next);
    run.waiting('turns', next.paused ? 'resume' : 'people', next.open, again);
    if (await until(() => run.touched, again, `${next.open} people are open: until the next look`))
      await sleep(SECOND, { summary: 'so that those who get further together are seen together' });
  }
}

/** Facts wake it; without them it looks again soon while something is under way, else when the date has come, or tomorrow. */
function nextLook({ status, begin, take, paused, effectiveAt }: NextTurns): number {
  if (status === 'cancelling') return Date.now() + 5 * SECOND;
  if (begin.length > 0 || take.length > 0) return Date.now() + MINUTE / 2;
  const date = Date.parse(effectiveAt);
  if (date > Date.now()) return Math.min(Date.now() + DAY, Math.max(date, Date.now() + MINUTE));
  return Date.now() + (paused ? DAY : 10 * MINUTE);
}

/** Starts one person's removal; it is tried again when it is still not begun a minute later. Where another removal of theirs is under way, it is that one's run. */
async function begins(run: MassRemovalRun, person: PersonOfSet, effectiveAt: string): Promise<void> {
  const { organization, massRemovalId } = run.input;
  const { removalId, memberId } = person;
  if (Date.now() - (run.begunAt.get(removalId) ?? 0) < MINUTE) return;
  run.begunAt.set(removalId, Date.now());
  const summary = `removal of member ${memberId} on ${effectiveAt.slice(0, 10)}`;
  try {
    await startChild<typeof removal>(removalWorkflow, {
      ...childOptions({ process: 'removal', organization, summary }),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      priority: { priorityKey: 4, fairnessKey: organization }, // after what people wait for one by one
      workflowId: removalWorkflowId(organization, memberId),
      args: [{ organization, removalId, memberId, effectiveAt, massRemovalId }],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

async function cancelled(run: MassRemovalRun, { cancel, cancelled: click }: NextTurns): Promise<void> {
  if (click === null) return;
  for (const person of cancel) await tell(run, person, 'cancelWithSet', (to) => to.signal(cancelWithSet, click));
}

type Handle = ReturnType<typeof getExternalWorkflowHandle>;

/** Once by each run of this process; a removal that has ended needs no telling. */
async function tell(
  run: MassRemovalRun,
  { removalId, memberId }: PersonOfSet,
  what: string,
  send: (to: Handle) => Promise<void>,
): Promise<void> {
  if (run.told.has(`${what} ${removalId}`)) return;
  run.told.add(`${what} ${removalId}`);
  await send(getExternalWorkflowHandle(removalWorkflowId(run.input.organization, memberId))).catch(() => undefined);
}
