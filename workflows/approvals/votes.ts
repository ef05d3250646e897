import { setHandler } from '@temporalio/workflow';
import { clicks } from '../steps/clicks.ts';
import { refusal } from '../steps/failures.ts';
import * as messages from './messages.ts';
import type { ApprovalRun } from './run.ts';

/** Sets the handlers, before the first await. The validator refuses from what never changes or only ends; who may decide is the database's to say. */
export function listen(run: ApprovalRun): void {
  setHandler(messages.state, () => ({ status: run.status, stage: run.stage, since: run.since }));
  setHandler(messages.withdrawn, () => {
    run.touched = true;
  });
  const votes = clicks(run.serially);
  votes(
    messages.decide,
    (vote) => refuseVote(run, vote), // in the handler again: a vote before it may have ended it
    async (vote) => {
      const { status, stage } = await run.own(vote.decision).decideApproval({ ...run.at(), ...vote });
      run.status = status;
      run.stage = stage;
      return { status };
    },
  );
}

function refuseVote(run: ApprovalRun, { actorId }: { actorId: string }): void {
  if (run.status !== 'pending') throw refusal('already-decided', { status: run.status });
  if (actorId === run.input.requestedById) throw refusal('own-request', {});
}
