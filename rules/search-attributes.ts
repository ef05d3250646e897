/**
 * What ops search runs by in the Temporal UI (design, Workflows). Registered and compared by `temporal/search-attributes.ts` at start-up, kept up
 * by `workflows/steps/ops.ts`. Keywords hold ids and names of steps only.
 */
export const searchAttributes = {
  /** id of the organization */
  DoorwardOrganization: 'KEYWORD',
  /** removal | reinstatement | mass-removal | erasure | invitation | approval | sign-in-link | webhook | webhook-test | audit-retention | consent-request */
  DoorwardProcess: 'KEYWORD',
  /** the step, stage or wait that the run is at */
  DoorwardStep: 'KEYWORD',
  /** someone has to act before it goes on */
  DoorwardBlocked: 'BOOL',
  /** when it goes on by itself, or someone else is told */
  DoorwardDue: 'DATETIME',
} as const;

export type SearchAttributeName = keyof typeof searchAttributes;
