import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Click } from '../../rules/audit/click.ts';
import type { Origin } from '../../rules/audit/entry.ts';
import type { InvitationStatus } from '../../rules/invitations/states.ts';

/** All that others may know of the invitation workflow. Ids only: the address stays in PostgreSQL. */
export const invitationWorkflow = 'invitation';
export const invitationWorkflowId = (organization: string, invitationId: string): string =>
  `invitation/${organization}/${invitationId}`;

export interface InvitationInput {
  organization: string;
  invitationId: string;
}

/**
 * Update-with-Start: returns when the draft has become an invitation, sent or waiting for approval; begun again, where it stands now. Refuses what the
 * policy refuses, and then the run ends: `email-domain-blocked`, `already-a-member`, `already-invited`, `already-leaving`, `no-approver`, `not-allowed`.
 */
export const begin = defineUpdate<{ invitationId: string; status: InvitationStatus }, [Click]>('begin');
/** Sends a new link; the earlier one is void. Refuses `wrong-state`, `email-domain-blocked`, `not-allowed`. */
export const resend = defineUpdate<void, [Click]>('resend');
/** Takes it back, whether it waits for approval or was sent. Refuses `wrong-state`, `not-allowed`. */
export const revoke = defineUpdate<void, [Click]>('revoke');
/**
 * The person pressed the button: the API has checked the link's token; the hash (hex) binds the Update to that link. Refuses `link-not-valid`, `already-a-member`, `already-leaving`, `email-domain-blocked`,
 * `organization-suspended`.
 */
export const accept = defineUpdate<{ memberId: string }, [AcceptClick]>('accept');

export interface AcceptClick {
  personId: string;
  tokenHash: string;
  requestId: string;
  /** where from, kept under the invitation */
  origin?: Origin;
}

export interface InvitationState {
  status: InvitationStatus;
  waitsFor: 'approval' | 'acceptance' | 'nothing';
  since: string;
}
export const state = defineQuery<InvitationState>('state');
