import { randomUUID } from 'node:crypto';
import { Failure } from '../../../../rules/failures.ts';
import { mustHold } from '../holders.ts';
import type { NewResource } from '../register.ts';
import { type ImportedResource, keyOf, type Ref } from './lines.ts';
import type { Kept, Known } from './known.ts';

/** A kept resource as it will be. */
export interface Change {
  before: Kept;
  after: Pick<Kept, 'name' | 'targetId' | 'everySeconds' | 'nextRunAt' | 'connectionIds' | 'provider' | 'auth'>;
  /** which of them change */
  fields: string[];
  restored: boolean;
  /** owner, runs-as or team that the line names otherwise */
  differs: string[];
}

export type Judged = { create: NewResource & { id: string } } | { change: Change };

/**
 * What a line means, by what is known; a new resource is known to the lines after it.
 * @throws Failure what is wrong with it
 */
export function judge(line: ImportedResource, known: Known, author: string | null): Judged {
  if (!known.kinds.has(line.kind)) throw new Failure('not-found', { object: 'resource-kind' });
  if (line.connection !== undefined && line.kind !== 'connection')
    throw new Failure('invalid-request', { field: 'connection', expected: 'only for a connection' });
  const kept = known.kept.get(keyOf(line));
  const targetId = line.target ? resolved(line.target, known).id : line.target;
  const connectionIds = line.connections?.map((ref) => resolved(ref, known, 'connection').id);
  if (kept !== undefined) {
    if (targetId === kept.id) throw new Failure('invalid-request', { field: 'target', expected: 'another resource' });
    if (kept.archivedAt !== null) bring(known, kept);
    return { change: changeOf(line, kept, targetId, connectionIds ?? usesOf(kept, known)) };
  }
  const create = created(line, known, author);
  const row = {
    ...create,
    ...(targetId ? { targetId } : {}),
    ...(connectionIds === undefined ? {} : { connectionIds }),
  };
  bring(known, row);
  return { create: row };
}

function bring({ referred }: Known, row: { id: string; kind: string; hostId: string }): void {
  const brought = { id: row.id, kind: row.kind, archived: false };
  referred.set(row.id, brought).set(keyOf(row), brought);
}

/** What it runs on; of an archived one, what it ran on as far as that is there. */
function usesOf({ connectionIds, archivedConnectionIds }: Kept, { referred }: Known): string[] {
  return [...connectionIds, ...archivedConnectionIds.filter((id) => referred.get(id)?.archived === false)];
}

function resolved(ref: Ref, { referred }: Known, kind?: 'connection'): { id: string } {
  const found = referred.get(typeof ref === 'string' ? ref : keyOf(ref));
  const object = kind ?? 'resource';
  if (found === undefined || (kind !== undefined && found.kind !== kind)) throw new Failure('not-found', { object });
  if (found.archived) throw new Failure('wrong-state', { object, state: 'archived', needs: 'not archived' });
  return found;
}

function created(line: ImportedResource, known: Known, author: string | null): NewResource & { id: string } {
  const { kind, hostId, name, ownerTeamId, runsAsId, teamId, everySeconds, nextRunAt, connection } = line;
  if (kind === 'connection' && connection === undefined)
    throw new Failure('invalid-request', { field: 'connection', expected: 'provider and auth of a new connection' });
  const ownerId = line.ownerId ?? (ownerTeamId === undefined ? (author ?? undefined) : undefined);
  if ((ownerId === undefined) === (ownerTeamId === undefined))
    throw new Failure('invalid-request', { field: 'ownerId', expected: 'exactly one of ownerId and ownerTeamId' });
  checkHolders(line, known);
  for (const id of [ownerTeamId, teamId])
    if (id !== undefined && !known.teams.has(id)) throw new Failure('not-found', { object: 'team' });
  return {
    id: randomUUID(),
    kind,
    hostId,
    name,
    ...given({ ownerId, ownerTeamId, runsAsId, teamId, connection }),
    ...(author === null ? {} : { authorId: author }),
    ...given({ everySeconds: everySeconds ?? undefined, nextRunAt: nextRunAt ?? undefined }),
  };
}

function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** The same as holders.ts says of one resource. */
function checkHolders({ ownerId, runsAsId }: ImportedResource, { holders }: Known): void {
  for (const id of [ownerId, runsAsId]) {
    if (id === undefined) continue;
    const holder = holders.get(id);
    if (holder === undefined) throw new Failure('not-found', { object: 'member' });
    mustHold(holder, id === runsAsId);
  }
}

function changeOf(
  line: ImportedResource,
  before: Kept,
  targetId: string | null | undefined,
  connectionIds: readonly string[],
): Change {
  const or = <T>(said: T | undefined, kept: T): T => (said === undefined ? kept : said);
  const after = {
    name: line.name,
    targetId: or(targetId, before.targetId),
    everySeconds: or(line.everySeconds, before.everySeconds),
    nextRunAt: or(line.nextRunAt, before.nextRunAt),
    connectionIds: [...new Set(connectionIds)].sort(),
    provider: line.connection?.provider ?? before.provider,
    auth: line.connection?.auth ?? before.auth,
  };
  const text = (value: unknown) => JSON.stringify(value);
  const was = { ...before, connectionIds: [...before.connectionIds].sort() };
  const fields = (Object.keys(after) as (keyof typeof after)[]).filter((name) => text(after[name]) !== text(was[name]));
  const holders = ['ownerId', 'ownerTeamId', 'runsAsId', 'teamId'] as const;
  const differs = holders.filter((name) => line[name] !== undefined && line[name] !== before[name]);
  return { before, after, fields, restored: before.archivedAt !== null, differs };
}
