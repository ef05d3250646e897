import type { Policy } from '../../../rules/organizations/policy.ts';
import { changing } from '../../change.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

const DAY = 86_400_000;
/** Whoever claims a notice and dies leaves it to the next after so long. */
const CLAIM_MS = 60_000;

export interface KeyNotice {
  organization: string;
  credentialId: string;
  kind: 'expiring' | 'used-after-end';
}

export async function apiKeyPolicy(tx: Transaction, organization: string): Promise<Policy['apiKeys']> {
  const policy = await policyIn(tx, organization);
  return policy.apiKeys;
}

/** Someone will be told before the new key ends, as early as the policy says. */
export async function announceExpiry(
  tx: Transaction,
  organizationId: string,
  { credentialId, expiresAt, now }: { credentialId: string; expiresAt: Date; now: Date },
): Promise<void> {
  const { reminderDays } = await apiKeyPolicy(tx, organizationId);
  const early = expiresAt.getTime() - reminderDays * DAY;
  if (early <= now.getTime()) return; // whoever makes it knows how soon it ends
  await tx.keyNotice.create({
    data: { organizationId, credentialId, kind: 'expiring', dueAt: new Date(early) },
    select: { kind: true },
  });
}

/** The admins will be told that a dead key was used, unless they were within a day. */
export async function alarm(
  tx: Transaction,
  organization: string,
  { credentialId, now }: { credentialId: string; now: Date },
): Promise<void> {
  const told = new Date(now.getTime() - DAY);
  await tx.$executeRaw`
    INSERT INTO key_notices AS n (organization_id, credential_id, kind, due_at)
    VALUES (${organization}::uuid, ${credentialId}::uuid, 'used-after-end', ${now}::timestamptz)
    ON CONFLICT (organization_id, credential_id, kind) DO UPDATE SET due_at = EXCLUDED.due_at, claimed_until = NULL, told_at = NULL
      WHERE n.told_at < ${told}::timestamptz`;
}

/** Takes a notice that is due, for a while, so that of several workers one tells it. @returns when it was due; null: another has it, or it was told */
export async function claimNotice(db: Database, notice: KeyNotice, now: Date): Promise<Date | null> {
  const { organization, credentialId, kind } = notice;
  const until = new Date(now.getTime() + CLAIM_MS);
  const [claimed] = await inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<{ dueAt: Date }[]>`
      UPDATE key_notices SET claimed_until = ${until}::timestamptz
      WHERE organization_id = ${organization}::uuid AND credential_id = ${credentialId}::uuid AND kind = ${kind} AND told_at IS NULL
        AND due_at <= ${now}::timestamptz AND (claimed_until IS NULL OR claimed_until <= ${now}::timestamptz) RETURNING due_at AS "dueAt"`,
  );
  return claimed?.dueAt ?? null;
}

/** It was told, or need not be any more. That a key ends soon is an event for hosts, too. */
export function noticeTold(
  db: Database,
  notice: KeyNotice,
  { now, expiring }: { now: Date; expiring: { holderId: string; expiresAt: Date } | null },
): Promise<void> {
  const { organization, credentialId, kind } = notice;
  return changing(db, organization, { by: 'system', reason: 'key-notice' }, async (tx, record) => {
    const { count } = await tx.keyNotice.updateMany({
      where: { organizationId: organization, credentialId, kind, toldAt: null },
      data: { toldAt: now },
    });
    if (count === 0 || expiring === null) return;
    const { holderId, expiresAt } = expiring;
    const after = { holderId, expiresAt: expiresAt.toISOString() };
    record({ action: 'api-key.expiring', object: 'api-key', objectId: credentialId, after });
  });
}
