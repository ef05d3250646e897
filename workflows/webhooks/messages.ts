import { defineSignal, defineUpdate } from '@temporalio/workflow';

/** All that others may know of the workflow that delivers to one webhook. */
export const webhookWorkflow = 'webhook';
export const webhookWorkflowId = (organization: string, webhookId: string): string =>
  `webhook/${organization}/${webhookId}`;

export interface WebhookInput {
  organization: string;
  webhookId: string;
}

/** There may be something to do: look. Says nothing but that, so that one too many or too few changes nothing. */
export const wake = defineSignal('wake');

/** And of the one that tests a webhook once. */
export const webhookTestWorkflow = 'webhookTest';
export const webhookTestWorkflowId = (organization: string, testId: string): string =>
  `webhook-test/${organization}/${testId}`;

export interface WebhookTestInput extends WebhookInput {
  testId: string;
}

/** Sends a ping. What the endpoint said is the attempt `testId`, in PostgreSQL. Refuses `not-found`. */
export const ping = defineUpdate<{ testId: string }, [{ testId: string }]>('ping');
