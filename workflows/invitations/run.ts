import type { InvitationActivities, OfInvitation, Standing } from '../../activities/invitations/contract.ts';
import type { NamedFailure } from '../../rules/failures.ts';
import type { SentLink } from '../../rules/invitations/link.ts';
import type { InvitationStatus } from '../../rules/invitations/states.ts';
import { mail, ownDatabase } from '../steps/activity-options.ts';
import { opsView } from '../steps/ops.ts';
import { oneAtATime } from '../steps/steered-run.ts';
import type { InvitationInput, InvitationState } from './messages.ts';

/** One run of an invitation: its input, where it stands, what it waits for. Handlers and story both write it, one effect at a time. */
export interface InvitationRun {
  input: InvitationInput;
  begun: 'no' | 'asking' | 'yes' | 'refused';
  status: InvitationStatus;
  /** the newest link, while it is sent */
  link: SentLink | undefined;
  approval: Standing['approval'] | undefined;
  /** its approval's run is there, and can be decided */
  asked: boolean;
  waitsFor: InvitationState['waitsFor'];
  since: string;
  /** its mail can't be delivered; until there is a new link */
  trouble: NamedFailure | undefined;
  /** what every activity gets */
  at(): OfInvitation;
  own(summary: string): ReturnType<typeof ownDatabase<InvitationActivities>>;
  mail(summary: string): ReturnType<typeof mail<InvitationActivities>>;
  /** one effect at a time: a click and what the story does by itself never cross */
  serially: <T>(effect: () => Promise<T>) => Promise<T>;
  /** says what it waits for from now on; `until`: ISO 8601 */
  waiting(waitsFor: InvitationState['waitsFor'], until?: string): void;
}

const now = () => new Date().toISOString();

export function invitationRun(input: InvitationInput): InvitationRun {
  const show = opsView();
  const run: InvitationRun = {
    input,
    begun: 'no',
    status: 'draft',
    link: undefined,
    approval: undefined,
    asked: false,
    waitsFor: 'nothing',
    since: now(),
    trouble: undefined,
    at: () => ({ ...input, now: now() }),
    own: (summary) => ownDatabase<InvitationActivities>(summary),
    mail: (summary) => mail<InvitationActivities>(summary),
    serially: oneAtATime(),
    waiting: (waitsFor, until) => {
      if (waitsFor !== run.waitsFor) run.since = now();
      run.waitsFor = waitsFor;
      const { trouble } = run;
      show({
        step: run.status,
        waitsFor: whatItWaitsFor[waitsFor],
        since: run.since,
        blocked: trouble !== undefined,
        ...(until === undefined ? {} : { due: until }),
        ...(trouble === undefined ? {} : { because: trouble.name, whatToDo: ON_TROUBLE }),
      });
    },
  };
  return run;
}

const whatItWaitsFor = {
  approval: 'the decision of an approver (see the child workflow)',
  acceptance: 'the invited person, who has the link in a mail',
  nothing: 'nothing',
} as const;
const ON_TROUBLE =
  'the mail could not be delivered: in the console, resend the invitation, or revoke it and correct the address';

/** Answers the query `state`. */
export function stateOf({ status, waitsFor, since }: InvitationRun): InvitationState {
  return { status, waitsFor, since };
}
