import type { Actor } from '../../../../rules/audit/entry.ts';
import { Failure } from '../../../../rules/failures.ts';
import { changing } from '../../../change.ts';
import type { Database, Transaction } from '../../../client.ts';
import { archiveIn, stillNeeded } from '../change.ts';
import { lockByHostId } from './known.ts';
import { type ArchivedResource, keyOf, mostLines, type Outcome } from './lines.ts';

/**
 * What a host has removed, by its own ids: the same as archiving each by hand. What others need goes only after them, so name a schedule before its pipeline,
 * and a pipeline before its connections. At most 1,000 lines, each host id once; a line that is refused leaves the others as they are.
 * @returns what became of each line, in order
 */
export function archiveResources(
  db: Database,
  organization: string,
  actor: Actor,
  input: { lines: readonly ArchivedResource[]; now: Date },
): Promise<Outcome[]> {
  const { lines, now } = input;
  if (lines.length > mostLines) throw new RangeError(`more than ${mostLines} lines`);
  return changing(db, organization, actor, async (tx, record) => {
    const kept = await lockByHostId(tx, organization, lines);
    const needers = await neededBy(
      tx,
      organization,
      [...kept.values()].map(({ id }) => id),
    );
    const gone: string[] = [];
    const outcomes = lines.map((line): Outcome => {
      const found = kept.get(keyOf(line));
      if (found === undefined) return { status: 'refused', failure: new Failure('not-found', { object: 'resource' }) };
      if (found.archivedAt !== null) return { status: 'unchanged', id: found.id };
      const left = (needers.get(found.id) ?? []).filter((id) => !gone.includes(id));
      if (left.length > 0) return { status: 'refused', failure: stillNeeded(left.length) };
      gone.push(found.id);
      return { status: 'archived', id: found.id };
    });
    if (gone.length === 0) return outcomes;
    await archiveIn(tx, organization, gone, now);
    record({ action: 'resource.archived', object: 'resource', after: { ids: gone, archivedAt: now.toISOString() } });
    return outcomes;
  });
}

/** Who runs these resources or runs on them. */
async function neededBy(tx: Transaction, organization: string, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.$queryRaw<{ needed: string; needer: string }[]>`
    SELECT r.target_id AS needed, r.id AS needer FROM resources r
      WHERE r.organization_id = ${organization}::uuid AND r.target_id = ANY(${[...ids]}::uuid[]) AND r.archived_at IS NULL
    UNION SELECT u.connection_id, u.resource_id FROM connection_uses u
      WHERE u.organization_id = ${organization}::uuid AND u.connection_id = ANY(${[...ids]}::uuid[])`;
  const found = new Map<string, string[]>();
  for (const { needed, needer } of rows) found.set(needed, [...(found.get(needed) ?? []), needer]);
  return found;
}
