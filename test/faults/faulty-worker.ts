import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** What may happen to an activity: its worker is killed before or after the effect, its task is delivered twice, one after the other or at once. */
export const faults = ['killed before', 'killed after', 'run twice', 'two at once'] as const;
export type Fault = (typeof faults)[number];

interface Planned {
  activity: string;
  fault: Fault;
  happened: boolean;
}

/** Faults by organization, so that many runs can fail side by side: each happens at the first execution of its activity. */
export class Faults {
  readonly #planned = new Map<string, Planned>();

  plan(organization: string, activity: string, fault: Fault): void {
    this.#planned.set(organization, { activity, fault, happened: false });
  }

  happened(organization: string): boolean {
    return this.#planned.get(organization)?.happened ?? false;
  }

  readonly interceptor: ActivityInterceptorsFactory = ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const organization = info.workflowExecution?.workflowId.split('/')[1] ?? '';
        const planned = this.#planned.get(organization);
        if (planned === undefined || planned.happened || planned.activity !== info.activityType)
          return await next(input);
        planned.happened = true;
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

/** Runs `work` on every item, at most `width` at once; the messages of those that failed, by item. */
export async function failuresOf<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<string[]> {
  const failed: string[] = [];
  const left = [...items];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      try {
        await work(item);
      } catch (error) {
        failed.push(`${String(item)}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return failed;
}
