import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { lockRemovalsOfSecret, settleSecret } from '../follow-ups/settle.ts';
import { syncExposures } from './exposures.ts';
import { lockConnection } from './lock.ts';

const placeOf = (credentialId: string) => ({ table: 'credentials', row: credentialId, column: 'secret_box' }) as const;

/**
 * Sets a connection's secret, or a new version of it: the version before ends now, with everybody's exposure to it, and with it what removals still want
 * done about it. The caller needs `edit`.
 * @returns leavers: members whose removal waited for this
 * @throws Failure not-found, wrong-state
 */
export function setConnectionSecret(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  input: NewSecret,
): Promise<SetSecret> {
  return changing(db, organization, actor, (tx, record) =>
    setSecretIn(tx, record, secrets, { organization, actor, ...input }),
  );
}

interface NewSecret {
  connectionId: string;
  secret: string;
  now: Date;
}
interface SetSecret {
  credentialId: string;
  version: number;
  leavers: string[];
}

/** The same in the caller's transaction. */
export async function setSecretIn(
  tx: Transaction,
  record: Record,
  secrets: Secrets,
  { organization, actor, connectionId, secret, now }: NewSecret & { organization: string; actor: Actor },
): Promise<SetSecret> {
  const waiting = await lockRemovalsOfSecret(tx, organization, connectionId);
  await lockConnection(tx, organization, connectionId);
  const before = await living(tx, organization, connectionId);
  const credentialId = randomUUID();
  const version = (before?.version ?? 0) + 1;
  const createdById = actor.by === 'member' ? actor.memberId : null;
  await tx.credential.create({
    data: {
      organizationId: organization,
      id: credentialId,
      kind: 'connection_secret',
      name: `version ${version}`,
      connectionId,
      createdById,
      version,
      secretBox: await secrets.seal(tx, organization, placeOf(credentialId), secret),
      createdAt: now,
    },
    select: { id: true },
  });
  if (before !== null) await supersede(tx, organization, before.id, credentialId, now);
  if (createdById !== null) await expose(tx, organization, credentialId, createdById, 'created', now);
  await syncExposures(tx, [connectionId], now);
  record({
    action: 'connection.secret-set',
    object: 'connection',
    objectId: connectionId,
    after: { credentialId, version },
  });
  await settleSecret(tx, record, organization, waiting, now);
  return { credentialId, version, leavers: waiting.map(({ memberId }) => memberId) };
}

/**
 * Shows a connection's secret to a member, who is exposed to it from now on; that is recorded before it is shown. The caller needs `reveal` and a fresh sign-in.
 * `version`: an earlier one, as when a rotation has to be taken back upstream; whoever sees one that has ended is exposed to it for no time.
 * @throws Failure not-found when there is no secret, or no such version; wrong-state
 */
export function revealConnectionSecret(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor & { by: 'member' },
  input: { connectionId: string; version?: number | undefined; now: Date },
): Promise<{ secret: string; version: number }> {
  const { connectionId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockConnection(tx, organization, connectionId);
    const credential =
      input.version === undefined
        ? await living(tx, organization, connectionId)
        : await versionOf(tx, organization, connectionId, input.version);
    if (credential?.secretBox == null) throw new Failure('not-found', { object: 'secret' });
    const secret = await secrets.open(tx, organization, placeOf(credential.id), credential.secretBox);
    if (credential.revokedAt === null) await expose(tx, organization, credential.id, actor.memberId, 'revealed', now);
    else await exposePast(tx, organization, credential.id, actor.memberId, now);
    const { id: credentialId, version } = credential;
    record({
      action: 'connection.secret-revealed',
      object: 'connection',
      objectId: connectionId,
      after: { credentialId, version },
    });
    return { secret, version };
  });
}

function living(tx: Transaction, organizationId: string, connectionId: string) {
  return tx.credential.findFirst({
    where: { organizationId, connectionId, kind: 'connection_secret', revokedAt: null },
    orderBy: { version: 'desc' },
    select: shown,
  });
}

const shown = { id: true, version: true, secretBox: true, revokedAt: true } as const;

function versionOf(tx: Transaction, organizationId: string, connectionId: string, version: number) {
  const where = { organizationId, connectionId, kind: 'connection_secret', version } as const;
  return tx.credential.findFirst({ where, select: shown });
}

async function supersede(
  tx: Transaction,
  organizationId: string,
  id: string,
  successorId: string,
  now: Date,
): Promise<void> {
  await tx.credential.update({
    where: { organizationId_id: { organizationId, id } },
    data: { revokedAt: now, successorId },
    select: { id: true },
  });
  await tx.exposure.updateMany({ where: { organizationId, credentialId: id, until: null }, data: { until: now } });
}

/** Someone knows a secret version from now until it ends. Twice is once. */
async function expose(
  tx: Transaction,
  organization: string,
  credentialId: string,
  memberId: string,
  how: 'created' | 'revealed',
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO exposures (organization_id, credential_id, member_id, how, "from")
    VALUES (${organization}::uuid, ${credentialId}::uuid, ${memberId}::uuid, ${how}::exposure_how, ${now}::timestamptz)
    ON CONFLICT (organization_id, credential_id, member_id, how) WHERE until IS NULL DO NOTHING`;
}

/** Someone was shown a version that had ended: knowing it opens nothing here, but that they know it is history. */
async function exposePast(
  tx: Transaction,
  organizationId: string,
  credentialId: string,
  memberId: string,
  now: Date,
): Promise<void> {
  await tx.exposure.create({
    data: { organizationId, credentialId, memberId, how: 'revealed', from: now, until: now },
    select: { id: true },
  });
}
