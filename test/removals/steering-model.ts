// What admins, the leaver, a host and a kill may do to a removal, in any order, and the little that a model knows of how it must end.
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { isFailureName } from '../../rules/failures.ts';

export const clicks = [
  'pause',
  'resume',
  'move away',
  'move to now',
  'successor',
  'leaver as successor',
  'retry',
  'skip',
  'accept drift',
  'attest',
] as const;
export const doings = ['make a key', 'share', 'open the door'] as const;
export const moods = ['fine', 'refuses', 'fails', 'half', 'slow'] as const;
export const kills = ['killed before', 'killed after'] as const;

export type Command =
  | { admin: (typeof clicks)[number] | 'cancel' }
  | { leaver: (typeof doings)[number] }
  | { host: (typeof moods)[number] }
  | { worker: (typeof kills)[number] };

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...clicks).map((admin) => ({ admin })) },
  { weight: 1, arbitrary: fc.constant({ admin: 'cancel' as const }) },
  { weight: 4, arbitrary: fc.constantFrom(...doings).map((leaver) => ({ leaver })) },
  { weight: 3, arbitrary: fc.constantFrom(...moods).map((host) => ({ host })) },
  { weight: 4, arbitrary: fc.constantFrom(...kills).map((worker) => ({ worker })) },
);
export const commands = fc.array(command, { minLength: 5, maxLength: 14 });

/** How far it may have come, by the clicks that were taken. */
export interface Model {
  cancelled: boolean;
  /** something was left out: then nobody promises that all is proven */
  skipped: boolean;
}

/** What a click is answered: `taken`, or the name of what refused it. Anything without a name of ours is a fault of ours. */
export async function answerTo(click: () => Promise<unknown>): Promise<string> {
  try {
    await click();
    return 'taken';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'removal-ended'; // the API asks PostgreSQL, and says so
    const name =
      error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure && error.cause.type;
    if (typeof name === 'string' && name !== 'internal' && isFailureName(name)) return name;
    throw error;
  }
}

/** Keeps what a click did to the model. @throws Error for an answer that the model forbids */
export function learn(model: Model, click: string, answer: string): void {
  if (answer !== 'taken') return;
  if (model.cancelled) throw new Error(`${click} was taken although it was cancelled`);
  if (click === 'leaver as successor') throw new Error('who leaves was taken as a successor');
  if (click === 'cancel') model.cancelled = true;
  if (click === 'skip') model.skipped = true;
}

/** How it may end. */
export const endingsOf = ({ cancelled, skipped }: Model): readonly string[] =>
  cancelled ? ['cancelled'] : skipped ? ['proven', 'not-proven'] : ['proven'];
