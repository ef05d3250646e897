/** `held`: its date has come, but a legal hold, or the policy, forbids it for now. */
export type ErasureStatus = 'draft' | 'awaiting_approval' | 'waiting' | 'held' | 'erased' | 'refused' | 'cancelled';

/** Whether it may still come to an erasure. */
export function isOpenErasure(status: ErasureStatus): boolean {
  return status === 'awaiting_approval' || status === 'waiting' || status === 'held';
}
