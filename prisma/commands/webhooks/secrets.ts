import { randomBytes, randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { lockWebhook, webhookKey } from './lock.ts';

export const secretPlace = (secretId: string) =>
  ({ table: 'webhook_secrets', row: secretId, column: 'secret_box' }) as const;

/** A new signing secret (Standard Webhooks: `whsec_` and 32 bytes in base64), kept sealed. `shownToId`: who is about to see it; null: nobody. */
export async function insertSecret(
  tx: Transaction,
  secrets: Secrets,
  organization: string,
  input: { webhookId: string; shownToId: string | null; now: Date },
): Promise<{ secretId: string; secret: string }> {
  const { webhookId, shownToId, now } = input;
  const secretId = randomUUID();
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const secretBox = await secrets.seal(tx, organization, secretPlace(secretId), secret);
  const key = { organizationId: organization, id: secretId, webhookId };
  await tx.webhookSecret.create({ data: { ...key, secretBox, shownToId, createdAt: now }, select: { id: true } });
  return { secretId, secret };
}

export interface SecretRotation {
  webhookId: string;
  /** until then deliveries are signed with the old secret too; now: it ends at once */
  graceUntil: Date;
  now: Date;
}

/**
 * A new secret for a webhook, shown this once. Until `graceUntil` each delivery is signed with both.
 * @throws Failure not-found, wrong-state
 */
export function rotateWebhookSecret(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor & { by: 'member' },
  input: SecretRotation,
): Promise<{ secret: string }> {
  return changing(db, organization, actor, async (tx, record) => {
    await lockWebhook(tx, organization, input.webhookId);
    return await succeed(tx, record, secrets, organization, input, actor.memberId);
  });
}

/**
 * The same where nobody is there to see the new secret, in a removal: it is kept sealed until someone reveals it, once (revealWebhookSecret).
 * @throws Failure not-found, wrong-state
 */
export async function rotateSecretUnseenIn(
  tx: Transaction,
  record: Record,
  secrets: Secrets,
  organization: string,
  input: SecretRotation,
): Promise<void> {
  await succeed(tx, record, secrets, organization, input, null);
}

async function succeed(
  tx: Transaction,
  record: Record,
  secrets: Secrets,
  organizationId: string,
  { webhookId, graceUntil, now }: SecretRotation,
  shownToId: string | null,
): Promise<{ secret: string }> {
  await tx.webhookSecret.updateMany({
    where: { organizationId, webhookId, OR: [{ endsAt: null }, { endsAt: { gt: graceUntil } }] },
    data: { endsAt: graceUntil },
  });
  const { secretId, secret } = await insertSecret(tx, secrets, organizationId, { webhookId, shownToId, now });
  record({
    action: 'webhook.secret-rotated',
    object: 'webhook',
    objectId: webhookId,
    after: { secretId, graceUntil: graceUntil.toISOString() },
  });
  return { secret };
}

/**
 * Shows the secret that a removal made, to one person, once.
 * @throws Failure not-found; wrong-state when it was shown before
 */
export function revealWebhookSecret(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor & { by: 'member' },
  input: { webhookId: string },
): Promise<{ secret: string }> {
  const { webhookId } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockWebhook(tx, organization, webhookId);
    const unseen = await tx.webhookSecret.findFirst({
      where: { organizationId: organization, webhookId, endsAt: null, shownToId: null },
      select: { id: true, secretBox: true },
    });
    if (unseen === null)
      throw new Failure('wrong-state', { object: 'webhook-secret', state: 'shown', needs: 'not yet shown' });
    const secret = await secrets.open(tx, organization, secretPlace(unseen.id), unseen.secretBox);
    const data = { shownToId: actor.memberId };
    await tx.webhookSecret.update({ where: webhookKey(organization, unseen.id), data, select: { id: true } });
    record({
      action: 'webhook.secret-revealed',
      object: 'webhook',
      objectId: webhookId,
      after: { secretId: unseen.id },
    });
    return { secret };
  });
}
