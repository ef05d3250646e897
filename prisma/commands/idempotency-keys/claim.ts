import { Failure } from '../../../rules/failures.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import type { IdempotencyKey } from '../../generated/client.ts';
import type { Secrets } from '../../secrets/secrets.ts';

export interface KeyedRequest {
  /** member id: the same key of another caller is another key */
  callerId: string;
  key: string;
  /** SHA-256 of method, path and body */
  fingerprint: string;
  now: Date;
}

export type Claim =
  /** this attempt works on it; `since`: when the request was first sent */
  { done: false; since: Date } | { done: true; status: number; body: string };

const KEPT_MS = 24 * 3_600_000;
const ATTEMPT_MS = 90_000; // longer than any request may take
const SWEPT = 20;

/**
 * Claims a request for one attempt, or finds its answer.
 * @throws Failure idempotency-key-reused, still-running
 */
export function claimRequest(
  db: Database,
  secrets: Secrets,
  organization: string,
  request: KeyedRequest,
): Promise<Claim> {
  const { callerId, key, fingerprint, now } = request;
  return inOrganization(db, organization, async (tx) => {
    await sweep(tx, organization, now);
    const row = { organizationId: organization, callerId, key, fingerprint, createdAt: now, claimedAt: now };
    const { count } = await tx.idempotencyKey.createMany({ data: [row], skipDuplicates: true });
    if (count === 1) return { done: false, since: now };
    const [known] = await tx.$queryRaw<IdempotencyKey[]>`
      SELECT fingerprint, status, response_box AS "responseBox", created_at AS "createdAt", claimed_at AS "claimedAt" FROM idempotency_keys
      WHERE organization_id = ${organization}::uuid AND caller_id = ${callerId}::uuid AND key = ${key} FOR UPDATE`;
    if (known === undefined) throw new Failure('still-running', {}); // freed this instant
    if (known.fingerprint !== fingerprint) throw new Failure('idempotency-key-reused', {});
    if (known.status !== null && known.responseBox !== null) {
      const body = await secrets.open(tx, organization, placeOf(callerId, key), known.responseBox);
      return { done: true, status: known.status, body };
    }
    if (now.getTime() - known.claimedAt.getTime() < ATTEMPT_MS) throw new Failure('still-running', {});
    await tx.idempotencyKey.update({ where: whereOf(organization, request), data: { claimedAt: now } });
    return { done: false, since: known.createdAt };
  });
}

/** Keeps the answer of a request that was done. */
export async function keepAnswer(
  db: Database,
  secrets: Secrets,
  organization: string,
  request: KeyedRequest,
  answer: { status: number; body: string },
): Promise<void> {
  await inOrganization(db, organization, async (tx) => {
    const place = placeOf(request.callerId, request.key);
    const responseBox = await secrets.seal(tx, organization, place, answer.body);
    await tx.idempotencyKey.update({
      where: whereOf(organization, request),
      data: { status: answer.status, responseBox },
    });
  });
}

/** A refused request did nothing: its key is free again. */
export async function freeKey(db: Database, organization: string, request: KeyedRequest): Promise<void> {
  await inOrganization(db, organization, (tx) =>
    tx.idempotencyKey.deleteMany({
      where: { organizationId: organization, callerId: request.callerId, key: request.key, status: null },
    }),
  );
}

/** The attempt ended without saying whether it was done: whoever sends the request again goes on with it at once. */
export async function giveUpAttempt(db: Database, organization: string, request: KeyedRequest): Promise<void> {
  await inOrganization(db, organization, (tx) =>
    tx.idempotencyKey.updateMany({
      where: { organizationId: organization, callerId: request.callerId, key: request.key, status: null },
      data: { claimedAt: new Date(0) },
    }),
  );
}

async function sweep(tx: Transaction, organization: string, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS);
  await tx.$executeRaw`
    DELETE FROM idempotency_keys WHERE organization_id = ${organization}::uuid AND (caller_id, key) IN (
      SELECT caller_id, key FROM idempotency_keys WHERE organization_id = ${organization}::uuid AND created_at < ${before}
      ORDER BY created_at LIMIT ${SWEPT} FOR UPDATE SKIP LOCKED)`;
}

const placeOf = (callerId: string, key: string) =>
  ({ table: 'idempotency_keys', row: `${callerId}/${key}`, column: 'response_box' }) as const;

const whereOf = (organizationId: string, { callerId, key }: KeyedRequest) => ({
  organizationId_callerId_key: { organizationId, callerId, key },
});
