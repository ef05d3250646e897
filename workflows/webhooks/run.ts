import { condition, setHandler } from '@temporalio/workflow';
import type { Trouble, WebhookActivities } from '../../activities/webhooks/contract.ts';
import type { NamedFailure } from '../../rules/failures.ts';
import { mail } from '../steps/activity-options.ts';
import { inBackground } from '../steps/background.ts';
import { opsView } from '../steps/ops.ts';
import { wake, type WebhookInput } from './messages.ts';

/** One run of the delivery to a webhook. */
export interface WebhookRun {
  input: WebhookInput;
  /** there may be something to do since the last look */
  woken: boolean;
  /** mails that are on their way */
  mailing: number;
  /** says what it is at, for ops; with `failing`: what went wrong */
  show(waitsFor: string, failing?: { because: string; due: string }): void;
  /** tells the admins, beside the story */
  tell(trouble: Trouble, occasion: string): void;
  /** until the mails are out, or there is something to do */
  mailed(): Promise<void>;
}

export function webhookRun(input: WebhookInput): WebhookRun {
  const show = opsView();
  const told = new Set<string>(); // another run asks again, and the mails' receipts say no
  let trouble: NamedFailure | undefined;
  const run: WebhookRun = {
    input,
    woken: false,
    mailing: 0,
    show: (waitsFor, failing) =>
      show({
        step: failing === undefined ? 'deliver' : 'retry',
        waitsFor,
        since: new Date().toISOString(),
        blocked: failing !== undefined,
        ...(failing !== undefined && { ...failing, whatToDo: ON_FAILING }),
        ...(trouble !== undefined && { because: `the admins could not be told by mail: ${trouble.name}` }),
      }),
    tell: (about, occasion) => {
      if (told.has(`${about}/${occasion}`)) return;
      told.add(`${about}/${occasion}`);
      run.mailing += 1;
      inBackground(
        async () => {
          try {
            const { mailWebhookTrouble } = mail<WebhookActivities>(`mail the admins: ${about}`);
            await mailWebhookTrouble({ ...input, trouble: about, occasion });
          } finally {
            run.mailing -= 1;
          }
        },
        (failure) => {
          trouble = failure;
        },
      );
    },
    mailed: async () => {
      if (run.mailing > 0) await condition(() => run.woken || run.mailing === 0);
    },
  };
  setHandler(wake, () => {
    run.woken = true;
  });
  return run;
}

const ON_FAILING = 'see in the console what the endpoint answers; retry, skip the event, or disable the webhook there';
