import { allHandlersFinished, CancellationScope, condition, setHandler } from '@temporalio/workflow';
import { type ErasureStatus, isOpenErasure } from '../../rules/erasures/states.ts';
import { askApprovers, needNoAnswer } from '../steps/approval.ts';
import { clicks } from '../steps/clicks.ts';
import { refusal } from '../steps/failures.ts';
import { until } from '../steps/steered-run.ts';
import { begin, cancel, type ErasureInput, lookAgain, state } from './messages.ts';
import { type ErasureRun, erasureRun } from './run.ts';

/**
 * Replaces someone's personal data after an approval, after a time, and never under a legal hold (design, Removal, 5). A cancellation of the run itself is ignored: an erasure is
 * cancelled in the console.
 * @returns how it ended; `draft` when nobody began it, or it was refused at once
 */
export async function erasure(input: ErasureInput): Promise<ErasureStatus> {
  const run = erasureRun(input);
  listen(run);
  return await CancellationScope.nonCancellable(async () => {
    await story(run);
    run.waiting('nothing');
    await condition(allHandlersFinished);
    return run.status;
  });
}

function listen(run: ErasureRun): void {
  const takes = clicks(run.serially);
  setHandler(state, () => ({ status: run.status, since: run.since, eraseAt: run.eraseAt }));
  setHandler(lookAgain, () => {
    run.touched = true;
  });
  takes(
    begin,
    () => undefined,
    async (click) => {
      if (run.begun === 'yes') return { status: run.status };
      run.begun = 'asking';
      try {
        await run.own('request').requestErasure({ ...run.at(), ...click });
        await look(run);
        run.begun = 'yes';
        if (run.status === 'awaiting_approval') await condition(() => run.asked); // whoever reads the answer may decide at once
        return { status: run.status };
      } finally {
        if (run.begun === 'asking') run.begun = 'refused';
      }
    },
  );
  takes(
    cancel,
    () => {
      if (!isOpenErasure(run.status))
        throw refusal('wrong-state', { object: 'erasure', state: run.status, needs: 'waiting' });
    },
    async (click) => {
      run.status = (await run.own('cancel').cancelErasure({ ...run.at(), ...click })).status;
    },
  );
}

async function look(run: ErasureRun): Promise<void> {
  const { status, eraseAt, approvalId, requestedById } = await run.own('see where it stands').lookAtErasure(run.at());
  Object.assign(run, { status, eraseAt, approvalId: approvalId ?? undefined, requestedById });
}

async function story(run: ErasureRun): Promise<void> {
  if (!(await begun(run))) return;
  if (run.status === 'awaiting_approval') await approved(run);
  while (run.status === 'waiting' || run.status === 'held') await erased(run);
}

/** The removal has asked for it, or `begin` does; a run that nobody begins, and one that was refused, ends. */
async function begun(run: ErasureRun): Promise<boolean> {
  if (run.input.requested === true) {
    await look(run);
    return true;
  }
  run.waiting('nothing');
  await condition(() => run.begun !== 'no', '1 minute', { summary: 'until it is begun' });
  await condition(() => run.begun !== 'asking');
  return run.begun === 'yes';
}

/** Approvers decide, in a run of their own; or an admin cancels meanwhile. */
async function approved(run: ErasureRun): Promise<void> {
  const { organization, erasureId } = run.input;
  const { approvalId = '', requestedById } = run;
  const decision = askApprovers({ organization, approvalId, requestedById, about: `erasure ${erasureId}` }, () => {
    run.asked = true;
  });
  run.waiting('approval');
  const open = () => run.status === 'awaiting_approval';
  const outcome = await Promise.race([decision, condition(() => !open()).then(() => 'withdrawn' as const)]);
  await run.serially(async () => {
    if (!open()) return;
    const settled = await run.own('keep the decision').settleErasure({ ...run.at(), approved: outcome === 'approved' });
    run.status = settled.status;
  });
  if (outcome === 'withdrawn' || outcome === 'stopped') await needNoAnswer(organization, approvalId);
}

const DAY = 24 * 3_600_000;

/** Waits for its date, then does it; under a hold it looks again when one is lifted, and every day. */
async function erased(run: ErasureRun): Promise<void> {
  const open = () => run.status === 'waiting' || run.status === 'held';
  const date = Date.parse(run.eraseAt ?? '');
  if (Date.now() < date) {
    run.waiting('date', date);
    if (await until(() => !open(), date, 'until it may be erased')) return;
  }
  run.touched = false;
  await run.serially(async () => {
    if (open()) run.status = (await run.own('erase').eraseMember(run.at())).status;
  });
  if (run.status !== 'held') return;
  const tomorrow = Date.now() + DAY;
  run.waiting('an admin: it is on hold', tomorrow);
  await until(() => run.touched || !open(), tomorrow, 'held: until the next look');
}
