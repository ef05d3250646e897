import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** What may happen to an activity: its worker is killed before or after the effect, its task is delivered twice, one after the other or at once. */
export const faults = ['killed before', 'killed after', 'run twice', 'two at once'] as const;
export type Fault = (typeof faults)[number];

/** A fault, and the activities that it happens to in one story: to each at its first execution. */
export interface Planned {
  activities: readonly string[];
  fault: Fault;
}

/** Faults by organization, so that many runs can fail side by side. */
export class Faults {
  readonly #planned = new Map<string, { fault: Fault; left: Set<string> }>();

  /** Nothing where no fault is named: a story as it is told without. */
  plan(organization: string, planned: Planned | undefined): void {
    if (planned === undefined) return;
    this.#planned.set(organization, { fault: planned.fault, left: new Set(planned.activities) });
  }

  /** @throws {Error} naming the activities whose fault never happened: their story says nothing about it */
  allHappened(organization: string): void {
    const { left } = this.#planned.get(organization) ?? {};
    if (left !== undefined && left.size > 0) throw new Error(`no fault happened to ${[...left].join(', ')}`);
  }

  readonly interceptor: ActivityInterceptorsFactory = ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const organization = info.workflowExecution?.workflowId.split('/')[1] ?? '';
        const planned = this.#planned.get(organization);
        if (planned === undefined || !planned.left.delete(info.activityType)) return await next(input);
        switch (planned.fault) {
          case 'killed before':
            throw new Error('the worker was killed');
          case 'killed after':
            await next(input);
            throw new Error('the worker was killed');
          case 'run twice':
            await next(input);
            return await next(input);
          case 'two at once': {
            const [first] = await Promise.all([next(input), next(input)]);
            return first;
          }
        }
      },
    },
  });
}

/**
 * Tells each story once, with the fault in every activity that is tried in it; a story that ends otherwise is told again with each activity alone, to name
 * the one. `tell` throws where the ending differs.
 * @returns what failed, by activity; nothing when all is well
 */
export async function failuresWith<Story>(
  fault: Fault,
  activities: readonly string[],
  storyOf: (activity: string) => Story,
  tell: (story: Story, planned: Planned) => Promise<void>,
): Promise<string[]> {
  const failureOf = async (story: Story, tried: readonly string[]): Promise<string[]> => {
    try {
      await tell(story, { activities: tried, fault });
      return [];
    } catch (error) {
      return [`${tried.join(', ')}: ${error instanceof Error ? error.message : String(error)}`];
    }
  };
  const of = async (story: Story, tried: readonly string[]): Promise<string[]> => {
    const together = await failureOf(story, tried);
    if (together.length === 0 || tried.length === 1) return together;
    const alone: string[] = [];
    for (const activity of tried) alone.push(...(await failureOf(story, [activity])));
    return alone.length > 0 ? alone : together;
  };
  const failures = [...byStory(activities, storyOf)].map(([story, tried]) => of(story, tried));
  return (await Promise.all(failures)).flat();
}

function byStory<Story>(activities: readonly string[], storyOf: (activity: string) => Story): Map<Story, string[]> {
  const found = new Map<Story, string[]>();
  for (const activity of activities) {
    const story = storyOf(activity);
    found.set(story, [...(found.get(story) ?? []), activity]);
  }
  return found;
}
