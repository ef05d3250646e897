import { Failure } from '../../../rules/failures.ts';
import type { SentLink } from '../../../rules/invitations/link.ts';
import { expiryOf } from '../../../rules/invitations/timetable.ts';
import type { Policy } from '../../../rules/organizations/policy.ts';
import type { Record } from '../../change.ts';
import type { Transaction } from '../../client.ts';
import { hashOf } from '../../secrets/links.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { LockedInvitation } from './lock.ts';

/** Makes the invitation's next link; an earlier one is void from here on. The mail is the caller's, and can be repeated: it derives the same token. */
export async function sendLinkIn(
  tx: Transaction,
  record: Record,
  secrets: Secrets,
  invitation: LockedInvitation,
  {
    policy,
    now,
    action,
  }: { policy: Policy['invitations']; now: Date; action: 'invitation.sent' | 'invitation.resent' },
): Promise<SentLink> {
  const { organizationId, id } = invitation;
  const version = invitation.version + 1;
  const tokenHash = hashOf(secrets.linkToken('invitation', organizationId, id, version));
  const expiresAt = expiryOf(now, policy.validDays);
  await tx.invitation.update({
    where: { organizationId_id: { organizationId, id } },
    data: { status: 'sent', version, tokenHash, sentAt: now, expiresAt },
    select: { id: true },
  });
  record({
    action,
    object: 'invitation',
    objectId: id,
    before: { status: invitation.status, version: invitation.version },
    after: { status: 'sent', version, expiresAt: expiresAt.toISOString() },
  });
  return {
    version,
    tokenHash: Buffer.from(tokenHash).toString('hex'),
    sentAt: now.toISOString(),
    expiresAt: expiresAt.toISOString(),
    reminderDays: policy.reminderDays,
  };
}

type Linked = Pick<LockedInvitation, 'status' | 'tokenHash' | 'expiresAt'>;

/**
 * @param tokenHash SHA-256 of the token that came with the click
 * @throws Failure link-not-valid for any link but the newest of an open invitation that has not expired: always the same answer
 */
export function checkLink(invitation: Linked | null, tokenHash: Uint8Array, now: Date): void {
  const kept = invitation?.status === 'sent' ? invitation.tokenHash : null;
  const valid =
    kept !== null && Buffer.from(kept).equals(tokenHash) && (invitation?.expiresAt?.getTime() ?? 0) > now.getTime();
  if (!valid) throw new Failure('link-not-valid', {});
}
