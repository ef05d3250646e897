import { setHandler } from '@temporalio/workflow';
import { reinstatementStepOf } from '../../rules/removals/reinstatement-steps.ts';
import { removalEnded } from '../removals/messages.ts';
import { type Clicks, clicks } from '../steps/clicks.ts';
import { refusal } from '../steps/failures.ts';
import * as messages from './messages.ts';
import { type ReinstatementRun, stateOf } from './run.ts';

/** Sets the handlers, before the first await. What the run does next changes only after the effect. */
export function listen(run: ReinstatementRun): void {
  const takes = clicks();
  const steers: Clicks = (update, refuse, effect) =>
    takes(
      update,
      (input) => {
        if (run.ended || run.begun === 'refused')
          throw refusal('reinstatement-ended', { status: run.ended ? 'completed' : 'refused' });
        refuse(input);
      },
      effect,
    );
  setHandler(messages.state, () => stateOf(run));
  setHandler(removalEnded, () => {
    run.removalEnded = true;
  });
  beginning(run, steers);
  blocks(run, steers);
}

function beginning(run: ReinstatementRun, steers: Clicks): void {
  steers(
    messages.begin,
    ({ reinstatementId }) => {
      const mine = run.input.reinstatementId;
      if (reinstatementId !== mine) throw refusal('being-reinstated', { reinstatementId: mine });
    },
    async ({ reinstatementId, ...click }) => {
      if (run.begun === 'yes') return { reinstatementId };
      run.begun = 'planning';
      try {
        run.stopsRemoval = (await run.long('plan').planReinstatement({ ...run.at(), ...click })).stopsRemoval;
        run.begun = 'yes';
      } finally {
        if (run.begun === 'planning') run.begun = 'refused';
      }
      return { reinstatementId };
    },
  );
}

function blocks(run: ReinstatementRun, steers: Clicks): void {
  const blockedAt = (step: messages.ReinstatementState['step']) => {
    if (run.begun !== 'yes')
      throw refusal('wrong-state', { object: 'reinstatement', state: 'draft', needs: 'running' });
    if (run.failure === undefined || run.step !== step)
      throw refusal('step-not-blocked', { step, status: run.step === step ? 'running' : 'not running' });
  };
  steers(
    messages.retry,
    ({ step }) => blockedAt(step),
    async ({ step, ...click }) => {
      await run.own(`retry ${step}`).retryReinstatementStep({ ...run.at(), ...click, step });
      run.answer = 'retry';
    },
  );
  steers(
    messages.skip,
    ({ step }) => {
      if (!reinstatementStepOf(step).skippable) throw refusal('step-not-skippable', { step });
      blockedAt(step);
    },
    async ({ step, ...click }) => {
      await run.own(`skip ${step}`).skipReinstatementStep({ ...run.at(), ...click, step });
      run.answer = 'skip';
    },
  );
}
