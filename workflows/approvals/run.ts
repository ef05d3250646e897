import type { ApprovalActivities, OfApproval } from '../../activities/approvals/contract.ts';
import type { ApprovalStatus, Review } from '../../rules/approvals/review.ts';
import type { NamedFailure } from '../../rules/failures.ts';
import { mail, ownDatabase } from '../steps/activity-options.ts';
import { opsView } from '../steps/ops.ts';
import { oneAtATime } from '../steps/steered-run.ts';
import type { ApprovalInput } from './messages.ts';

/** One run of an approval: its input and where it stands, by the database's last account. */
export interface ApprovalRun {
  input: ApprovalInput;
  status: ApprovalStatus;
  stage: number;
  deadline: string | undefined;
  /** when this stage began to wait, ISO 8601 */
  since: string;
  looks: number;
  /** something happened elsewhere: look again */
  touched: boolean;
  /** a mail can't be delivered */
  trouble: NamedFailure | undefined;
  /** what every activity gets */
  at(): OfApproval;
  own(summary: string): ReturnType<typeof ownDatabase<ApprovalActivities>>;
  mail(summary: string): ReturnType<typeof mail<ApprovalActivities>>;
  serially: <T>(effect: () => Promise<T>) => Promise<T>;
  /** takes over what a look has found */
  see(review: Review): void;
  /** says what it waits for from now on; without `until`: nothing */
  waiting(until?: string): void;
}

const now = () => new Date().toISOString();

export function approvalRun(input: ApprovalInput): ApprovalRun {
  const show = opsView();
  let seen: Review | undefined;
  const run: ApprovalRun = {
    input,
    status: 'pending',
    stage: 0,
    deadline: undefined,
    since: now(),
    looks: 0,
    touched: false,
    trouble: undefined,
    at: () => ({ organization: input.organization, approvalId: input.approvalId, now: now() }),
    own: (summary) => ownDatabase<ApprovalActivities>(summary),
    mail: (summary) => mail<ApprovalActivities>(summary),
    serially: oneAtATime(),
    see: (review) => {
      seen = review;
      const { status, stage, deadline } = review;
      Object.assign(run, { status, stage, deadline, since: review.openedAt });
    },
    waiting: (until) => {
      const nobody = until !== undefined && seen?.deciders === 0;
      const because = nobody ? 'no-approver' : run.trouble?.name;
      show({
        step: run.status === 'pending' ? `stage ${run.stage + 1} of ${seen?.stages ?? 1}` : run.status,
        waitsFor: until === undefined ? 'nothing' : `${seen?.needed ?? 1} of ${seen?.deciders ?? 0} who may decide`,
        since: run.since,
        blocked: until !== undefined && because !== undefined,
        ...(until === undefined ? {} : { due: until }),
        ...(because === undefined ? {} : { because, whatToDo: nobody ? ON_NOBODY : ON_TROUBLE }),
      });
    },
  };
  return run;
}

const ON_NOBODY = 'nobody but the requester may decide: in the console, make another member an admin';
const ON_TROUBLE = 'a mail to the approvers could not be delivered: it waits in their inbox in the console, tell them';
