import type { MassRemovalActivities, OfMassRemoval } from '../../activities/mass-removals/contract.ts';
import { long, ownDatabase } from '../steps/activity-options.ts';
import { opsView } from '../steps/ops.ts';
import type { MassRemovalInput, MassRemovalState } from './messages.ts';

/** One run of a mass removal: what it knows until it goes on as a new one. */
export interface MassRemovalRun {
  input: MassRemovalInput;
  begun: 'no' | 'asking' | 'yes' | 'refused';
  status: 'draft' | 'running' | 'awaiting_approval';
  approvalId: string | undefined;
  requestedById: string;
  /** its approval's run is there, and can be decided */
  asked: boolean;
  /** something changed: look */
  touched: boolean;
  /** whom this run has told what: `takeTurn` and `cancelWithSet` by removal, with the time when a removal was begun */
  told: Set<string>;
  begunAt: Map<string, number>;
  shown: MassRemovalState;
  /** what every activity gets */
  at(): OfMassRemoval;
  own(summary: string): ReturnType<typeof ownDatabase<MassRemovalActivities>>;
  long(summary: string): ReturnType<typeof long<MassRemovalActivities>>;
  /** says what it waits for from now on; `due`: ms since 1970 */
  waiting(step: string, waitsFor: MassRemovalState['waitsFor'], open: number, due?: number): void;
}

const now = () => new Date().toISOString();

export function massRemovalRun(input: MassRemovalInput): MassRemovalRun {
  const show = opsView();
  const run: MassRemovalRun = {
    input,
    begun: 'no',
    status: 'draft',
    approvalId: undefined,
    requestedById: '',
    asked: false,
    touched: false,
    told: new Set(),
    begunAt: new Map(),
    shown: { waitsFor: 'nothing', since: now(), open: 0 },
    at: () => ({ organization: input.organization, massRemovalId: input.massRemovalId, now: now() }),
    own: (summary) => ownDatabase<MassRemovalActivities>(summary),
    long: (summary) => long<MassRemovalActivities>(summary),
    waiting: (step, waitsFor, open, due) => {
      run.shown = { waitsFor, since: now(), open };
      show({
        step,
        waitsFor: waitsFor === 'people' ? `${open} people to be handed over` : waitsFor,
        since: run.shown.since,
        blocked: false,
        ...(due === undefined ? {} : { due: new Date(due).toISOString() }),
      });
    },
  };
  return run;
}
