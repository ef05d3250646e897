import type { OfReinstatement, ReinstatementActivities } from '../../activities/reinstatements/contract.ts';
import type { NamedFailure } from '../../rules/failures.ts';
import { type ReinstatementStepName, reinstatementStepOf } from '../../rules/removals/reinstatement-steps.ts';
import { long, mail, ownDatabase, upstream } from '../steps/activity-options.ts';
import { namedFailure } from '../steps/failures.ts';
import { opsView } from '../steps/ops.ts';
import type { StepBook } from '../steps/run-step.ts';
import { type SteeredRun, steeredRun } from '../steps/steered-run.ts';
import type { ReinstatementInput, ReinstatementState } from './messages.ts';

type Activities = ReturnType<typeof ownDatabase<ReinstatementActivities>>;

/** One run of a reinstatement: its input, what people did to it, what it waits for, and its activities by kind of failure. */
export interface ReinstatementRun extends SteeredRun<ReinstatementStepName> {
  input: ReinstatementInput;
  begun: 'no' | 'planning' | 'yes' | 'refused';
  /** the removal was still running: it has to hear that it has ended */
  stopsRemoval: boolean;
  removalEnded: boolean;
  ended: boolean;
  /** how often the hosts were told */
  rounds: number;
  waitsFor: ReinstatementState['waitsFor'];
  since: string;
  due: string | undefined;
  /** what every activity gets */
  at(): OfReinstatement;
  own(summary: string): Activities;
  long(summary: string): Activities;
  upstream(summary: string): Activities;
  /** says what it waits for from now on; `due` in ms since 1970 */
  waiting(waitsFor: ReinstatementState['waitsFor'], due?: number): void;
}

const now = () => new Date().toISOString();

export function reinstatementRun(input: ReinstatementInput): ReinstatementRun {
  const show = opsView();
  const { organization, reinstatementId } = input;
  const run: ReinstatementRun = {
    ...steeredRun<ReinstatementStepName>(),
    input,
    begun: 'no',
    stopsRemoval: false,
    removalEnded: false,
    ended: false,
    rounds: 0,
    waitsFor: 'nothing',
    since: now(),
    due: undefined,
    at: () => ({ organization, reinstatementId, now: now() }),
    own: (summary) => ownDatabase<ReinstatementActivities>(summary),
    long: (summary) => long<ReinstatementActivities>(summary),
    upstream: (summary) => upstream<ReinstatementActivities>(summary),
    waiting: (waitsFor, due) => {
      run.waitsFor = waitsFor;
      run.since = now();
      run.due = due === undefined ? undefined : new Date(due).toISOString();
      const failure = blockOf(run);
      show({
        step: run.ended ? 'completed' : (run.step ?? 'plan'),
        waitsFor,
        since: run.since,
        blocked: failure !== undefined,
        ...(run.due === undefined ? {} : { due: run.due }),
        ...(failure === undefined ? {} : { because: failure.name, whatToDo: whatToDo(run) }),
      });
    },
  };
  return run;
}

/** Why it is blocked, once it is written down who has to act and until when. */
function blockOf({ failure, waitsFor }: ReinstatementRun): NamedFailure | undefined {
  return waitsFor === 'admin' ? failure : undefined;
}

function whatToDo({ step }: ReinstatementRun): string {
  const skip = step !== undefined && reinstatementStepOf(step).skippable ? ', or skip it' : '';
  return `in the console, open the reinstatement: retry the step${skip}`;
}

/** Answers the query `state`. */
export function stateOf(run: ReinstatementRun): ReinstatementState {
  const failure = blockOf(run);
  return {
    step: run.step ?? 'plan',
    waitsFor: run.waitsFor,
    since: run.since,
    ...(run.due === undefined ? {} : { due: run.due }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Keeps the steps' state in PostgreSQL and tells the custodian of what nobody answers. */
export function stepBook(run: ReinstatementRun): StepBook<ReinstatementStepName> {
  let previous: ReinstatementStepName = 'plan';
  let nth = 0;
  return {
    running: async (step) => {
      run.waiting('nothing');
      nth += 1;
      const done = previous === step ? {} : { done: previous };
      await run.own(`${step} begins`).turnReinstatementStep({ ...run.at(), ...done, running: step, nth });
      previous = step;
    },
    blocked: async (step, failure) => {
      nth += 1;
      const own = run.own(`${step} is blocked: ${failure.name}`);
      const blocked = await own.blockReinstatementStep({ ...run.at(), step, failure, nth });
      const deadline = Date.parse(blocked.deadline);
      run.waiting('admin', deadline);
      return { deadline };
    },
    overdue: async (step, failure) => {
      const told = mail<ReinstatementActivities>(`tell the custodian: ${step} is blocked`);
      try {
        await told.tellReinstatementBlocked({ ...run.at(), step, failure, nth });
      } catch (error) {
        if (namedFailure(error) === undefined) throw error; // a mail that can't be sent changes nothing: the next deadline tells again
      }
    },
  };
}
