/** What an organization decides for itself. Durations are whole days or hours, as the field's name says. Stored as JSON in organizations.policy. */
export interface Policy {
  invitations: {
    /** an email domain that is neither claimed, guest nor blocked */
    unlisted: 'approve' | 'send' | 'refuse';
    validDays: number;
    reminderDays: number;
    approval: ApprovalPolicy;
  };
  removals: {
    ending: 'deactivate' | 'erase';
    /** null: erasure is not allowed */
    erasure: 'forbidden' | 'allowed' | 'after-approval';
    /** which exposures are rotated: each includes the ones before it */
    rotate: 'created' | 'revealed' | 'could-have-revealed';
    rotationGraceHours: number;
    /** share of the plan's items that may be found after the suspension and still go on by itself, in percent */
    driftPercent: number;
    caretakerDays: number;
    /** a blocked step waits that long for an admin, then the custodian is told, and again each time it has passed */
    blockedHours: number;
    followUps: { dueDays: number; reminderDays: number; escalateAfterDays: number; required: boolean };
  };
}

export interface ApprovalPolicy {
  stages: readonly ApprovalStage[];
}

/** One part of an approval: who decides, how many must agree, and what happens when they don't. */
export interface ApprovalStage {
  approvers: { role: 'admin' } | { members: readonly string[] } | { teamId: string } | { sponsor: true };
  needed: number;
  reminderHours: number;
  escalateAfterHours: number;
  giveUpAfterDays: number;
}

export const defaultPolicy: Policy = {
  invitations: {
    unlisted: 'approve',
    validDays: 14,
    reminderDays: 7,
    approval: {
      stages: [
        { approvers: { role: 'admin' }, needed: 1, reminderHours: 24, escalateAfterHours: 72, giveUpAfterDays: 30 },
      ],
    },
  },
  removals: {
    ending: 'deactivate',
    erasure: 'allowed',
    rotate: 'could-have-revealed',
    rotationGraceHours: 72,
    driftPercent: 10,
    caretakerDays: 30,
    blockedHours: 24,
    followUps: { dueDays: 7, reminderDays: 2, escalateAfterDays: 10, required: true },
  },
};
