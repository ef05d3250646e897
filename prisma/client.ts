import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { retrying } from './retry.ts';
import { mustBeId, type Scope, ScopedPool, withScope } from './scoped-pool.ts';
import { type PersonalValues, personalValues } from './secrets/personal-values.ts';
import type { Secrets } from './secrets/secrets.ts';
import { statementNames } from './statement-names.ts';

export type Transaction = Prisma.TransactionClient;

const COPYING = 4;

/** The data layer of one process: connect once, close at the end. */
export interface Database {
  readonly prisma: PrismaClient;
  /** for single statements that set their own scope */
  readonly pool: pg.Pool;
  /** for COPY, which no pipelined connection takes; opened when they are used */
  readonly copying: pg.Pool;
  /** of the audit: kept apart, each person's under a key of their own */
  readonly personal: PersonalValues;
  close(): Promise<void>;
}

/**
 * Connects as the runtime role, and refuses to work as a role that could bypass row-level security (design, Activities and data).
 * @param name what `pg_stat_activity` calls its connections
 * @throws Error naming the role when it is a superuser, bypasses row security or owns the tables
 */
export async function connect(
  url: string,
  { secrets, connections = 10, name = 'doorward' }: { secrets: Secrets; connections?: number; name?: string },
): Promise<Database> {
  const pool = new ScopedPool({ connectionString: url, max: connections, application_name: name });
  const copying = new pg.Pool({ connectionString: url, max: COPYING, application_name: name });
  for (const each of [pool, copying]) each.on('error', () => undefined); // an idle connection that broke is replaced at the next use
  const { rows } = await pool.query<{ name: string; unsafe: boolean }>(
    `SELECT current_user AS name, rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_class WHERE relname = 'members' AND relowner = pg_roles.oid) AS unsafe
     FROM pg_roles WHERE rolname = current_user`,
  );
  if (rows[0]?.unsafe !== false) {
    await pool.end();
    throw new Error(
      `the database role ${rows[0]?.name} can bypass row-level security: connect as a role granted doorward_runtime`,
    );
  }
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }),
    transactionOptions: { maxWait: 15_000, timeout: 60_000 },
  });
  return {
    prisma,
    pool,
    copying,
    personal: personalValues(secrets),
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([pool.end(), copying.end()]);
    },
  };
}

function scoped<T>(db: Database, scope: Scope, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return withScope(scope, () => retrying(() => db.prisma.$transaction(work)));
}

/** One transaction in one organization; retried as a whole on deadlock and serialization failure, so `work` must have no effect outside it. */
export function inOrganization<T>(
  db: Database,
  organization: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return scoped(db, { organization }, work);
}

/** One transaction over persons, identities, sessions; with `person` also over that person's memberships (read only). */
export function inDirectory<T>(db: Database, work: (tx: Transaction) => Promise<T>, person?: string): Promise<T> {
  return scoped(db, { directory: true, ...(person === undefined ? {} : { person }) }, work);
}

/** One transaction over every organization's webhook positions and how far its events have come (read only). */
export function inWake<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return scoped(db, { wake: true }, work);
}

/** One transaction over every organization's wrapped keys (read only): for taking a new master key into use. */
export function inRewrapping<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return scoped(db, { rewrapping: true }, work);
}

/** One transaction over the due notices of every organization's API keys (read only): for the worker that tells them. */
export function inKeyNotices<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return scoped(db, { keyNotices: true }, work);
}

/** One transaction over the open caretakers of every organization whose end nobody was told of (read only): for the worker that tells. */
export function inCaretakerNotices<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return scoped(db, { caretakerNotices: true }, work);
}

/** One transaction over the notices of every organization's removals that nobody was told (read only): for the worker that tells. */
export function inRemovalNotices<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return scoped(db, { removalNotices: true }, work);
}

/** One transaction over the leave requests of every organization of which somebody is still to be told (read only): for the worker that tells. */
export function inLeaveNotices<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return scoped(db, { leaveNotices: true }, work);
}

/** One transaction over the emergencies of every organization of which its admins were not told (read only): for the worker that tells. */
export function inSsoNotices<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return scoped(db, { ssoNotices: true }, work);
}

/** One transaction over every organization's consents that are in no use (read only): for the worker that ends what was left of them. */
export function inConsentShadows<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return scoped(db, { consentShadows: true }, work);
}

/** For the few commands that change an organization and a person in one transaction: opens the directory besides, until its end. */
export async function openDirectory(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT set_config('app.directory', 'on', true)`;
}

/** For the few commands of an organization that must know where else a person is a member: opens their own memberships besides, to be read. */
export async function openMemberships(tx: Transaction, person: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('app.person', ${person}, true)`;
}

/** From here on the transaction is another organization's, and sees nothing of the one before: a change of two organizations goes from one to the other (decision 190). */
export async function enterOrganization(tx: Transaction, organization: string): Promise<void> {
  mustBeId(organization);
  await tx.$executeRaw`SELECT set_config('app.organization', ${organization}, true)`;
}
