import { type Actor, type Change, entryOf } from '../rules/audit/entry.ts';
import { Prisma } from './generated/client.ts';
import { type Database, inOrganization, type Transaction } from './client.ts';
import { naming } from './failures.ts';
import { partOfAttempt } from './repeated-request.ts';

export type Record = (change: Change) => void;

/**
 * One write of the product: `work` makes its effect and calls `record` for each change; audit entries and events are appended last,
 * in the same transaction, because the organization's audit head stays locked from then until commit (design, Audit).
 * A change that recorded nothing appends nothing. An actor who is known only when the work is done is given as a function.
 * @throws Failure what the command refuses, and what the database refuses by a constraint (prisma/failures.ts)
 */
export function changing<T>(
  db: Database,
  organization: string,
  actor: Actor | (() => Actor),
  work: (tx: Transaction, record: Record) => Promise<T>,
): Promise<T> {
  const once = partOfAttempt();
  return naming(
    inOrganization(db, organization, async (tx) => {
      const changes: Change[] = [];
      const result = await once(tx, organization, () => work(tx, (change) => changes.push(change)));
      if (changes.length > 0) await append(tx, typeof actor === 'function' ? actor() : actor, changes);
      return result;
    }),
  );
}

async function append(tx: Transaction, actor: Actor, changes: Change[]): Promise<void> {
  const at = new Date().toISOString();
  const entries = changes.map((change) => entryOf(actor, change, at));
  const bodies = entries.map((entry) => entry.body);
  const events = entries.map((entry) => JSON.stringify(entry.event));
  await tx.$queryRaw(Prisma.sql`SELECT record_changes(${bodies}::text[], ${events}::jsonb[])`);
}
