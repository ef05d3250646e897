import type { SuccessorRule } from './items.ts';

/** An admin's choice: for one resource, for a kind (of item or of resource), or, with neither, for all that is left. */
export interface Choice {
  resourceId?: string;
  kind?: string;
  successorId: string;
}

/** What is known of a member who might receive something. */
export interface Candidate {
  id: string;
  kind: 'person' | 'service_account';
  status: 'invited' | 'active' | 'suspended' | 'deactivated' | 'removed';
  role: 'viewer' | 'member' | 'admin';
  caretaker: boolean;
  /** has a removal under way, or is removed together with this one */
  leaving: boolean;
}

export interface Succession {
  successorId: string;
  rule: SuccessorRule;
}
