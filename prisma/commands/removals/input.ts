/** What every command of a removal's process gets. */
export interface RemovalStepInput {
  removalId: string;
  /** the workflow's time */
  now: Date;
}

/** A command whose effect is done once, whoever repeats it. */
export interface RemovalEffectInput extends RemovalStepInput {
  /** key for `once`, stable over retries: `removal/{id}/suspend`, or with the request's id for a click */
  receipt: string;
}

/** One bounded batch: its own transaction. It needs no receipt: the items' status, changed in the same transaction, is the receipt. */
export interface RemovalBatchInput extends RemovalStepInput {
  /** items at most, 1 to 10,000 */
  limit: number;
}

/** `done`: items finished by this call. `left`: items of the step that are still pending; call again while it is above 0. */
export interface BatchResult {
  done: number;
  left: number;
}
