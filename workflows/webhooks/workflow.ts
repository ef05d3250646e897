import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { Standing, WebhookActivities } from '../../activities/webhooks/contract.ts';
import { deliveries } from '../steps/activity-options.ts';
import { clicks } from '../steps/clicks.ts';
import { until } from '../steps/steered-run.ts';
import { ping, type WebhookInput, type WebhookTestInput } from './messages.ts';
import { type WebhookRun, webhookRun } from './run.ts';

/** So long a run waits for the next event before it ends: a webhook with nothing to do costs nothing. */
const LINGER = '5 minutes';

export type WebhookEnding = 'caught-up' | 'disabled' | 'closed';

/**
 * Delivers the events of an organization to one webhook, in order (decision 20). Where it stands is in PostgreSQL; this says what happens next. It is woken
 * when there is something to do, waits before it tries a failing event again, and ends when nothing is left. Nobody clicks on it but by the signal, so it may continue as new.
 * A cancellation of the run itself is ignored: a webhook is disabled in the console.
 */
export async function webhook(input: WebhookInput): Promise<WebhookEnding> {
  const run = webhookRun(input);
  return await CancellationScope.nonCancellable(() => story(run));
}

async function story(run: WebhookRun): Promise<WebhookEnding> {
  for (;;) {
    run.woken = false;
    run.show('the endpoint’s answers');
    const standing = await deliveries<WebhookActivities>('deliver what is next').deliverEvents(run.input);
    const ending = await follow(run, standing);
    if (ending !== undefined && !run.woken) return ending;
    if (workflowInfo().continueAsNewSuggested && run.mailing === 0) await continueAsNew<typeof webhook>(run.input);
  }
}

/** What follows from where the delivery stands. Undefined: it goes on. */
async function follow(run: WebhookRun, standing: Standing): Promise<WebhookEnding | undefined> {
  switch (standing.state) {
    case 'more':
      return undefined;
    case 'given-up':
      run.tell('given-up', String(standing.sequence));
      return undefined;
    case 'failing':
      await retry(run, standing);
      return undefined;
    case 'caught-up':
      run.show('the next event');
      await condition(() => run.woken, LINGER, { summary: 'until the next event, or the end of this run' });
      await run.mailed();
      return 'caught-up';
    case 'disabled':
      run.tell('disabled', standing.since);
      await run.mailed();
      return 'disabled';
    case 'closed':
      await run.mailed();
      return 'closed';
  }
}

async function retry(
  run: WebhookRun,
  { sequence, since, retryAt, warn }: Extract<Standing, { state: 'failing' }>,
): Promise<void> {
  if (warn) run.tell('failing', since);
  run.show(`the next attempt at event ${sequence}`, { because: `not taken since ${since}`, due: retryAt });
  await until(() => run.woken, Date.parse(retryAt), `try event ${sequence} again`);
}

const { testWebhook } = proxyActivities<WebhookActivities>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  summary: 'send a ping',
});

/** Sends a ping to a webhook, for the person who clicked, and ends. */
export async function webhookTest(input: WebhookTestInput): Promise<void> {
  let over = false;
  clicks()(
    ping,
    () => undefined,
    async () => {
      try {
        await testWebhook(input);
        return { testId: input.testId };
      } finally {
        over = true;
      }
    },
  );
  await condition(() => over, '6 minutes', { summary: 'until the ping was answered' });
  await condition(allHandlersFinished);
}
