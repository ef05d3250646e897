/** What every command of a reinstatement's process gets. */
export interface ReinstatementStepInput {
  reinstatementId: string;
  /** the workflow's time */
  now: Date;
}

/** A command whose effect is done once, whoever repeats it. */
export interface ReinstatementEffectInput extends ReinstatementStepInput {
  /** key for `once`, stable over retries: `reinstatement/{id}/complete`, or with the request's id for a click */
  receipt: string;
}
