import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

/**
 * What a transaction may see: one organization; the directory (persons, sessions); one person's own memberships; which webhooks are behind; which notices of keys or removals,
 * or which ends of caretakers, or which leave requests or emergencies, are to be told; which consents are in no use; or which master key wraps the organizations' keys.
 */
export type Scope =
  | { organization: string }
  | { directory: true; person?: string }
  | { wake: true }
  | { keyNotices: true }
  | { caretakerNotices: true }
  | { leaveNotices: true }
  | { ssoNotices: true }
  | { removalNotices: true }
  | { consentShadows: true }
  | { rewrapping: true };

/** One transaction's: what it may see, and what is sent with its COMMIT. */
interface Begun {
  scope: Scope;
  last: string[];
}
const transactions = new AsyncLocalStorage<Begun>();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function settings(scope: Scope): string {
  if ('organization' in scope) return entering(scope.organization);
  if ('wake' in scope) return `SET LOCAL app.wake = 'on'`;
  if ('rewrapping' in scope) return `SET LOCAL app.rewrapping = 'on'`;
  if ('keyNotices' in scope) return `SET LOCAL app.key_notices = 'on'`;
  if ('caretakerNotices' in scope) return `SET LOCAL app.caretaker_notices = 'on'`;
  if ('ssoNotices' in scope) return `SET LOCAL app.sso_notices = 'on'`;
  if ('leaveNotices' in scope) return `SET LOCAL app.leave_notices = 'on'`;
  if ('removalNotices' in scope) return `SET LOCAL app.removal_notices = 'on'`;
  if ('consentShadows' in scope) return `SET LOCAL app.consent_shadows = 'on'`;
  return `SET LOCAL app.directory = 'on'${scope.person === undefined ? '' : `; SET LOCAL app.person = '${scope.person}'`}`;
}

/**
 * No message but those of the work itself: BEGIN waits and goes in front of the first statement, with its scope, so a transaction without a scope cannot begin; COMMIT carries
 * what has to be last (`withCommit`), so that what that locks is locked for no round trip. Were BEGIN refused, so would be all that follows it: the connection is gone, or its
 * transaction is aborted.
 */
export class ScopedPool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super({ ...config, pipeline: true });
    this.on('connect', sendingBeginLate);
  }
}

type Send = (query: unknown, ...rest: unknown[]) => unknown;

function sendingBeginLate(client: pg.PoolClient & { connection?: pg.Connection }): void {
  const send = client.query.bind(client) as unknown as Send;
  let waiting: string | undefined;
  const sendAfterBegin: Send = (query, ...rest) => {
    if (waiting === undefined) return send(query, ...rest);
    const begin = waiting;
    waiting = undefined;
    client.connection?.stream.cork(); // both in one packet
    try {
      (send(begin) as Promise<unknown>).catch(() => undefined); // what follows it says so
      return send(query, ...rest);
    } finally {
      client.connection?.stream.uncork();
    }
  };
  const query = (q: string | { text?: string }, ...rest: unknown[]): unknown => {
    const text = typeof q === 'string' ? q : q?.text;
    if (text !== 'BEGIN') return text === 'COMMIT' ? commit(sendAfterBegin, q, ...rest) : sendAfterBegin(q, ...rest);
    if (rest.length > 0) throw new Error('a BEGIN with a callback');
    waiting = beginning();
    return Promise.resolve({ rows: [], fields: [], rowCount: null });
  };
  Object.assign(client, { query });
}

function beginning(): string {
  const begun = transactions.getStore();
  if (begun === undefined) throw new Error('a transaction outside inOrganization(), inDirectory() or inWake()');
  begun.last = []; // of an attempt before this one
  return `BEGIN; ${settings(begun.scope)}`;
}

function commit(send: Send, query: unknown, ...rest: unknown[]): unknown {
  const begun = transactions.getStore();
  if (begun === undefined || begun.last.length === 0) return send(query, ...rest);
  const { last } = begun;
  begun.last = []; // whatever was begun in this context keeps it: not a large text with it
  if (rest.length > 0) throw new Error('a COMMIT with a callback');
  return (send([...last, 'COMMIT'].join('; ')) as Promise<unknown[]>).then(
    (results) => results.at(-1),
    async (error: unknown) => {
      await Promise.resolve(send('ROLLBACK')).catch(() => undefined); // what broke the connection ended the transaction
      throw error;
    },
  );
}

/** A last statement of the transaction that this is called in, after those that were given before: sent with its COMMIT, and like it, it can still refuse everything. */
export function withCommit(sql: string): void {
  const begun = transactions.getStore();
  if (begun === undefined) throw new Error('no transaction');
  begun.last.push(sql);
}

/** Runs `work`, whose transactions have this scope. */
export function withScope<T>(scope: Scope, work: () => T): T {
  for (const id of Object.values(scope)) if (typeof id === 'string') mustBeId(id);
  return transactions.run({ scope, last: [] }, work);
}

/** From this statement on the transaction is this organization's. @throws Error where that is no id */
export function entering(organization: string): string {
  mustBeId(organization);
  return `SET LOCAL app.organization = '${organization}'`;
}

/** What goes into a scope goes in as it is. @throws Error */
export function mustBeId(id: string): void {
  if (!UUID.test(id)) throw new Error('not an id');
}
