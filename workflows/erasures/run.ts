import type { ErasureActivities, OfErasure } from '../../activities/erasures/contract.ts';
import type { ErasureStatus } from '../../rules/erasures/states.ts';
import { ownDatabase } from '../steps/activity-options.ts';
import { opsView } from '../steps/ops.ts';
import { oneAtATime } from '../steps/steered-run.ts';
import type { ErasureInput } from './messages.ts';

/** One run of an erasure: where it stands, by the database's last account. */
export interface ErasureRun {
  input: ErasureInput;
  begun: 'no' | 'asking' | 'yes' | 'refused';
  status: ErasureStatus;
  eraseAt: string | undefined;
  approvalId: string | undefined;
  requestedById: string;
  /** its approval's run is there, and can be decided */
  asked: boolean;
  /** a hold may have been lifted: look */
  touched: boolean;
  since: string;
  at(): OfErasure;
  own(summary: string): ReturnType<typeof ownDatabase<ErasureActivities>>;
  serially: <T>(effect: () => Promise<T>) => Promise<T>;
  /** says what it waits for from now on; `due`: ms since 1970 */
  waiting(waitsFor: string, due?: number): void;
}

const now = () => new Date().toISOString();

export function erasureRun(input: ErasureInput): ErasureRun {
  const show = opsView();
  const run: ErasureRun = {
    input,
    begun: 'no',
    status: 'draft',
    eraseAt: undefined,
    approvalId: undefined,
    requestedById: '',
    asked: false,
    touched: false,
    since: now(),
    at: () => ({ organization: input.organization, erasureId: input.erasureId, now: now() }),
    own: (summary) => ownDatabase<ErasureActivities>(summary),
    serially: oneAtATime(),
    waiting: (waitsFor, due) => {
      run.since = now();
      const held = run.status === 'held';
      show({
        step: run.status,
        waitsFor,
        since: run.since,
        blocked: held,
        ...(due === undefined ? {} : { due: new Date(due).toISOString() }),
        ...(held ? { because: 'a legal hold, or the policy', whatToDo: ON_HOLD } : {}),
      });
    },
  };
  return run;
}

const ON_HOLD = 'in the console, open the member: lift the legal hold, or cancel the erasure';
