import type { z } from 'zod';
import type { Choice } from '../../rules/removals/successor.ts';
import type { SuccessorChoice } from './schemas.ts';

/** Without the keys that were left out. */
export function choiceOf({ resourceId, kind, successorId }: z.output<typeof SuccessorChoice>): Choice {
  return {
    ...(resourceId === undefined ? {} : { resourceId }),
    ...(kind === undefined ? {} : { kind }),
    successorId,
  };
}

export const choicesOf = (choices: readonly z.output<typeof SuccessorChoice>[]): Choice[] => choices.map(choiceOf);
