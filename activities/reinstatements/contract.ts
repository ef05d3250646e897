import type { Click } from '../../rules/audit/click.ts';
import type { NamedFailure } from '../../rules/failures.ts';
import type { ReinstatementStepName } from '../../rules/removals/reinstatement-steps.ts';

/** What every activity of a reinstatement gets. `now`: the workflow's time, ISO 8601, UTC. */
export interface OfReinstatement {
  organization: string;
  reinstatementId: string;
  now: string;
}

type Step = ReinstatementStepName;

/**
 * The activities of a reinstatement, as its workflow sees them: ids, instants and counts. Each can be killed, repeated or run twice at once: effects have receipts,
 * batches change only what is still pending. They fail by name (`rules/failures.ts`).
 */
export interface ReinstatementActivities {
  /** Draft → running: steps and items are in PostgreSQL, a removal that still ran has ended, the member is shut. Heartbeats. Fails `plan-changed`, and where it can't be undone. */
  planReinstatement(input: OfReinstatement & Click): Promise<{ items: number; stopsRemoval: boolean }>;
  /** Keeps which step has ended and which one runs now. `nth` counts these changes of the run. */
  turnReinstatementStep(input: OfReinstatement & { done?: Step; running: Step; nth: number }): Promise<void>;
  /** Keeps that a step is blocked, and until when an admin has to act; asking again makes a new deadline. */
  blockReinstatementStep(
    input: OfReinstatement & { step: Step; failure: NamedFailure; nth: number },
  ): Promise<{ deadline: string }>;
  /** Mails the custodian that a step is blocked and that nobody acted. Fails `mail-unreachable`. */
  tellReinstatementBlocked(input: OfReinstatement & { step: Step; failure: NamedFailure; nth: number }): Promise<void>;

  /** Owner, runs-as and duties of everything that is still the receivers', batch by batch. Heartbeats. */
  giveBackItems(input: OfReinstatement): Promise<{ givenBack: number }>;
  /** Tells the hosts and keeps their answers. Heartbeats. `round` counts the tries that were asked for. Fails `host-refused` when some items were refused, `host-unreachable`. */
  giveBackToHosts(input: OfReinstatement & { round: number }): Promise<{ acknowledged: number }>;
  /** Teams, shares and bookmarks; what had come along with the transfer is taken back. Heartbeats. */
  giveBackAccess(input: OfReinstatement): Promise<{ givenBack: number }>;
  /** One transaction: the member is in again, or still suspended where they were so before. */
  completeReinstatement(input: OfReinstatement): Promise<{ status: 'active' | 'suspended' }>;
  /** Mails who came back, who had received something of theirs, and who asked for it. Heartbeats. Fails `mail-unreachable`. */
  tellReinstated(input: OfReinstatement): Promise<{ mails: number }>;

  /** Keeps who asked for another try. */
  retryReinstatementStep(input: OfReinstatement & Click & { step: Step }): Promise<void>;
  skipReinstatementStep(input: OfReinstatement & Click & { step: Step; noteId: string }): Promise<{ skipped: number }>;
}
