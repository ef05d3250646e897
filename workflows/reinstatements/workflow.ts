import { allHandlersFinished, CancellationScope, condition, getExternalWorkflowHandle } from '@temporalio/workflow';
import type { ReinstatementActivities } from '../../activities/reinstatements/contract.ts';
import type { ReinstatementStepName } from '../../rules/removals/reinstatement-steps.ts';
import { reinstated, removalWorkflowId } from '../removals/messages.ts';
import { inBackground } from '../steps/background.ts';
import { runStep } from '../steps/run-step.ts';
import { type ReinstatementInput, reinstatementWorkflowId } from './messages.ts';
import { type ReinstatementRun, reinstatementRun, stepBook } from './run.ts';
import { listen } from './steering.ts';

export type ReinstatementOutcome = 'refused' | ReturnedAs;
type ReturnedAs = Awaited<ReturnType<ReinstatementActivities['completeReinstatement']>>['status'];

/**
 * Undoes a removal (design, promise 6): gives back ownership, then access, then lets the member in, in one transaction. Until then they are shut and a caretaker stands behind
 * them, so that it can stop at any instant without half of a member. It ends only when all is done: its inverse is another removal.
 */
export async function reinstatement(input: ReinstatementInput): Promise<ReinstatementOutcome> {
  const run = reinstatementRun(input);
  listen(run);
  return await CancellationScope.nonCancellable(async () => {
    const outcome = await story(run);
    run.ended = outcome !== 'refused';
    run.waiting('nothing');
    if (outcome !== 'refused') await told(run);
    await condition(allHandlersFinished);
    return outcome;
  });
}

async function story(run: ReinstatementRun): Promise<ReinstatementOutcome> {
  const book = stepBook(run);
  const step = (name: ReinstatementStepName, work: () => Promise<void>) => runStep(run, book, name, work);

  if (!(await planned(run))) return 'refused';
  if (run.stopsRemoval) await removalOver(run);
  await step('transfer', async () => {
    await run.long('give back owner, runs-as and duties').giveBackItems(run.at());
    run.rounds += 1;
    await run.upstream('tell the hosts').giveBackToHosts({ ...run.at(), round: run.rounds });
  });
  await step('access', async () => {
    await run.long('give back teams, shares and bookmarks').giveBackAccess(run.at());
  });
  const member: { status: ReturnedAs } = { status: 'suspended' };
  await step('activate', async () => {
    member.status = (await run.own('let them in').completeReinstatement(run.at())).status;
  });
  return member.status;
}

/** `begin` plans; a run that nobody begins ends. */
async function planned(run: ReinstatementRun): Promise<boolean> {
  run.waiting('nothing');
  await condition(() => run.begun !== 'no', '1 minute', { summary: 'until it is begun' });
  await condition(() => run.begun !== 'planning');
  return run.begun === 'yes';
}

const PATIENCE = 120_000; // longer than a host is waited for

/** Its row has ended with the plan. Its run hears of it and ends, so that no late word of it reaches a host after ours. */
async function removalOver(run: ReinstatementRun): Promise<void> {
  const { organization, memberId } = run.input;
  const removal = getExternalWorkflowHandle(removalWorkflowId(organization, memberId));
  try {
    await removal.signal(reinstated, { by: reinstatementWorkflowId(organization, memberId) });
  } catch {
    return; // there is no such run any more
  }
  run.waiting('removal', Date.now() + PATIENCE);
  await condition(() => run.removalEnded, PATIENCE, { summary: 'until the removal’s run has ended' });
}

/** A mail server that is down holds the end up for minutes, not for a day. */
async function told(run: ReinstatementRun): Promise<void> {
  let done = false;
  const tell = async () => {
    await run.long('tell whom it concerns').tellReinstated(run.at());
    done = true;
  };
  const stop = inBackground(tell, () => {
    done = true; // what can't be delivered changes nothing: the console shows it
  });
  await condition(() => done, '10 minutes', { summary: 'until they were told' });
  stop();
}
