import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Click } from '../../rules/audit/click.ts';
import type { NamedFailure } from '../../rules/failures.ts';
import type { StepName } from '../../rules/removals/steps.ts';

/** All that others may know of the removal workflow. Ids, instants (ISO 8601, UTC) and counts only: personal values stay in PostgreSQL. */
export const removalWorkflow = 'removal';

/** One removal of a member at a time: starting twice is the same run. */
export const removalWorkflowId = (organization: string, memberId: string): string =>
  `removal/${organization}/${memberId}`;

export interface RemovalInput {
  organization: string;
  removalId: string;
  memberId: string;
  /** as the API saw it in the draft; the row is the truth afterwards */
  effectiveAt: string;
  /** planned already, with others as one set: nobody begins it, and what costs waits for its turn */
  massRemovalId?: string;
}

/** Who clicked, and through what. `requestId` is the Update's id too: the same click again has the same answer. */
export type Steering = Click;

/**
 * Update-with-Start: returns when the draft has become a planned removal, with its steps and items in PostgreSQL; refuses `plan-changed`, `already-leaving`
 * (another removal of this member is under way), `no-successor`. A refused run ends by itself, as does one that is not begun within a minute.
 * Every Update here may also refuse `wrong-state`, `removal-ended`, `run-full`, `not-allowed`.
 */
export const begin = defineUpdate<{ removalId: string }, [Steering & { removalId: string }]>('begin');
export const pause = defineUpdate<void, [Steering]>('pause');
export const resume = defineUpdate<void, [Steering]>('resume');
/** Moves the effective date, forward or back; now or a past instant means at once. Refuses once the suspension has begun. */
export const moveDate = defineUpdate<void, [Steering & { effectiveAt: string; timeZone: string }]>('moveDate');
/** Names a successor for one resource, for a kind, or for all that is left; refuses `successor-not-eligible`. */
export const changeSuccessor = defineUpdate<
  void,
  [Steering & { resourceId?: string; kind?: string; successorId: string }]
>('changeSuccessor');
/** Tries a blocked step again, now. */
export const retry = defineUpdate<void, [Steering & { step: StepName }]>('retry');
/** Goes on without one item, or without a whole blocked step; it is listed as not proven, with the reason that the note carries. */
export const skip = defineUpdate<void, [Steering & { step: StepName; itemKey?: string; noteId: string }]>('skip');
/** A person accepts what was found after the suspension: these items, or all that wait. The run goes on when none waits any more. Refuses `not-found`. */
export const acceptDrift = defineUpdate<void, [Steering & { itemKeys?: string[] }]>('acceptDrift');
/** A person attests that a follow-up is done, with evidence: the text of both is in the note. */
export const attest = defineUpdate<void, [Steering & { followUpId: string; noteId: string }]>('attest');
/** Something was done about a follow-up or an offer without a click of its run: it looks now, not at its next look. Nobody waits for it, and nothing is lost when it gets lost. */
export const lookAgain = defineSignal('lookAgain');
/** From the mass removal: this one's things may be handed over now. */
export const takeTurn = defineSignal('takeTurn');
/** From the mass removal, which an admin cancelled: the same as `cancel`, where that is still possible. */
export const cancelWithSet = defineSignal<[Steering]>('cancelWithSet');
/** Before `transfer`: everything is restored. */
export const cancel = defineUpdate<void, [Steering]>('cancel');

/** From a reinstatement: it has ended this removal half-way, in its own transaction. `by`: its workflow, which waits for `removalEnded`. */
export const reinstated = defineSignal<[{ by: string }]>('reinstated');
/** To a reinstatement: the removal's run does nothing any more. */
export const removalEnded = defineSignal('removalEnded');

export interface RemovalState {
  step: StepName;
  /** `grace`: until the last rotated key has ended */
  waitsFor: 'nothing' | 'effective-date' | 'turn' | 'admin' | 'resume' | 'follow-ups' | 'grace';
  since: string;
  /** when it goes on by itself, or someone else is told */
  due?: string;
  failure?: NamedFailure;
}
export const state = defineQuery<RemovalState>('state');
