import { condition } from '@temporalio/workflow';
import type { NamedFailure } from '../../rules/failures.ts';

/** What people did to a run, as its steps see it. Handlers write it, steps read it. */
export interface SteeredRun<S extends string> {
  /** the step that runs; undefined before the first */
  step: S | undefined;
  paused: boolean;
  /** a cancellation is being decided: nothing new begins meanwhile */
  cancelling: boolean;
  cancelled: boolean;
  /** why the step is blocked; undefined when it is not */
  failure: NamedFailure | undefined;
  /** what a person wants done about the blocked step */
  answer: 'retry' | 'skip' | undefined;
  /** a click changed what the step works on while it worked: a failure may be of what it saw before */
  changed: boolean;
  /** ends the work of the step that runs, because of a pause */
  interrupt: (() => void) | undefined;
}

export function steeredRun<S extends string>(): SteeredRun<S> {
  return {
    step: undefined,
    paused: false,
    cancelling: false,
    cancelled: false,
    failure: undefined,
    answer: undefined,
    changed: false,
    interrupt: undefined,
  };
}

/** What the step works on is another now: a blocked step is tried again, and one that works is, should it fail by what it saw before. */
export function tryAgain(run: SteeredRun<string>): void {
  run.changed = true;
  if (run.failure !== undefined) run.answer ??= 'retry';
}

/** Waits as long as the run is paused, or a cancellation is being decided. */
export async function released(run: SteeredRun<string>): Promise<void> {
  const free = () => !run.cancelling && (run.cancelled || !run.paused);
  if (!free()) await condition(free);
}

/** Waits until `fact` holds, or until an instant (ms since 1970), whichever is first: true if the fact. `summary` is what ops read at the timer. */
export async function until(fact: () => boolean, instant: number, summary: string): Promise<boolean> {
  if (fact()) return true;
  const left = instant - Date.now();
  return left > 0 ? await condition(fact, left, { summary }) : false;
}

/** One handler's effect at a time, in the order of the clicks: what one awaits, another may not write meanwhile. */
export function oneAtATime(): <T>(effect: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (effect) => {
    const next = last.then(effect, effect);
    last = next;
    return next;
  };
}
