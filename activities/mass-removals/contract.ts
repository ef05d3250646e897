import type { Click } from '../../rules/audit/click.ts';

/** What every activity of a mass removal gets. `now`: the workflow's time, ISO 8601, UTC. */
export interface OfMassRemoval {
  organization: string;
  massRemovalId: string;
  now: string;
}

export interface PersonOfSet {
  removalId: string;
  memberId: string;
}

/** What to do next; the lists are as long as the mass removal has people at most. */
export interface NextTurns {
  status: string;
  paused: boolean;
  /** ISO 8601 */
  effectiveAt: string;
  begin: PersonOfSet[];
  take: PersonOfSet[];
  /** cancelled: whose removals are to be undone, and by which click */
  cancel: PersonOfSet[];
  cancelled: Click | null;
  /** how many have not been handed over yet */
  open: number;
  done: boolean;
}

/** The activities of a mass removal, as its workflow sees them. Each can be killed, repeated or run twice at once. */
export interface MassRemovalActivities {
  /** Draft → running or awaiting approval. Fails `no-approver`, `wrong-state`. */
  requestMassRemoval(
    input: OfMassRemoval & Click,
  ): Promise<{ status: 'running' | 'awaiting_approval'; approvalId: string | null }>;
  /** What the approvers decided. */
  settleMassRemoval(input: OfMassRemoval & { approved: boolean }): Promise<{ status: string }>;
  /** Plans everyone's removal, each in a transaction of its own, before anyone's begins; whose can't be planned is refused by name. Heartbeats. */
  planPeople(input: OfMassRemoval): Promise<{ planned: number; refused: number }>;
  /** Where everyone stands, and who is next; keeps whose turn it is. */
  nextTurns(input: OfMassRemoval): Promise<NextTurns>;
  endMassRemoval(input: OfMassRemoval): Promise<{ status: string }>;
}
