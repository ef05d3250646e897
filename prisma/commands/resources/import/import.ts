import type { Actor } from '../../../../rules/audit/entry.ts';
import { Failure } from '../../../../rules/failures.ts';
import { changing } from '../../../change.ts';
import type { Database } from '../../../client.ts';
import { failureOf } from '../../../failures.ts';
import { insertResources, type NewResource, recordCreation } from '../register.ts';
import { type Change, judge } from './judge.ts';
import { knownFor } from './known.ts';
import { type ImportedResource, mostLines, type Outcome } from './lines.ts';
import { writeChanges } from './write.ts';

/**
 * Registers what a host has, by its own ids: what is new is created, what is known is brought up to date, what was archived is restored; what a line doesn't
 * change is left alone, so that a repeat does nothing. At most 1,000 lines, each host id once; a line that is refused leaves the others as they are. A line may
 * name a resource that one before it brings. The caller is an admin.
 * @returns what became of each line, in order
 */
export async function importResources(
  db: Database,
  organization: string,
  actor: Actor,
  input: { lines: readonly ImportedResource[]; now: Date },
): Promise<Outcome[]> {
  const { lines, now } = input;
  if (lines.length > mostLines) throw new RangeError(`more than ${mostLines} lines`);
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptAt(db, organization, actor, lines, now);
    } catch (error) {
      // someone else brought the same host id meanwhile: then it is there to be changed
      if (!(error instanceof Failure && error.name === 'name-taken') || attempt === 3) throw error;
    }
  }
}

function attemptAt(
  db: Database,
  organization: string,
  actor: Actor,
  lines: readonly ImportedResource[],
  now: Date,
): Promise<Outcome[]> {
  const author = actor.by === 'member' ? actor.memberId : null;
  return changing(db, organization, actor, async (tx, record) => {
    const known = await knownFor(tx, organization, lines);
    const created: (NewResource & { id: string })[] = [];
    const changes: Change[] = [];
    const outcomes = lines.map((line): Outcome => {
      try {
        const judged = judge(line, known, author);
        if ('create' in judged) {
          created.push(judged.create);
          return { status: 'created', id: judged.create.id };
        }
        const { change } = judged;
        if (change.restored || change.fields.length > 0) changes.push(change);
        return outcomeOf(change);
      } catch (error) {
        return refused(error);
      }
    });
    if (created.length > 0) {
      await insertResources(tx, organization, created, now);
      recordCreation(record, created);
    }
    await writeChanges(tx, record, organization, changes, now);
    return outcomes;
  });
}

function outcomeOf({ before, fields, restored, differs }: Change): Outcome {
  const status = restored ? 'restored' : fields.length > 0 ? 'changed' : 'unchanged';
  return { status, id: before.id, ...(differs.length > 0 ? { differs } : {}) };
}

function refused(error: unknown): Outcome {
  const failure = failureOf(error);
  if (failure instanceof Failure) return { status: 'refused', failure };
  throw error;
}
