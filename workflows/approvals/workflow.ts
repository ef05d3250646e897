import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { Review } from '../../rules/approvals/review.ts';
import { nextDue } from '../../rules/approvals/timetable.ts';
import { inBackground } from '../steps/background.ts';
import { until } from '../steps/steered-run.ts';
import type { ApprovalInput, ApprovalOutcome } from './messages.ts';
import { type ApprovalRun, approvalRun } from './run.ts';
import { listen } from './votes.ts';

/**
 * Waits for a decision (design, Approval): stage by stage, the approvers are asked, reminded, the request is escalated, and given up at its deadline. Votes are
 * Updates, counted in the database. A cancellation of the run itself is ignored, because an approval is withdrawn by whoever asked.
 */
export async function approval(input: ApprovalInput): Promise<ApprovalOutcome> {
  const run = approvalRun(input);
  listen(run);
  return await CancellationScope.nonCancellable(async () => {
    const outcome = await story(run);
    run.waiting();
    await condition(allHandlersFinished);
    return outcome;
  });
}

async function story(run: ApprovalRun): Promise<ApprovalOutcome> {
  for (;;) {
    const review = await look(run);
    if (run.status !== 'pending') return run.status;
    await stage(run, review);
  }
}

/** Where it stands, and who may decide: whoever left was replaced. */
async function look(run: ApprovalRun, escalate = false): Promise<Review> {
  const summary = escalate ? 'escalate: ask the admins and the custodian' : 'see who may decide';
  return await run.serially(async () => {
    run.looks += 1;
    run.touched = false;
    const review = await run.own(summary).reviewApproval({ ...run.at(), nth: run.looks, escalate });
    run.see(review);
    return review;
  });
}

/** One stage, until it is decided, withdrawn, or given up. */
async function stage(run: ApprovalRun, opened: Review): Promise<void> {
  const done = { reminders: 0, escalated: false };
  const over = () => run.status !== 'pending' || run.stage !== opened.stage;
  const letters = [ask(run, opened.stage, 'asked', 0)];
  while (!over()) {
    const due = nextDue(new Date(opened.openedAt), opened, done);
    run.waiting(opened.deadline);
    if (await until(() => over() || run.touched, due.at.getTime(), `stage ${opened.stage + 1}: until ${due.what}`)) {
      if (!over()) await look(run);
      continue;
    }
    if (due.what === 'give-up') await giveUp(run, over);
    else {
      await look(run, due.what === 'escalate');
      if (due.what === 'escalate') done.escalated = true;
      else done.reminders += 1;
      letters.push(ask(run, opened.stage, due.what === 'escalate' ? 'escalation' : 'reminder', done.reminders));
    }
  }
  for (const stop of letters) stop();
}

function ask(run: ApprovalRun, nr: number, kind: 'asked' | 'reminder' | 'escalation', nth: number): () => void {
  return inBackground(
    () =>
      run.mail(`mail the approvers of stage ${nr + 1}: ${kind}`).mailApprovers({ ...run.at(), stage: nr, kind, nth }),
    (failure) => {
      run.trouble = failure;
      run.waiting(run.deadline);
    },
  );
}

async function giveUp(run: ApprovalRun, over: () => boolean): Promise<void> {
  await run.serially(async () => {
    if (!over()) run.status = (await run.own('give up').giveUpApproval(run.at())).status;
  });
  if (!over())
    await condition(over, '1 minute', { summary: 'until its deadline has passed by the database’s account too' });
}
