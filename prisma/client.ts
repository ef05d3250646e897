import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { retrying } from './retry.ts';
import { type PersonalValues, personalValues } from './secrets/personal-values.ts';
import type { Secrets } from './secrets/secrets.ts';
import { statementNames } from './statement-names.ts';

/**
 * What a transaction may see: one organization; the directory (persons, sessions); one person's own memberships; which webhooks are behind; which notices of keys or removals,
 * or which ends of caretakers, are to be told; or which master key wraps the organizations' keys.
 */
type Scope =
  | { organization: string }
  | { directory: true; person?: string }
  | { wake: true }
  | { keyNotices: true }
  | { caretakerNotices: true }
  | { removalNotices: true }
  | { rewrapping: true };
export type Transaction = Prisma.TransactionClient;

/** One transaction's: what it may see, and what is sent with its COMMIT. */
interface Begun {
  scope: Scope;
  last?: string | undefined;
}
const transactions = new AsyncLocalStorage<Begun>();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function settings(scope: Scope): string {
  if ('organization' in scope) return `SET LOCAL app.organization = '${scope.organization}'`;
  if ('wake' in scope) return `SET LOCAL app.wake = 'on'`;
  if ('rewrapping' in scope) return `SET LOCAL app.rewrapping = 'on'`;
  if ('keyNotices' in scope) return `SET LOCAL app.key_notices = 'on'`;
  if ('caretakerNotices' in scope) return `SET LOCAL app.caretaker_notices = 'on'`;
  if ('removalNotices' in scope) return `SET LOCAL app.removal_notices = 'on'`;
  return `SET LOCAL app.directory = 'on'${scope.person === undefined ? '' : `; SET LOCAL app.person = '${scope.person}'`}`;
}

/**
 * BEGIN carries the scope in the same message: no round trip more, and a transaction without a scope cannot begin. COMMIT carries what has to be last
 * (`withCommit`), so that what that locks is locked for no round trip.
 */
class ScopedPool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super(config);
    this.on('connect', (client) => {
      const send = client.query.bind(client) as unknown as Send;
      const query = (q: string | { text?: string }, ...rest: unknown[]): unknown => {
        const text = typeof q === 'string' ? q : q?.text;
        if (text === 'BEGIN') return begin(send, ...rest);
        return text === 'COMMIT' ? commit(send, q, ...rest) : send(q, ...rest);
      };
      Object.assign(client, { query });
    });
  }
}

type Send = (query: unknown, ...rest: unknown[]) => unknown;

function begin(send: Send, ...rest: unknown[]): unknown {
  const begun = transactions.getStore();
  if (begun === undefined) throw new Error('a transaction outside inOrganization(), inDirectory() or inWake()');
  begun.last = undefined; // of an attempt before this one
  const sql = `BEGIN; ${settings(begun.scope)}`;
  return rest.length > 0 ? send(sql, ...rest) : (send(sql) as Promise<unknown[]>).then((results) => results[0]);
}

function commit(send: Send, query: unknown, ...rest: unknown[]): unknown {
  const begun = transactions.getStore();
  const last = begun?.last;
  if (begun === undefined || last === undefined) return send(query, ...rest);
  begun.last = undefined; // whatever was begun in this context keeps it: not a large text with it
  if (rest.length > 0) throw new Error('a COMMIT with a callback');
  return (send(`${last}; COMMIT`) as Promise<unknown[]>).then(
    (results) => results.at(-1),
    async (error: unknown) => {
      await Promise.resolve(send('ROLLBACK')).catch(() => undefined); // what broke the connection ended the transaction
      throw error;
    },
  );
}

/** The last statement of the transaction that this is called in: sent with its COMMIT, and like it, it can still refuse everything. */
export function withCommit(sql: string): void {
  const begun = transactions.getStore();
  if (begun === undefined) throw new Error('no transaction');
  begun.last = sql;
}

/** The data layer of one process: connect once, close at the end. */
export interface Database {
  readonly prisma: PrismaClient;
  /** for single statements that set their own scope, and for streams */
  readonly pool: pg.Pool;
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
  pool.on('error', () => undefined); // an idle connection that broke is replaced at the next use
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
    personal: personalValues(secrets),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

function scoped<T>(db: Database, scope: Scope, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (const id of Object.values(scope)) if (typeof id === 'string' && !UUID.test(id)) throw new Error('not an id');
  return transactions.run({ scope }, () => retrying(() => db.prisma.$transaction(work)));
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
  if (!UUID.test(organization)) throw new Error('not an id');
  await tx.$executeRaw`SELECT set_config('app.organization', ${organization}, true)`;
}
