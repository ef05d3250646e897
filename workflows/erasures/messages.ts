import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Click } from '../../rules/audit/click.ts';
import type { ErasureStatus } from '../../rules/erasures/states.ts';

/** All that others may know of the erasure workflow: started by the API, or by the removal that it came of. Ids and instants only. */
export const erasureWorkflow = 'erasure';
export const erasureWorkflowId = (organization: string, erasureId: string): string =>
  `erasure/${organization}/${erasureId}`;

export interface ErasureInput {
  organization: string;
  erasureId: string;
  /** the removal has asked for it: nobody begins it */
  requested?: true;
}

/** Update-with-Start; refuses `no-approver`, `wrong-state`. */
export const begin = defineUpdate<{ status: ErasureStatus }, [Click]>('begin');
/** Until it is erased; refuses `wrong-state`. */
export const cancel = defineUpdate<void, [Click]>('cancel');
/** A legal hold was lifted: it looks now, not tomorrow. */
export const lookAgain = defineSignal('lookAgain');

export interface ErasureState {
  status: ErasureStatus;
  since: string;
  /** ISO 8601 */
  eraseAt: string | undefined;
}
export const state = defineQuery<ErasureState>('state');
