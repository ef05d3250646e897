import { CancellationScope, condition, isCancellation, patched } from '@temporalio/workflow';
import { failures, type NamedFailure } from '../../rules/failures.ts';
import { namedFailure } from './failures.ts';
import { released, type SteeredRun, until } from './steered-run.ts';

/** Where the state of steps is kept, and who is told: the process's own activities. */
export interface StepBook<S extends string> {
  /** the step runs now (the first time, and after each block) */
  running(step: S): Promise<void>;
  /** the step is blocked, and someone has until `deadline` (ms since 1970) to act */
  blocked(step: S, failure: NamedFailure): Promise<{ deadline: number }>;
  /** nobody acted: tells the fallback. Never throws. */
  overdue(step: S, failure: NamedFailure): Promise<void>;
}

/**
 * The one way a step runs (design, Workflows). It is tried until it is done. A named failure blocks it, visibly, and an admin answers: try again, go on without it,
 * or cancel. Whoever does not answer by the deadline, the fallback is told, and again after each deadline. A failure that may pass by itself is
 * tried again meanwhile, at growing intervals. A pause stops the work inside the step, and `work` begins again afterwards: its effects have receipts.
 */
export async function runStep<S extends string>(
  run: SteeredRun<S>,
  book: StepBook<S>,
  step: S,
  work: () => Promise<void>,
): Promise<'done' | 'skipped' | 'cancelled'> {
  let announced = false;
  const patience: Patience = { deadline: undefined, tries: 0 };
  for (;;) {
    await released(run);
    if (run.cancelled) return 'cancelled';
    run.step = step;
    if (!announced) {
      await book.running(step);
      announced = true;
      continue; // it may have been paused meanwhile
    }
    run.changed = false;
    const outcome = await attempt(run, work);
    if (outcome === 'interrupted') continue;
    if (run.cancelling) await released(run);
    if (run.cancelled) return 'cancelled';
    if (outcome === 'done') return 'done';
    if (run.changed && patched('a click during a failing attempt')) continue;
    const answer = await answerTo(run, book, step, outcome, patience);
    run.failure = undefined;
    if (answer === 'skip') return 'skipped';
    announced = false;
  }
}

async function attempt(
  run: SteeredRun<string>,
  work: () => Promise<void>,
): Promise<'done' | 'interrupted' | NamedFailure> {
  const scope = new CancellationScope();
  let interrupted = false;
  run.interrupt = () => {
    interrupted = true;
    scope.cancel();
  };
  try {
    await scope.run(work);
    return 'done';
  } catch (error) {
    if (interrupted && isCancellation(error)) return 'interrupted';
    const failure = namedFailure(error);
    if (failure === undefined) throw error;
    return failure;
  } finally {
    run.interrupt = undefined;
  }
}

/** How long a block may still last before the fallback is told, and how often it was tried again without being asked. */
interface Patience {
  deadline: number | undefined;
  tries: number;
}

const FIRST_TRY_AFTER = 3_600_000;

async function answerTo<S extends string>(
  run: SteeredRun<S>,
  book: StepBook<S>,
  step: S,
  failure: NamedFailure,
  patience: Patience,
): Promise<'retry' | 'skip' | undefined> {
  const mayPass = failures[failure.name].passes || failure.name === 'internal';
  run.answer = undefined;
  const asked = () => run.answer !== undefined || run.cancelled;
  run.failure = failure; // before the row says so: whoever reads there that it is blocked may click at once
  for (;;) {
    const { deadline } = await book.blocked(step, failure);
    patience.deadline ??= deadline;
    const again = mayPass ? Date.now() + FIRST_TRY_AFTER * 2 ** patience.tries++ : Number.POSITIVE_INFINITY;
    const summary = `${step} is blocked by ${failure.name}: until someone acts`;
    if (await until(asked, Math.min(patience.deadline, again), summary)) return run.answer;
    if (Date.now() >= patience.deadline) {
      await Promise.race([book.overdue(step, failure), condition(asked)]); // a mail server that is down keeps nobody from acting
      patience.deadline = undefined;
    }
    if (asked() || mayPass) return run.answer;
  }
}
