import { condition, type proxyActivities } from '@temporalio/workflow';
import type { NamedFailure } from '../../rules/failures.ts';
import { stepOf, type StepName } from '../../rules/removals/steps.ts';
import type { OfRemoval, RemovalActivities } from '../../activities/removals/contract.ts';
import { long, mail, ownDatabase, upstream } from '../steps/activity-options.ts';
import { namedFailure } from '../steps/failures.ts';
import { opsView } from '../steps/ops.ts';
import type { StepBook } from '../steps/run-step.ts';
import { type SteeredRun, steeredRun } from '../steps/steered-run.ts';
import type { RemovalInput, RemovalState } from './messages.ts';

type Activities = ReturnType<typeof proxyActivities<RemovalActivities>>;

/** One run of a removal: its input, what people did to it, what it waits for, and its activities by kind of failure. */
export interface RemovalRun extends SteeredRun<StepName> {
  input: RemovalInput;
  begun: 'no' | 'planning' | 'yes' | 'refused';
  /** set when the run is over, and nothing can be asked of it any more */
  ended: string | undefined;
  /** ms since 1970; undefined until the row was asked */
  effectiveAt: number | undefined;
  /** how often the plan was computed again after the suspension */
  looks: number;
  /** how often the hosts were told */
  rounds: number;
  /** of a mass removal: its things may be handed over */
  hasTurn: boolean;
  /** the reinstatement that has ended it half-way */
  reinstatedBy: string | undefined;
  /** something happened to a follow-up */
  followUpsTouched: boolean;
  /** something happened to an offer, a successor or the date */
  offersTouched: boolean;
  waitsFor: RemovalState['waitsFor'];
  since: string;
  due: string | undefined;
  /** what every activity gets */
  at(): OfRemoval;
  own(summary: string): Activities;
  long(summary: string): Activities;
  upstream(summary: string): Activities;
  /** says what it waits for from now on; `due` in ms since 1970 */
  waiting(waitsFor: RemovalState['waitsFor'], due?: number): void;
}

const now = () => new Date().toISOString();

export function removalRun(input: RemovalInput): RemovalRun {
  const show = opsView();
  const run: RemovalRun = {
    ...steeredRun<StepName>(),
    input,
    begun: 'no',
    ended: undefined,
    effectiveAt: undefined,
    looks: 0,
    rounds: 0,
    hasTurn: false,
    reinstatedBy: undefined,
    followUpsTouched: false,
    offersTouched: false,
    waitsFor: 'nothing',
    since: now(),
    due: undefined,
    at: () => ({ organization: input.organization, removalId: input.removalId, now: now() }),
    own: (summary) => ownDatabase<RemovalActivities>(summary),
    long: (summary) => long<RemovalActivities>(summary),
    upstream: (summary) => upstream<RemovalActivities>(summary),
    waiting: (waitsFor, due) => {
      run.waitsFor = waitsFor;
      run.since = now();
      run.due = due === undefined ? undefined : new Date(due).toISOString();
      show({
        step: run.ended ?? run.step ?? 'plan',
        waitsFor: run.paused ? 'resume' : waitsFor,
        since: run.since,
        blocked: blockOf(run) !== undefined,
        ...(run.due === undefined ? {} : { due: run.due }),
        ...because(run),
      });
    },
  };
  return run;
}

/** Answers the query `state`. */
export function stateOf(run: RemovalRun): RemovalState {
  const failure = blockOf(run);
  return {
    step: run.step ?? 'plan',
    waitsFor: run.paused ? 'resume' : run.waitsFor,
    since: run.since,
    ...(run.due === undefined ? {} : { due: run.due }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Why it is blocked, once it is written down who has to act and until when. */
function blockOf({ failure, waitsFor }: RemovalRun): NamedFailure | undefined {
  return waitsFor === 'admin' ? failure : undefined;
}

function because(run: RemovalRun): { because?: string; whatToDo?: string } {
  const failure = blockOf(run);
  return failure === undefined ? {} : { because: inWords(failure), whatToDo: whatToDo(run, failure) };
}

/** Work that finds the removal ended was overtaken by a reinstatement, whose word is on its way: then nothing is left to do. */
export async function unlessEnded(run: RemovalRun, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (namedFailure(error)?.name !== 'removal-ended') throw error;
    await condition(() => run.cancelled, '1 minute', { summary: 'until it is said who has ended it' });
    run.cancelled = true;
  }
}

/** Keeps the steps' state in PostgreSQL and tells the custodian of what nobody answers. */
export function stepBook(run: RemovalRun): StepBook<StepName> {
  let previous: StepName = 'plan';
  let nth = 0;
  return {
    running: async (step) => {
      run.waiting('nothing');
      nth += 1;
      const done = previous === step ? {} : { done: previous };
      await unlessEnded(run, () => run.own(`${step} begins`).turnStep({ ...run.at(), ...done, running: step, nth }));
      previous = step;
    },
    blocked: async (step, failure) => {
      nth += 1;
      let deadline = 0; // an ended one waits for nobody
      await unlessEnded(run, async () => {
        const own = run.own(`${step} is blocked: ${failure.name}`);
        deadline = Date.parse((await own.blockStep({ ...run.at(), step, failure, nth })).deadline);
      });
      run.waiting('admin', deadline);
      return { deadline };
    },
    overdue: async (step, failure) => {
      try {
        await mail<RemovalActivities>(`tell the custodian: ${step} is blocked`).tellBlocked({
          ...run.at(),
          step,
          failure,
          nth,
        });
      } catch (error) {
        if (namedFailure(error) === undefined) throw error; // a mail that can't be sent changes nothing: the next deadline tells again
      }
    },
  };
}

function inWords({ name, facts }: NamedFailure): string {
  const said = Object.entries(facts).map(([fact, value]) => `${fact} ${value}`);
  return said.length > 0 ? `${name} (${said.join(', ')})` : name;
}

function whatToDo(run: RemovalRun, failure: NamedFailure): string {
  const skip = run.step !== undefined && stepOf(run.step).skippable ? ', skip it' : '';
  const accept = failure.name === 'plan-drifted' ? 'accept what was found, ' : '';
  return `in the console, open the removal: ${accept}retry the step${skip}, or cancel while that is possible`;
}
