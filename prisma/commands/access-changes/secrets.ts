import type { KnownSecret } from '../../../rules/access-changes/effects.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Policy } from '../../../rules/organizations/policy.ts';
import type { Record } from '../../change.ts';
import type { Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { rotateUnseenIn } from '../credentials/rotate-api-key.ts';
import { dueAt } from '../follow-ups/open.ts';

/** Each new key takes a few statements of its own, because its secret is sealed for itself. */
export const mostKeysAtOnce = 100;

/**
 * Keys of service accounts get a successor that waits, sealed, for its one look, and end after the policy's grace. For a connection's secret, which only its upstream
 * can end, a day is set by which its owner is to have set a new one.
 * @throws Failure too-much-at-once
 */
export async function rotateKnown(
  tx: Transaction,
  record: Record,
  organization: string,
  { secrets, known, policy, now }: { secrets: Secrets; known: readonly KnownSecret[]; policy: Policy; now: Date },
): Promise<void> {
  const keys = known.filter(({ kind }) => kind === 'service-account-key');
  if (keys.length > mostKeysAtOnce) throw new Failure('too-much-at-once', { items: keys.length, most: mostKeysAtOnce });
  const graceUntil = new Date(now.getTime() + policy.removals.rotationGraceHours * 3_600_000);
  for (const { credentialId } of keys)
    await rotateUnseenIn(tx, record, secrets, organization, { credentialId, graceUntil, now });
  const ofConnections = known.filter(({ kind }) => kind === 'connection-secret');
  if (ofConnections.length > 0) await askForNew(tx, record, organization, { known: ofConnections, policy, now });
}

/** A day that was set before stays. */
async function askForNew(
  tx: Transaction,
  record: Record,
  organization: string,
  { known, policy, now }: { known: readonly KnownSecret[]; policy: Policy; now: Date },
): Promise<void> {
  const zones = await tx.$queryRaw<{ id: string; timeZone: string | null }[]>`
    SELECT c.id, m.time_zone AS "timeZone" FROM credentials c
      JOIN resources r ON r.organization_id = c.organization_id AND r.id = c.connection_id
      LEFT JOIN members m ON m.organization_id = r.organization_id AND m.id = r.owner_id
    WHERE c.organization_id = ${organization}::uuid AND c.id = ANY(${known.map(({ credentialId }) => credentialId)}::uuid[]) ORDER BY c.id`;
  const { dueDays } = policy.removals.followUps;
  const due = zones.map(({ timeZone }) => dueAt(now, dueDays, timeZone ?? 'UTC'));
  const marked = await tx.$queryRaw<{ connectionId: string; rotateBy: Date }[]>`
    UPDATE credentials c SET rotate_by = v.due FROM unnest(${zones.map(({ id }) => id)}::uuid[], ${due}::timestamptz[]) AS v(id, due)
    WHERE c.organization_id = ${organization}::uuid AND c.id = v.id AND c.rotate_by IS NULL
    RETURNING c.connection_id AS "connectionId", c.rotate_by AS "rotateBy"`;
  for (const { connectionId, rotateBy } of marked)
    record({
      action: 'connection.rotation-due',
      object: 'connection',
      objectId: connectionId,
      after: { rotateBy: rotateBy.toISOString() },
      reason: 'access-change',
    });
}
