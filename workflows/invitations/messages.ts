import { defineQuery, defineUpdate } from '@temporalio/workflow';

/** All that others may know of the invitation workflow. Ids only: the address stays in PostgreSQL. */
export const invitationWorkflow = 'invitation';
export const invitationWorkflowId = (organization: string, invitationId: string): string =>
  `invitation/${organization}/${invitationId}`;

export interface InvitationInput {
  organization: string;
  invitationId: string;
}
export interface Click {
  actorId: string;
  requestId: string;
}

/** Update-with-Start: returns when the draft has become an invitation: sent, or waiting for approval. */
export const begin = defineUpdate<{ invitationId: string; status: 'awaiting_approval' | 'sent' }, [Click]>('begin');
/** Sends a new link; the earlier one is void. */
export const resend = defineUpdate<void, [Click]>('resend');
export const revoke = defineUpdate<void, [Click]>('revoke');
/** The person pressed the button: the API has checked the link's token; the hash (hex) binds the Update to that link. */
export const accept = defineUpdate<{ memberId: string }, [{ personId: string; tokenHash: string; requestId: string }]>(
  'accept',
);

export interface InvitationState {
  waitsFor: 'approval' | 'acceptance' | 'nothing';
  since: string;
}
export const state = defineQuery<InvitationState>('state');
