import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Click } from '../../rules/audit/click.ts';
import type { NamedFailure } from '../../rules/failures.ts';
import type { ReinstatementStepName } from '../../rules/removals/reinstatement-steps.ts';

/** All that others may know of the reinstatement workflow. Ids, instants (ISO 8601, UTC) and counts only. */
export const reinstatementWorkflow = 'reinstatement';

/** One reinstatement of a member at a time: starting twice is the same run. */
export const reinstatementWorkflowId = (organization: string, memberId: string): string =>
  `reinstatement/${organization}/${memberId}`;

export interface ReinstatementInput {
  organization: string;
  reinstatementId: string;
  memberId: string;
}

/**
 * Update-with-Start: returns when the draft has become a running reinstatement, with its steps and items in PostgreSQL; refuses `plan-changed`, `being-reinstated`,
 * and whatever says that it can't be undone. A refused run ends by itself, as does one that is not begun within a minute. Every Update here may also refuse
 * `wrong-state`, `reinstatement-ended`, `run-full`.
 */
export const begin = defineUpdate<{ reinstatementId: string }, [Click & { reinstatementId: string }]>('begin');
/** Tries a blocked step again, now. */
export const retry = defineUpdate<void, [Click & { step: ReinstatementStepName }]>('retry');
/** Goes on without what is left of a blocked step; its items say so, with the reason that the note carries. */
export const skip = defineUpdate<void, [Click & { step: ReinstatementStepName; noteId: string }]>('skip');

export interface ReinstatementState {
  step: ReinstatementStepName;
  /** `removal`: until the removal's own run has ended */
  waitsFor: 'nothing' | 'removal' | 'admin';
  since: string;
  due?: string;
  failure?: NamedFailure;
}
export const state = defineQuery<ReinstatementState>('state');
