import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Click } from '../../rules/audit/click.ts';

/** All that others may know of the mass removal workflow. Ids, instants (ISO 8601, UTC) and counts only. */
export const massRemovalWorkflow = 'massRemoval';
export const massRemovalWorkflowId = (organization: string, massRemovalId: string): string =>
  `mass-removal/${organization}/${massRemovalId}`;

export interface MassRemovalInput {
  organization: string;
  massRemovalId: string;
  /** set where a run goes on as a new one: everyone is planned */
  goesOn?: true;
}

/**
 * Update-with-Start: returns when it is running or waits for its approval; refuses `no-approver`, `wrong-state`. The only Update, and answered before the run could
 * ever go on as a new one: pausing, resuming and cancelling are complete in PostgreSQL, and `moved` only says so (design, Workflows).
 */
export const begin = defineUpdate<{ massRemovalId: string }, [Click]>('begin');
/** Something changed: a person got further, or an admin paused, resumed or cancelled. It looks now, not at its next look. */
export const moved = defineSignal('moved');

export interface MassRemovalState {
  waitsFor: 'nothing' | 'approval' | 'people' | 'resume';
  since: string;
  /** how many have begun and not been handed over yet */
  open: number;
}
export const state = defineQuery<MassRemovalState>('state');
