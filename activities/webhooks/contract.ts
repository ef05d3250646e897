export interface OfWebhook {
  organization: string;
  webhookId: string;
}

/** Where the delivery stands. Ids, counts and instants (ISO 8601, UTC) only. */
export type Standing =
  /** nothing is left to send */
  | { state: 'caught-up' }
  /** there is more: ask again */
  | { state: 'more' }
  /** the event keeps the others waiting until it is tried again. `warn`: for so long that the admins should hear of it */
  | { state: 'failing'; sequence: number; since: string; retryAt: string; warn: boolean }
  /** the event went to the dead letters; ask again */
  | { state: 'given-up'; sequence: number }
  /** it was disabled, by what the endpoint answered or did not */
  | { state: 'disabled'; since: string }
  /** it is not enabled */
  | { state: 'closed' };

/** What admins are told of a webhook. */
export type Trouble = 'failing' | 'given-up' | 'disabled';

export interface WebhookActivities {
  /**
   * Delivers what is next to a webhook, one after the other, for up to 20 seconds. Heartbeats. Repeated, it goes on where it stood; what was sent but not yet kept
   * is sent again, with the same id.
   */
  deliverEvents(input: OfWebhook): Promise<Standing>;
  /** Sends a ping to a webhook, whatever its status, and keeps what it said as the attempt `testId`. Fails `not-found`. */
  testWebhook(input: OfWebhook & { testId: string }): Promise<void>;
  /** Tells the admins, each once per `occasion`. Fails `mail-unreachable`, `mail-refused` when all are refused. */
  mailWebhookTrouble(input: OfWebhook & { trouble: Trouble; occasion: string }): Promise<{ mailed: number }>;
}
