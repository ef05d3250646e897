import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { checkHolders } from './holders.ts';

export interface NewResource {
  /** for a batch whose resources name each other */
  id?: string;
  kind: string;
  /** the host's own id, unique per kind */
  hostId: string;
  name: string;
  /** exactly one of ownerId and ownerTeamId */
  ownerId?: string;
  ownerTeamId?: string;
  runsAsId?: string;
  authorId?: string;
  teamId?: string;
  targetId?: string;
  everySeconds?: number;
  nextRunAt?: Date;
  /** the connections that it runs on */
  connectionIds?: readonly string[];
  /** for kind connection, and only for it */
  connection?: { provider: string; auth: 'secret' | 'oauth' };
}

/** At most so many resources in one transaction, and one audit entry for each such batch. */
export const mostResources = 1000;

/**
 * Registers resources: all of them or none.
 * @returns their ids, in order
 * @throws Failure invalid-request; name-taken for a host id of its kind that is there already; not-found for a kind, member, team, target or
 *   connection; wrong-state, above-ceiling, not-allowed for owner and runs-as (holders.ts); not-allowed for a custom role without `create`
 */
export async function registerResources(
  db: Database,
  organization: string,
  actor: Actor,
  input: { resources: readonly NewResource[]; now: Date },
): Promise<string[]> {
  return await changing(db, organization, actor, (tx, record) => registerIn(tx, record, organization, actor, input));
}

/** The same in the caller's transaction. */
export async function registerIn(
  tx: Transaction,
  record: Record,
  organization: string,
  actor: Actor,
  { resources, now }: { resources: readonly NewResource[]; now: Date },
): Promise<string[]> {
  checkShape(resources);
  await checkMaker(tx, organization, actor);
  await checkHolders(tx, organization, actor, resources);
  const rows = resources.map((resource) => ({ ...resource, id: resource.id ?? randomUUID() }));
  await insertResources(tx, organization, rows, now);
  recordCreation(record, rows);
  return rows.map(({ id }) => id);
}

function checkShape(resources: readonly NewResource[]): void {
  const refuse = (field: string, expected: string): never => {
    throw new Failure('invalid-request', { field, expected });
  };
  if (resources.length === 0 || resources.length > mostResources) refuse('resources', `1 to ${mostResources}`);
  for (const resource of resources) {
    if ((resource.ownerId === undefined) === (resource.ownerTeamId === undefined)) {
      refuse('ownerId', 'exactly one of ownerId and ownerTeamId');
    }
    if ((resource.kind === 'connection') !== (resource.connection !== undefined)) {
      refuse('connection', 'given for a connection, and only for one');
    }
  }
}

/** A custom role may leave out to create anything. @throws Failure not-allowed */
async function checkMaker(tx: Transaction, organizationId: string, actor: Actor): Promise<void> {
  if (actor.by !== 'member') return;
  const { memberId: id } = actor;
  const denied = { organizationId, id, customRole: { NOT: { permissions: { has: 'create' } } } } as const;
  if ((await tx.member.count({ where: denied })) > 0)
    throw new Failure('not-allowed', { action: 'create', because: 'Your custom role lacks “create”' });
}

type Row = NewResource & { id: string };

/** Set-based, because a host may bring a hundred thousand. Foreign keys refuse what isn't there, and can't cross the organization's border. */
export async function insertResources(
  tx: Transaction,
  organization: string,
  rows: readonly Row[],
  now: Date,
): Promise<void> {
  const column = <T>(of: (row: Row) => T | undefined) => rows.map((row) => of(row) ?? null);
  await tx.$executeRaw`
    INSERT INTO resources (organization_id, id, kind, host_id, name, owner_id, owner_team_id, runs_as_id, author_id, team_id, every_seconds, next_run_at, created_at)
    SELECT ${organization}::uuid, v.*, ${now}::timestamptz FROM unnest(
      ${column((row) => row.id)}::uuid[], ${column((row) => row.kind)}::text[], ${column((row) => row.hostId)}::text[], ${column((row) => row.name)}::text[],
      ${column((row) => row.ownerId)}::uuid[], ${column((row) => row.ownerTeamId)}::uuid[], ${column((row) => row.runsAsId)}::uuid[],
      ${column((row) => row.authorId)}::uuid[], ${column((row) => row.teamId)}::uuid[],
      ${column((row) => row.everySeconds)}::int[], ${column((row) => row.nextRunAt?.toISOString())}::timestamptz[]) AS v`;
  // a second statement: a batch may name a target that it brings itself, in any order
  const targeted = rows.flatMap(({ id, targetId }) => (targetId === undefined ? [] : [{ id, targetId }]));
  if (targeted.length > 0) {
    await tx.$executeRaw`
      UPDATE resources r SET target_id = v.target FROM unnest(${targeted.map(({ id }) => id)}::uuid[], ${targeted.map(({ targetId }) => targetId)}::uuid[]) AS v(id, target)
      WHERE r.organization_id = ${organization}::uuid AND r.id = v.id`;
  }
  const connections = rows.flatMap(({ id, connection }) =>
    connection === undefined ? [] : [{ organizationId: organization, resourceId: id, ...connection }],
  );
  if (connections.length > 0) await tx.connection.createMany({ data: connections });
  const uses = rows.flatMap(({ id, connectionIds = [] }) =>
    [...new Set(connectionIds)].map((connection) => ({ id, connection })),
  );
  if (uses.length > 0) {
    await tx.$executeRaw`
      INSERT INTO connection_uses (organization_id, resource_id, connection_id, since)
      SELECT ${organization}::uuid, v.*, ${now}::timestamptz FROM unnest(${uses.map(({ id }) => id)}::uuid[], ${uses.map(({ connection }) => connection)}::uuid[]) AS v`;
  }
}

export function recordCreation(record: Record, rows: readonly Row[]): void {
  const facts = rows.map(({ id, kind, ownerId, ownerTeamId, runsAsId, teamId }) => ({
    id,
    kind,
    ownerId,
    ownerTeamId,
    runsAsId,
    teamId,
  }));
  const [only] = facts;
  if (facts.length === 1 && only !== undefined) {
    record({ action: 'resource.created', object: 'resource', objectId: only.id, after: only });
  } else {
    record({ action: 'resource.created', object: 'resource', after: { resources: facts } });
  }
}
