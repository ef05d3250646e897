import type { Actor } from '../../../rules/audit/entry.ts';
import { policyOf } from '../../../rules/organizations/policy.ts';
import { changing } from '../../change.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import type { Signer } from '../../secrets/signing.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

const DAY_MS = 86_400_000;
const BATCH = 5_000;
const STATEMENT = 'application/vnd.doorward.audit-checkpoint+json';

/**
 * A signed checkpoint at the newest entry that is older than the organization keeps them; from its commit on, nobody reads what is behind it. None where nothing is too old, where all
 * is kept for ever, and under a legal hold. Two at once make one. That it was made is in the audit, which goes on.
 * @returns the checkpoint's sequence; null when none was made
 */
export function makeCheckpoint(
  db: Database,
  signer: Signer,
  organization: string,
  actor: Actor,
  { now }: { now: Date },
): Promise<number | null> {
  return changing(db, organization, actor, async (tx, record) => {
    const before = await cutoffIn(tx, organization, now);
    const [due] = before === null ? [] : await newestBefore(tx, organization, before);
    if (before === null || due === undefined) return null;
    const sequence = Number(due.sequence);
    const hash = Buffer.from(due.hash).toString('hex');
    const facts = { sequence, hash, before: before.toISOString() };
    const jws = await signer.sign({ kind: 'doorward.audit-checkpoint', organization, ...facts }, STATEMENT);
    await tx.$executeRaw`SELECT record_audit_checkpoint(${due.sequence}::bigint, ${due.hash}, ${before}::timestamptz, ${jws})`;
    record({ action: 'audit.checkpoint-made', object: 'audit', after: facts });
    return sequence;
  });
}

/** One after the other, from here to the end of the transaction: policies and checkpoints meet at the organization's row. */
async function cutoffIn(tx: Transaction, organization: string, now: Date): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ policy: unknown }[]>`
    SELECT policy FROM organizations WHERE id = ${organization}::uuid FOR NO KEY UPDATE`;
  const { retentionDays, legalHold } = policyOf(row?.policy).audit;
  return retentionDays === null || legalHold ? null : new Date(now.getTime() - retentionDays * DAY_MS);
}

function newestBefore(tx: Transaction, organization: string, before: Date) {
  return tx.$queryRaw<{ sequence: bigint; hash: Uint8Array }[]>`
    SELECT sequence, hash FROM (SELECT sequence, hash FROM audit_entries
      WHERE organization_id = ${organization}::uuid AND at < ${before}::timestamptz ORDER BY at DESC, sequence DESC LIMIT 1) a
    WHERE sequence > coalesce((SELECT max(sequence) FROM audit_checkpoints WHERE organization_id = ${organization}::uuid), 0)`;
}

/** Drops a bounded batch of what lies behind the checkpoint, with its events and personal values; nothing under a legal hold. */
export function dropBatch(
  db: Database,
  organization: string,
  most = BATCH,
): Promise<{ entries: number; personal: number }> {
  return inOrganization(db, organization, async (tx) => {
    const policy = await policyIn(tx, organization);
    if (policy.audit.legalHold) return { entries: 0, personal: 0 };
    const [dropped] = await tx.$queryRaw<
      { entries: bigint; personal: bigint }[]
    >`SELECT * FROM drop_audit_entries(${most}::int)`;
    return { entries: Number(dropped?.entries ?? 0), personal: Number(dropped?.personal ?? 0) };
  });
}
