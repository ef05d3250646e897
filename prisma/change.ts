import { type Actor, type Change, entryOf, type Origin, type PersonalReference } from '../rules/audit/entry.ts';
import { type Database, enterOrganization, inOrganization, type Transaction } from './client.ts';
import { naming } from './failures.ts';
import { keepOriginIn, originsOf } from './origins.ts';
import { partOfAttempt } from './repeated-request.ts';
import { entering, withCommit } from './scoped-pool.ts';

export type Record = (change: Change) => void;

/**
 * One write of the product: `work` makes its effect and calls `record` for each change; audit entries and events are appended last,
 * in the same transaction, because the organization's audit head stays locked from then until commit (design, Audit).
 * A change that recorded nothing appends nothing. An actor who is known only when the work is done is given as a function.
 * @throws Failure what the command refuses, and what the database refuses by a constraint (prisma/failures.ts)
 */
export async function changing<T>(
  db: Database,
  organization: string,
  actor: Actor | (() => Actor),
  work: (tx: Transaction, record: Record) => Promise<T>,
): Promise<T> {
  const once = partOfAttempt();
  let appended: { actor: Actor; origin: Origin | undefined } | undefined;
  const result = await naming(
    inOrganization(db, organization, async (tx) => {
      const changes: Change[] = [];
      const parts: Part[] = [];
      partsOf.set(tx, parts);
      appended = undefined;
      const result = await once(tx, organization, () => work(tx, (change) => changes.push(change)));
      if (changes.length > 0) {
        const who = typeof actor === 'function' ? actor() : actor;
        const { sql, origin } = await entriesOf(db, tx, { organization, actor: who, changes });
        parts.push({ organization, sql });
        appended = { actor: who, origin };
      }
      appendWithCommit(organization, parts);
      return result;
    }),
  );
  if (appended !== undefined) originsOf(db).remember(organization, appended.actor, appended.origin);
  return result;
}

/** What one organization's audit gets of a change. */
interface Part {
  organization: string;
  sql: string;
}

/** Of changes that are under way. */
const partsOf = new WeakMap<Transaction, Part[]>();

interface Recorded {
  organization: string;
  actor: Actor;
  changes: readonly Change[];
}

/**
 * A part of a change that another organization sees: its own rows only, and what is recorded is in its own audit, as done by the system: who did it is a member elsewhere, and
 * none of its business. Both parts commit together, or neither.
 * @param tx of a change (`changing`)
 * @param from the organization of the change, to which the transaction goes back
 */
export async function inOther<T>(
  db: Database,
  tx: Transaction,
  { from, organization, reason }: { from: string; organization: string; reason: string },
  work: (record: Record) => Promise<T>,
): Promise<T> {
  const parts = partsOf.get(tx);
  if (parts === undefined) throw new Error('a part of no change');
  await enterOrganization(tx, organization);
  const changes: Change[] = [];
  const result = await work((change) => changes.push(change));
  if (changes.length > 0) {
    const { sql } = await entriesOf(db, tx, { organization, actor: { by: 'system', reason }, changes });
    parts.push({ organization, sql });
  }
  await enterOrganization(tx, from);
  return result;
}

/** The heads of all organizations of a change are locked in the order of their ids, and last: two changes that go from one to the other, and back, never wait for each other. */
function appendWithCommit(organization: string, parts: readonly Part[]): void {
  const across = parts.some((part) => part.organization !== organization);
  if (!across) return parts.forEach(({ sql }) => withCommit(sql));
  for (const part of parts.toSorted((one, other) => (one.organization < other.organization ? -1 : 1)))
    withCommit(`${entering(part.organization)}; ${part.sql}`);
  withCommit(entering(organization));
}

async function entriesOf(
  db: Database,
  tx: Transaction,
  { organization, actor, changes }: Recorded,
): Promise<{ sql: string; origin: Origin | undefined }> {
  const at = new Date().toISOString();
  const origin = await keepOriginIn(db, tx, organization, actor);
  const from: PersonalReference[] = origin === undefined ? [] : [{ ...origin, fields: ['address', 'agent'] }];
  const entries = [];
  for (const change of changes) {
    const personal = change.personal === undefined ? [] : await db.personal.keep(tx, organization, change.personal);
    entries.push(entryOf(actor, change, { at, personal: [...from, ...personal] }));
  }
  const bodies = arrayOf(entries.map((entry) => entry.body));
  const events = arrayOf(entries.map((entry) => JSON.stringify(entry.event)));
  return { sql: `SELECT record_changes(${bodies}::text[], ${events}::jsonb[])`, origin };
}

const arrayOf = (texts: readonly string[]): string => `ARRAY[${texts.map(literal).join(',')}]`;

/** As pg's `escapeLiteral`, which goes letter by letter: a large change is a megabyte. */
function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
