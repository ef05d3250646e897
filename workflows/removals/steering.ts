import { setHandler } from '@temporalio/workflow';
import { stepOf } from '../../rules/removals/steps.ts';
import { type Clicks, clicks } from '../steps/clicks.ts';
import { refusal, refusing } from '../steps/failures.ts';
import { oneAtATime, tryAgain } from '../steps/steered-run.ts';
import * as messages from './messages.ts';
import { type RemovalRun, stateOf } from './run.ts';

/**
 * Sets the handlers of every Update and of the query, before the first await. What the run does next changes only after the effect.
 */
export function listen(run: RemovalRun): void {
  const serially = oneAtATime();
  const takes = clicks(serially);
  const steers: Clicks = (update, refuse, effect) =>
    takes(
      update,
      (input) => {
        const ended = run.cancelled ? 'cancelled' : run.begun === 'refused' ? 'refused' : run.ended;
        if (ended !== undefined) throw refusal('removal-ended', { status: ended });
        refuse(input);
      },
      effect,
    );
  const begun = () => {
    if (run.begun !== 'yes') throw refusal('wrong-state', { object: 'removal', state: 'draft', needs: 'planned' });
  };
  setHandler(messages.state, () => stateOf(run));
  setHandler(messages.lookAgain, () => {
    run.followUpsTouched = true;
    run.offersTouched = true;
  });
  setHandler(messages.takeTurn, () => {
    run.hasTurn = true;
  });
  setHandler(messages.cancelWithSet, async (click) => {
    await serially(async () => {
      if (run.cancelled || run.ended !== undefined || run.begun !== 'yes') return;
      await refusing(() => cancelled(run, click)).catch(() => undefined); // past the point of return: it goes on
    });
  });
  setHandler(messages.reinstated, ({ by }) => {
    run.reinstatedBy = by;
    run.cancelled = true;
    run.interrupt?.();
  });
  beginning(run, steers);
  pausing(run, steers, begun);
  blocks(run, steers, begun);
  choices(run, steers, begun);
}

function beginning(run: RemovalRun, steers: Clicks): void {
  steers(
    messages.begin,
    ({ removalId }) => {
      if (removalId !== run.input.removalId) throw refusal('already-leaving', { removalId: run.input.removalId });
    },
    async ({ removalId, ...click }) => {
      if (run.begun === 'yes') return { removalId };
      run.begun = 'planning';
      try {
        await run.long('plan').planRemoval({ ...run.at(), ...click });
        run.begun = 'yes';
      } finally {
        if (run.begun === 'planning') run.begun = 'refused';
      }
      return { removalId };
    },
  );
}

function pausing(run: RemovalRun, steers: Clicks, begun: () => void): void {
  steers(messages.pause, begun, async (click) => {
    await run.own('pause').pauseRemoval({ ...run.at(), ...click });
    run.paused = true;
    run.interrupt?.();
    run.waiting(run.waitsFor, dueOf(run));
  });
  steers(messages.resume, begun, async (click) => {
    await run.own('resume').resumeRemoval({ ...run.at(), ...click });
    run.paused = false;
    run.waiting(run.waitsFor, dueOf(run));
  });
  steers(
    messages.cancel,
    () => {
      begun();
      if (run.step !== undefined && !stepOf(run.step).undo) throw refusal('past-point-of-return', { step: run.step });
    },
    (click) => cancelled(run, click),
  );
}

async function cancelled(run: RemovalRun, click: messages.Steering): Promise<void> {
  run.cancelling = true; // no step begins until this is decided
  try {
    await run.own('cancel: restore everything').cancelRemoval({ ...run.at(), ...click });
    run.cancelled = true;
    run.interrupt?.();
  } finally {
    run.cancelling = false;
  }
}

function blocks(run: RemovalRun, steers: Clicks, begun: () => void): void {
  const blockedAt = (step: messages.RemovalState['step']) => {
    begun();
    if (run.failure === undefined || run.step !== step)
      throw refusal('step-not-blocked', { step, status: run.step === step ? 'running' : 'not running' });
  };
  steers(
    messages.retry,
    ({ step }) => blockedAt(step),
    async ({ step, ...click }) => {
      await run.own(`retry ${step}`).retryStep({ ...run.at(), ...click, step });
      run.answer = 'retry';
    },
  );
  steers(
    messages.skip,
    ({ step, itemKey }) => {
      begun();
      if (itemKey !== undefined) return;
      if (!stepOf(step).skippable) throw refusal('step-not-skippable', { step });
      blockedAt(step);
    },
    async ({ step, itemKey, ...click }) => {
      if (itemKey === undefined) {
        await run.own(`skip ${step}`).skipStep({ ...run.at(), ...click, step });
        run.answer = 'skip';
        return;
      }
      await run.own('skip one item').skipItem({ ...run.at(), ...click, itemKey });
      run.followUpsTouched = true;
      tryAgain(run);
    },
  );
  steers(
    messages.acceptDrift,
    () => {
      begun();
      if (run.failure?.name !== 'plan-drifted')
        throw refusal('wrong-state', { object: 'removal', state: run.step ?? 'plan', needs: 'drift that waits' });
    },
    async (input) => {
      const { left = 0 } = await run
        .own('accept what was found after the suspension')
        .acceptDrift({ ...run.at(), ...input });
      if (left === 0) run.answer = 'retry';
    },
  );
}

function choices(run: RemovalRun, steers: Clicks, begun: () => void): void {
  steers(
    messages.moveDate,
    ({ effectiveAt }) => {
      begun();
      if (Number.isNaN(Date.parse(effectiveAt)))
        throw refusal('invalid-request', { field: 'effectiveAt', expected: 'an instant' });
      if (run.step !== undefined && run.step !== 'wait')
        throw refusal('wrong-state', { object: 'removal', state: run.step, needs: 'wait' });
    },
    async (input) => {
      await run.own('move the effective date').moveDate({ ...run.at(), ...input });
      run.effectiveAt = Date.parse(input.effectiveAt);
      run.offersTouched = true;
    },
  );
  steers(messages.changeSuccessor, begun, async (input) => {
    await run.own('change a successor').changeSuccessor({ ...run.at(), ...input });
    run.offersTouched = true;
    tryAgain(run);
  });
  steers(messages.attest, begun, async (input) => {
    await run.own('attest a follow-up').attestFollowUp({ ...run.at(), ...input });
    run.followUpsTouched = true;
  });
}

const dueOf = (run: RemovalRun): number | undefined => (run.due === undefined ? undefined : Date.parse(run.due));
