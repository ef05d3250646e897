import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { SsoConnection } from '../../generated/client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { shutDoors } from '../sessions/shut-doors.ts';

export interface NewSsoConnection {
  /** shown on the button */
  name: string;
  /** as the provider's discovery document has it */
  issuer: string;
  clientId: string;
  clientSecret: string;
  now: Date;
}

/** Where the client's secret is sealed. */
export const placeOfSsoSecret = (id: string) =>
  ({ table: 'sso_connections', row: id, column: 'client_secret_box' }) as const;

/**
 * Sets the organization's own sign-in. Issuer and client stay as they are: what a provider calls someone is good for these only.
 * @throws Failure wrong-state where one is set
 */
export function createSsoConnection(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  { name, issuer, clientId, clientSecret, now }: NewSsoConnection,
): Promise<{ ssoConnectionId: string }> {
  return changing(db, organization, actor, async (tx, record) => {
    const id = randomUUID();
    const clientSecretBox = await secrets.seal(tx, organization, placeOfSsoSecret(id), clientSecret);
    const facts = { name, issuer, clientId };
    await tx.ssoConnection.create({
      data: { organizationId: organization, id, ...facts, clientSecretBox, createdAt: now, changedAt: now },
      select: { id: true },
    });
    record({ action: 'sso-connection.created', object: 'sso-connection', objectId: id, after: facts });
    return { ssoConnectionId: id };
  });
}

interface OfConnection {
  ssoConnectionId: string;
  now: Date;
}

/** Another name on the button. @throws Failure not-found */
export function renameSsoConnection(
  db: Database,
  organization: string,
  actor: Actor,
  { ssoConnectionId, name, now }: OfConnection & { name: string },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const before = await lockSsoConnection(tx, organization, ssoConnectionId);
    if (before.name === name) return;
    await update(tx, before, { name, changedAt: now });
    recordOf(record, before, 'renamed', { before: { name: before.name }, after: { name } });
  });
}

/** The provider gave the client another secret. It has to be tried again before it can be enforced; what is enforced stays so. @throws Failure not-found */
export function changeSsoSecret(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  { ssoConnectionId, clientSecret, now }: OfConnection & { clientSecret: string },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const before = await lockSsoConnection(tx, organization, ssoConnectionId);
    const clientSecretBox = await secrets.seal(tx, organization, placeOfSsoSecret(ssoConnectionId), clientSecret);
    await update(tx, before, { clientSecretBox, triedAt: null, changedAt: now });
    recordOf(record, before, 'secret-changed', {});
  });
}

/**
 * From the commit on nobody comes in but by this sign-in, and every session that came in otherwise is out, of this organization only; API keys are as they were. Twice is once.
 * @throws Failure not-found; sso-not-tried where no admin came in by it yet
 */
export function enforceSso(
  db: Database,
  organization: string,
  actor: Actor,
  { ssoConnectionId, now }: OfConnection,
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const before = await lockSsoConnection(tx, organization, ssoConnectionId);
    if (before.enforcedAt !== null) return;
    if (before.triedAt === null) throw new Failure('sso-not-tried', {});
    await update(tx, before, { enforcedAt: now });
    const sessionsEnded = await shutDoors(tx, { organizationId: organization, how: { not: 'sso' } }, now);
    recordOf(record, before, 'enforced', { after: { sessionsEnded } });
  });
}

/** Mailed sign-ins lead in again. Twice is once. @throws Failure not-found */
export function stopEnforcingSso(
  db: Database,
  organization: string,
  actor: Actor,
  { ssoConnectionId }: Omit<OfConnection, 'now'>,
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const before = await lockSsoConnection(tx, organization, ssoConnectionId);
    if (before.enforcedAt === null) return;
    await update(tx, before, { enforcedAt: null });
    recordOf(record, before, 'enforcing-stopped', {});
  });
}

/**
 * It leads in no more, and who came in by it is out: of this organization only. Its secret and what the provider calls its people are forgotten.
 * @throws Failure not-found; wrong-state while it is enforced
 */
export function removeSsoConnection(
  db: Database,
  organization: string,
  actor: Actor,
  { ssoConnectionId, now }: OfConnection,
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const before = await lockSsoConnection(tx, organization, ssoConnectionId);
    if (before.enforcedAt !== null)
      throw new Failure('wrong-state', { object: 'sso-connection', state: 'enforced', needs: 'not enforced' });
    await update(tx, before, { removedAt: now, clientSecretBox: null, triedAt: null });
    const of = { organizationId: organization, ssoConnectionId };
    await tx.ssoIdentity.deleteMany({ where: of });
    await tx.ssoSignIn.deleteMany({ where: of });
    const sessionsEnded = await shutDoors(tx, of, now);
    const { name, issuer, clientId } = before;
    recordOf(record, before, 'removed', { before: { name, issuer, clientId }, after: { sessionsEnded } });
  });
}

/** What the provider calls them is forgotten, and who came in as that is out, of this organization only: the next account that has their address is theirs. @throws Failure not-found where nothing is known */
export function forgetSsoIdentity(
  db: Database,
  organization: string,
  actor: Actor,
  { memberId, now }: { memberId: string; now: Date },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    // who comes in by it meanwhile is shut out, or finds it forgotten
    await tx.$executeRaw`SELECT FROM sso_connections WHERE organization_id = ${organization}::uuid AND removed_at IS NULL FOR NO KEY UPDATE`;
    const theirs = { organizationId: organization, memberId };
    const forgotten = await tx.ssoIdentity.deleteMany({ where: theirs });
    if (forgotten.count === 0) throw new Failure('not-found', { object: 'sso-identity' });
    const sessionsEnded = await shutDoors(tx, { ...theirs, how: 'sso' }, now);
    const after = { sessionsEnded };
    record({ action: 'member.sso-identity-forgotten', object: 'member', objectId: memberId, after });
  });
}

/** One that was not removed, whose row nobody else changes until this transaction ends. Who comes in meanwhile waits. @throws Failure not-found */
async function lockSsoConnection(tx: Transaction, organizationId: string, id: string): Promise<SsoConnection> {
  await tx.$executeRaw`SELECT FROM sso_connections WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
  const found = await tx.ssoConnection.findUnique({ where: { organizationId_id: { organizationId, id } } });
  if (found === null || found.removedAt !== null) throw new Failure('not-found', { object: 'sso-connection' });
  return found;
}

async function update(
  tx: Transaction,
  { organizationId, id }: SsoConnection,
  data: Partial<Omit<SsoConnection, 'clientSecretBox'>> & { clientSecretBox?: Uint8Array<ArrayBuffer> | null },
): Promise<void> {
  await tx.ssoConnection.update({ where: { organizationId_id: { organizationId, id } }, data, select: { id: true } });
}

function recordOf(
  record: Record,
  { id }: SsoConnection,
  what: string,
  facts: Pick<Parameters<Record>[0], 'before' | 'after'>,
): void {
  record({ action: `sso-connection.${what}`, object: 'sso-connection', objectId: id, ...facts });
}
