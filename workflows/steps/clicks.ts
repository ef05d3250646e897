import type { UpdateDefinition } from '@temporalio/common';
import { setHandler, workflowInfo } from '@temporalio/workflow';
import { refusal, refusing } from './failures.ts';
import { oneAtATime } from './steered-run.ts';

const MOST_UPDATES = 1500; // of 2,000 that one run takes
const MOST_EVENTS = 40_000; // of 51,200

/** Sets the handler of one Update: `refuse` throws a named failure from what the run knows; `effect`, an activity with a receipt, from what the database knows. */
export type Clicks = <Result, Input>(
  update: UpdateDefinition<Result, [Input]>,
  refuse: (input: Input) => void,
  effect: (input: Input) => Promise<Result>,
) => void;

/**
 * How a run takes what people click (design, Workflows): a synchronous validator, so that a refusal comes back as a reason and leaves no event; effects one
 * at a time; only named failures thrown; and none any more when the run is near the engine's limits.
 */
export function clicks(serially: ReturnType<typeof oneAtATime> = oneAtATime()): Clicks {
  let taken = 0;
  return (update, refuse, effect) => {
    const validator = (input: Parameters<typeof refuse>[0]) => {
      if (taken >= MOST_UPDATES || workflowInfo().historyLength >= MOST_EVENTS) throw refusal('run-full', {});
      refuse(input);
    };
    const handler = (input: Parameters<typeof refuse>[0]) => {
      taken += 1;
      return serially(() =>
        refusing(async () => {
          refuse(input); // what was clicked before it may have changed the run
          return await effect(input);
        }),
      );
    };
    setHandler(update, handler, { validator });
  };
}
