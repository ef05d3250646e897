import type { Actor } from '../../../rules/audit/entry.ts';
import type { ItemKind } from '../../../rules/removals/items.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { rotateUnseenIn } from '../credentials/rotate-api-key.ts';
import { rotateLeftWebhook } from '../webhooks/leave.ts';
import type { BatchResult, RemovalBatchInput } from './input.ts';
import { advance } from './items.ts';
import { lockRunning } from './lock.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

const rotated: string[] = ['service-account-key', 'webhook-secret'] satisfies ItemKind[];

/** Each key takes a few statements of its own, because each new secret is sealed for itself. */
const mostKeys = 50;

/**
 * Rotates up to `limit` (at most 50) exposed API keys and secrets of webhooks: a successor whose secret waits, encrypted, for its new owner's one look; the old one
 * ends after the policy's grace (at once for cause). A webhook whose address was chosen by who is dismissed for cause is disabled, until an admin has looked at it. Connection secrets are not among them: they become follow-ups (`openFollowUps`).
 * @throws Failure removal-ended; wrong-state before the suspension
 */
export function rotateBatch(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  input: RemovalBatchInput,
): Promise<BatchResult> {
  const { removalId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { forCause, memberId } = await lockRunning(tx, organization, removalId);
    const graceUntil = forCause ? now : await graceAfter(tx, organization, now);
    const where = { organizationId: organization, removalId, step: 'rotate', kind: { in: rotated } };
    const items = await tx.planItem.findMany({
      where: { ...where, status: 'pending' },
      orderBy: { objectId: 'asc' },
      take: Math.min(input.limit, mostKeys),
      select: { key: true, kind: true, objectId: true, successorId: true },
    });
    const left = { memberId, forCause, graceUntil, now };
    for (const { key, kind, objectId, successorId } of items) {
      const outcome =
        kind === 'webhook-secret'
          ? await rotateLeftWebhook(tx, record, secrets, organization, { ...left, webhookId: objectId, successorId })
          : await rotate(tx, record, secrets, organization, { credentialId: objectId, graceUntil, now });
      await tx.planItem.update({
        where: { organizationId_removalId_key: { organizationId: organization, removalId, key } },
        data: { status: 'done', doneAt: now, ...outcome },
        select: { key: true },
      });
    }
    await advance(tx, organization, removalId, 'rotate', { done: items.length });
    return { done: items.length, left: await tx.planItem.count({ where: { ...where, status: 'pending' } }) };
  });
}

async function graceAfter(tx: Transaction, organization: string, now: Date): Promise<Date> {
  const policy = await policyIn(tx, organization);
  return new Date(now.getTime() + policy.removals.rotationGraceHours * 3_600_000);
}

/** A key that was rotated or revoked by hand since the plan has no need of it. */
async function rotate(
  tx: Transaction,
  record: Record,
  secrets: Secrets,
  organization: string,
  rotation: { credentialId: string; graceUntil: Date; now: Date },
): Promise<{ before: { successorKeyId: string } } | { reason: string }> {
  const [key] = await tx.$queryRaw<{ ended: boolean }[]>`
    SELECT revoked_at IS NOT NULL OR successor_id IS NOT NULL AS ended FROM credentials
    WHERE organization_id = ${organization}::uuid AND id = ${rotation.credentialId}::uuid FOR NO KEY UPDATE`;
  if (key === undefined || key.ended) return { reason: 'rotated before' };
  return { before: { successorKeyId: await rotateUnseenIn(tx, record, secrets, organization, rotation) } };
}
