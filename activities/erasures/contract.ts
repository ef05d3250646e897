import type { Click } from '../../rules/audit/click.ts';
import type { ErasureStatus } from '../../rules/erasures/states.ts';

/** What every activity of an erasure gets. `now`: the workflow's time, ISO 8601, UTC. */
export interface OfErasure {
  organization: string;
  erasureId: string;
  now: string;
}

/** The activities of an erasure, as its workflow sees them. Each can be killed, repeated or run twice at once. */
export interface ErasureActivities {
  /** Draft → awaiting approval, or waiting for its date. Fails `no-approver`, `wrong-state`. */
  requestErasure(input: OfErasure & Click): Promise<{ status: ErasureStatus }>;
  /** Where it stands, by the database's account. */
  lookAtErasure(
    input: OfErasure,
  ): Promise<{ status: ErasureStatus; eraseAt: string; approvalId: string | null; requestedById: string }>;
  /** What the approvers decided. */
  settleErasure(input: OfErasure & { approved: boolean }): Promise<{ status: ErasureStatus }>;
  /** At its date: erased; held under a legal hold; cancelled when they came back. */
  eraseMember(input: OfErasure): Promise<{ status: ErasureStatus }>;
  cancelErasure(input: OfErasure & Click): Promise<{ status: ErasureStatus }>;
}
