import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';

/**
 * Options of activities, grouped by the kind of failure (design, Workflows). `A` is the activities' contract (types only); `summary` is what
 * ops read in the timeline: a verb and counts, under 400 bytes, no personal value.
 *
 *   await ownDatabase<RemovalActivities>('suspend').suspendForRemoval({ … });
 */
type Proxy = <A>(summary: string) => ReturnType<typeof proxyActivities<A>>;

function proxy(options: ActivityOptions): Proxy {
  return <A>(summary: string) => proxyActivities<A>({ ...options, summary });
}

/** One transaction on our own database. Held by a killed worker it is tried again after the 10 seconds. Never gives up. */
export const ownDatabase = proxy({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});

/** Many batches on our own database, or many calls: heartbeats, resumes where its rows say. Never gives up. */
export const long = proxy({
  startToCloseTimeout: '12 hours',
  heartbeatTimeout: '15 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Calls of hosts and providers, heartbeating. After 15 minutes without success the step is blocked, visibly. */
export const upstream = proxy({
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '15 minutes',
  heartbeatTimeout: '20 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Requests to a webhook, one after the other, heartbeating; what it answers is no failure of the activity. Never gives up. */
export const deliveries = proxy({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});

/** One mail. A mail that can't be sent for a day is given up: catch it, no process ends for a mail. */
export const mail = proxy({
  startToCloseTimeout: '40 seconds',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 minutes' },
});
