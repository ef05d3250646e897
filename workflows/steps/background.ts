import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { NamedFailure } from '../../rules/failures.ts';
import { namedFailure } from './failures.ts';

/**
 * Does something beside the story, which goes on: a mail, so that a mail server that is down keeps no one waiting. What fails in it by name is told to `trouble`.
 * @returns what ends it when it is needed no more
 */
export function inBackground(work: () => Promise<unknown>, trouble: (failure: NamedFailure) => void): () => void {
  const scope = new CancellationScope();
  void scope.run(work).catch((error: unknown) => {
    if (scope.consideredCancelled && isCancellation(error)) return;
    const failure = namedFailure(error);
    if (failure === undefined) throw error;
    trouble(failure);
  });
  return () => scope.cancel();
}
