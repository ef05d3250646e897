import type { Actor } from '../../../rules/audit/entry.ts';
import { type DisabledBecause, type Outcome, read, retryDelay, verdictOf } from '../../../rules/webhooks/retry.ts';
import { changing } from '../../change.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { type LockedWebhook, lockWebhook, positionKey } from './lock.ts';
import { disableIn } from './status.ts';
import { deliveryKey } from './steer.ts';

/** While someone is at it nobody is woken for it, unless they are silent for so long. */
const TURN_MS = 60_000;
const turnFrom = (now: Date): Date => new Date(now.getTime() + TURN_MS);

/** Another execution has taken the turn, or an admin has moved the position: what this one knows is no longer so. */
export class TurnLost extends Error {
  override name = 'TurnLost';
}

/** Whose turn it is from now on to deliver to a webhook: whoever had it before may write nothing more. False when it is not enabled. */
export async function takeTurn(
  db: Database,
  organizationId: string,
  { webhookId, lease, now }: { webhookId: string; lease: string; now: Date },
): Promise<boolean> {
  const { count } = await inOrganization(db, organizationId, (tx) =>
    tx.webhookPosition.updateMany({
      where: { organizationId, webhookId, open: true },
      data: { lease, dueAt: turnFrom(now) },
    }),
  );
  return count > 0;
}

/**
 * Moves the position on to `through`, up to where nothing was asked for. `ends`: nobody is at it afterwards.
 * @throws TurnLost
 */
export async function moveOn(
  db: Database,
  organization: string,
  input: { webhookId: string; lease: string; through: bigint; ends: boolean; now: Date },
): Promise<void> {
  const { webhookId, lease, through, ends, now } = input;
  const mine = Prisma.sql`organization_id = ${organization}::uuid AND webhook_id = ${webhookId}::uuid AND lease = ${lease}::uuid`;
  await inOrganization(db, organization, async (tx) => {
    // locked before the letters are looked at: who asks for a retry meanwhile comes before or after both
    const held = await tx.$queryRaw<unknown[]>`SELECT FROM webhook_positions WHERE ${mine} FOR NO KEY UPDATE`;
    if (held.length === 0) throw new TurnLost();
    await tx.$executeRaw`
      UPDATE webhook_positions SET sequence = greatest(sequence, ${through}), due_at = ${ends ? now : turnFrom(now)}, retrying = EXISTS (
        SELECT FROM webhook_deliveries d JOIN events e ON e.organization_id = d.organization_id AND e.sequence = d.sequence
        WHERE d.organization_id = ${organization}::uuid AND d.webhook_id = ${webhookId}::uuid AND d.status = 'retrying')
      WHERE ${mine}`;
  });
}

/** One request that was made, and its outcome. */
export interface Attempt extends Outcome {
  id: string;
  at: Date;
  tookMs: number;
  excerpt: string | null;
}

export interface Attempted {
  webhookId: string;
  lease: string;
  sequence: bigint;
  /** a dead letter that is tried again: the position has nothing to do with it */
  retried: boolean;
  attempt: Attempt;
  /** the endpoint asked for so much time */
  retryAfterMs: number;
  /** in [0, 1), for the jitter */
  random: number;
}

/** What follows from an attempt. `since`: of the event that keeps the others waiting. */
export type Followed =
  | { follows: 'next' }
  | { follows: 'retry'; at: Date; since: Date }
  | { follows: 'give-up'; since: Date }
  | { follows: 'disable'; because: DisabledBecause };

/**
 * Keeps an attempt, moves the position if it was a success, and says what follows (rules/webhooks/retry.ts). No fact of the audit, because it changes nobody's
 * rights; disabling the webhook is one.
 * @throws TurnLost: nothing is kept
 */
export async function keepAttempt(
  db: Database,
  organization: string,
  actor: Actor,
  attempted: Attempted,
): Promise<Followed> {
  const reading = read(attempted.attempt);
  if (reading === 'delivered') {
    await inOrganization(db, organization, (tx) => keepDelivered(tx, organization, attempted));
    return { follows: 'next' };
  }
  return await changing(db, organization, actor, async (tx, record): Promise<Followed> => {
    const webhook = await lockWebhook(tx, organization, attempted.webhookId);
    if (webhook.lease !== attempted.lease) throw new TurnLost();
    const now = attempted.attempt.at;
    const since = webhook.failingSince ?? now;
    const facts = { failingForMs: now.getTime() - since.getTime(), gaveUp: webhook.gaveUp };
    const verdict = verdictOf(reading, facts);
    const dead = attempted.retried || verdict.follows === 'give-up';
    await keepFailed(tx, organization, attempted, dead ? 'dead' : 'failing');
    if (verdict.follows === 'disable' && (!attempted.retried || verdict.because === 'gone')) {
      await disableIn(tx, record, organization, { webhookId: webhook.id, because: verdict.because, now });
      return verdict;
    }
    if (attempted.retried) {
      await movePosition(tx, organization, webhook, { dueAt: turnFrom(now) });
      return { follows: 'next' };
    }
    if (verdict.follows === 'give-up') {
      const fresh = { failingSince: null, tries: 0, gaveUp: true };
      await movePosition(tx, organization, webhook, { ...fresh, sequence: attempted.sequence, dueAt: turnFrom(now) });
      return { follows: 'give-up', since };
    }
    const tries = webhook.tries + 1;
    const at = new Date(now.getTime() + retryDelay(tries, attempted.random, attempted.retryAfterMs));
    await movePosition(tx, organization, webhook, { tries, failingSince: since, dueAt: at });
    return { follows: 'retry', at, since };
  });
}

/** In one statement, because it is done for every event. */
async function keepDelivered(tx: Transaction, organization: string, attempted: Attempted): Promise<void> {
  const { webhookId, lease, sequence, retried, attempt } = attempted;
  const kept = await tx.$executeRaw`
    WITH turn AS (
      UPDATE webhook_positions SET due_at = ${turnFrom(attempt.at)},
        sequence = CASE WHEN ${retried} THEN sequence ELSE ${sequence} END,
        failing_since = CASE WHEN ${retried} THEN failing_since END,
        tries = CASE WHEN ${retried} THEN tries ELSE 0 END,
        gave_up = ${retried} AND gave_up
      WHERE organization_id = ${organization}::uuid AND webhook_id = ${webhookId}::uuid AND lease = ${lease}::uuid
      RETURNING organization_id, webhook_id
    ), attempt AS (
      INSERT INTO webhook_attempts (organization_id, id, webhook_id, sequence, at, took_ms, response_status, excerpt)
      SELECT organization_id, ${attempt.id}::uuid, webhook_id, ${sequence}, ${attempt.at}, ${attempt.tookMs}, ${attempt.responseStatus}, ${attempt.excerpt}
      FROM turn
    )
    INSERT INTO webhook_deliveries AS d (organization_id, webhook_id, sequence, status, attempts, first_at, last_at, response_status)
    SELECT organization_id, webhook_id, ${sequence}, 'delivered', 1, ${attempt.at}, ${attempt.at}, ${attempt.responseStatus} FROM turn
    ON CONFLICT (organization_id, webhook_id, sequence) DO UPDATE SET status = 'delivered', attempts = d.attempts + 1,
      last_at = excluded.last_at, response_status = excluded.response_status, failure = NULL`;
  if (kept === 0) throw new TurnLost();
}

async function keepFailed(
  tx: Transaction,
  organizationId: string,
  { webhookId, sequence, attempt }: Attempted,
  status: 'dead' | 'failing',
): Promise<void> {
  const { at, responseStatus, failure } = attempt;
  const key = { organizationId, webhookId, sequence };
  await tx.webhookAttempt.create({ data: { ...key, ...attempt }, select: { id: true } });
  const last = { status, lastAt: at, responseStatus, failure };
  await tx.webhookDelivery.upsert({
    where: deliveryKey(organizationId, webhookId, sequence),
    create: { ...key, ...last, attempts: 1, firstAt: at },
    update: { ...last, attempts: { increment: 1 } },
    select: { sequence: true },
  });
}

interface Position {
  dueAt: Date;
  sequence?: bigint;
  failingSince?: Date | null;
  tries?: number;
  gaveUp?: boolean;
}

async function movePosition(tx: Transaction, organization: string, { id }: LockedWebhook, data: Position) {
  await tx.webhookPosition.update({ where: positionKey(organization, id), data, select: { webhookId: true } });
}

/** A test's attempt belongs to no event. Kept once. */
export async function keepTest(
  db: Database,
  organizationId: string,
  { webhookId, attempt }: { webhookId: string; attempt: Attempt },
): Promise<void> {
  await inOrganization(db, organizationId, (tx) =>
    tx.webhookAttempt.createMany({ data: [{ organizationId, webhookId, ...attempt }], skipDuplicates: true }),
  );
}

/** What was delivered is listed for so long. Dead letters stay. */
export const keptDays = 30;
const MOST_PRUNED = 200;

/** Forgets some of what was delivered, or tested, before the listed days. */
export async function pruneDeliveries(
  db: Database,
  organization: string,
  { webhookId, now }: { webhookId: string; now: Date },
): Promise<void> {
  const before = new Date(now.getTime() - keptDays * 86_400_000);
  await inOrganization(
    db,
    organization,
    (tx) => tx.$executeRaw`
      WITH oldest AS (
        SELECT sequence, last_at FROM webhook_deliveries
        WHERE organization_id = ${organization}::uuid AND webhook_id = ${webhookId}::uuid AND status = 'delivered' ORDER BY sequence LIMIT ${MOST_PRUNED}
      ), gone AS (
        DELETE FROM webhook_deliveries WHERE organization_id = ${organization}::uuid AND webhook_id = ${webhookId}::uuid
          AND sequence IN (SELECT sequence FROM oldest WHERE last_at < ${before}) RETURNING sequence
      )
      DELETE FROM webhook_attempts WHERE organization_id = ${organization}::uuid AND webhook_id = ${webhookId}::uuid
        AND (sequence IN (SELECT sequence FROM gone) OR sequence IS NULL AND at < ${before})`,
  );
}
