import type { Record } from '../../change.ts';
import type { Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { webhookKey } from './lock.ts';
import { rotateSecretUnseenIn, type SecretRotation } from './secrets.ts';
import { disableIn } from './status.ts';

interface Leaving extends SecretRotation {
  memberId: string;
  /** who answers for the address from now on */
  successorId: string | null;
  forCause: boolean;
}

/**
 * Rotates the secret that a leaver was shown, and hands the address that they chose over to the successor. Dismissed for cause, nothing is sent there until an
 * admin has looked at it and enabled it: what happens meanwhile is kept for it. What was archived or rotated since the plan is left as it is.
 */
export async function rotateLeftWebhook(
  tx: Transaction,
  record: Record,
  secrets: Secrets,
  organizationId: string,
  { memberId, successorId, forCause, ...rotation }: Leaving,
): Promise<{ reason?: string }> {
  const { webhookId, now } = rotation;
  await tx.$queryRaw`SELECT FROM webhook_positions WHERE organization_id = ${organizationId}::uuid AND webhook_id = ${webhookId}::uuid FOR NO KEY UPDATE`;
  const where = webhookKey(organizationId, webhookId);
  const webhook = await tx.webhook.findUniqueOrThrow({ where, select: { status: true, addressedById: true } });
  if (webhook.status === 'archived') return { reason: 'archived before' };
  if (webhook.addressedById === memberId) {
    await tx.webhook.update({ where, data: { addressedById: successorId }, select: { id: true } });
    if (forCause && webhook.status === 'enabled')
      await disableIn(tx, record, organizationId, { webhookId, because: 'dismissed', now });
  }
  const shown = { organizationId, webhookId, shownToId: memberId, endsAt: null };
  if ((await tx.webhookSecret.count({ where: shown })) === 0) return { reason: 'rotated before' };
  await rotateSecretUnseenIn(tx, record, secrets, organizationId, rotation);
  return {};
}
