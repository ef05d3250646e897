import type { ActivityDependencies } from '../dependencies.ts';

/** What the worker's tellers of notices need (worker/notices.ts). */
export type Telling = Pick<ActivityDependencies, 'db' | 'mailer' | 'url'>;

/** At most so many notices of a kind in one look; the next look takes the next. */
export const mostNotices = 100;

/**
 * Tells each of what is due, one after the other; what fails keeps none of the others back.
 * @param tell whether it was told: false, too, where another worker has it
 * @param trouble hears what went wrong
 * @returns how many were told
 */
export async function tellEach<Due>(
  due: readonly Due[],
  tell: (one: Due) => Promise<boolean>,
  trouble: (error: unknown) => void,
): Promise<number> {
  let told = 0;
  for (const one of due) {
    try {
      if (await tell(one)) told += 1;
    } catch (error) {
      trouble(error);
    }
  }
  return told;
}
