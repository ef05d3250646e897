import { setHandler, workflowInfo } from '@temporalio/workflow';
import { refusal, refusing } from '../steps/failures.ts';
import * as messages from './messages.ts';
import type { ApprovalRun } from './run.ts';

const MOST_UPDATES = 1500; // of 2,000 that one run takes
const MOST_EVENTS = 40_000; // of 51,200

/** Sets the handlers, before the first await. The validator refuses from what never changes or only ends; who may decide is the database's to say. */
export function listen(run: ApprovalRun): void {
  let taken = 0;
  setHandler(messages.state, () => ({ status: run.status, stage: run.stage, since: run.since }));
  setHandler(messages.withdrawn, () => {
    run.touched = true;
  });
  setHandler(
    messages.decide,
    (vote) => {
      taken += 1;
      return run.serially(() =>
        refusing(async () => {
          refuseVote(run, vote); // a vote before it may have ended it
          const { status, stage } = await run.own(vote.decision).decideApproval({ ...run.at(), ...vote });
          run.status = status;
          run.stage = stage;
          return { status };
        }),
      );
    },
    {
      validator: (vote) => {
        if (taken >= MOST_UPDATES || workflowInfo().historyLength >= MOST_EVENTS) throw refusal('run-full', {});
        refuseVote(run, vote);
      },
    },
  );
}

function refuseVote(run: ApprovalRun, { actorId }: { actorId: string }): void {
  if (run.status !== 'pending') throw refusal('already-decided', { status: run.status });
  if (actorId === run.input.requestedById) throw refusal('own-request', {});
}
