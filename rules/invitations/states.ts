export type InvitationStatus = 'draft' | 'awaiting_approval' | 'sent' | 'accepted' | 'refused' | 'expired' | 'revoked';
/** What an admin can do with an invitation. */
export type InvitationAction = 'resend' | 'revoke';

/** In which states each is possible. API and commands ask the same table. */
export const possibleIn: { readonly [A in InvitationAction]: readonly InvitationStatus[] } = {
  resend: ['sent'],
  revoke: ['awaiting_approval', 'sent'],
};
