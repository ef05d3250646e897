import type { Record } from '../../../change.ts';
import type { Transaction } from '../../../client.ts';
import { syncExposures } from '../../connections/exposures.ts';
import type { Change } from './judge.ts';

/** Makes the changes of a batch, set-based, and records them: one entry for what changed, one for what was restored. */
export async function writeChanges(
  tx: Transaction,
  record: Record,
  organization: string,
  changes: readonly Change[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) return;
  await updateResources(tx, organization, changes);
  await updateConnections(tx, organization, changes);
  await updateUses(tx, organization, changes, now);
  const restored = changes.filter((change) => change.restored);
  const connections = restored.filter(({ before }) => before.kind === 'connection');
  await syncExposures(
    tx,
    connections.map(({ before }) => before.id),
    now,
  );
  recordChanges(record, changes, restored);
}

async function updateResources(tx: Transaction, organization: string, changes: readonly Change[]): Promise<void> {
  const column = <T>(of: (change: Change) => T) => changes.map(of);
  const ids = column(({ before }) => before.id);
  await tx.$executeRaw`
    UPDATE resources r SET name = v.name, target_id = v.target, every_seconds = v.every, next_run_at = v.next, archived_at = NULL, archived_connection_ids = '{}'
    FROM unnest(${ids}::uuid[], ${column(({ after }) => after.name)}::text[], ${column(({ after }) => after.targetId)}::uuid[],
      ${column(({ after }) => after.everySeconds)}::int[], ${column(({ after }) => after.nextRunAt?.toISOString() ?? null)}::timestamptz[])
      AS v(id, name, target, every, next)
    WHERE r.organization_id = ${organization}::uuid AND r.id = v.id AND r.id = ANY(${ids}::uuid[])`;
}

async function updateConnections(tx: Transaction, organization: string, changes: readonly Change[]): Promise<void> {
  const changed = changes.filter(({ fields }) => fields.includes('provider') || fields.includes('auth'));
  if (changed.length === 0) return;
  const column = <T>(of: (change: Change) => T) => changed.map(of);
  await tx.$executeRaw`
    UPDATE connections c SET provider = v.provider, auth = v.auth
    FROM unnest(${column(({ before }) => before.id)}::uuid[], ${column(({ after }) => after.provider)}::text[], ${column(({ after }) => after.auth)}::text[])
      AS v(id, provider, auth)
    WHERE c.organization_id = ${organization}::uuid AND c.resource_id = v.id`;
}

async function updateUses(tx: Transaction, organization: string, changes: readonly Change[], now: Date): Promise<void> {
  const pairs = (of: (change: Change) => readonly string[], not: (change: Change) => readonly string[]) =>
    changes.flatMap((change) =>
      of(change)
        .filter((id) => !not(change).includes(id))
        .map((connection) => ({ resource: change.before.id, connection })),
    );
  const added = pairs(
    ({ after }) => after.connectionIds,
    ({ before }) => before.connectionIds,
  );
  const ended = pairs(
    ({ before }) => before.connectionIds,
    ({ after }) => after.connectionIds,
  );
  if (ended.length > 0)
    await tx.$executeRaw`
      DELETE FROM connection_uses u USING unnest(${ended.map(({ resource }) => resource)}::uuid[], ${ended.map(({ connection }) => connection)}::uuid[]) AS v(resource, connection)
      WHERE u.organization_id = ${organization}::uuid AND u.resource_id = v.resource AND u.connection_id = v.connection`;
  if (added.length > 0)
    await tx.connectionUse.createMany({
      data: added.map(({ resource, connection }) => ({
        organizationId: organization,
        resourceId: resource,
        connectionId: connection,
        since: now,
      })),
      skipDuplicates: true,
    });
}

function recordChanges(record: Record, changes: readonly Change[], restored: readonly Change[]): void {
  const changed = changes.filter(({ fields }) => fields.length > 0);
  if (changed.length > 0)
    record({
      action: 'resource.changed',
      object: 'resource',
      after: {
        resources: changed.map(({ before, after, fields }) => ({
          id: before.id,
          fields,
          ...(fields.includes('connectionIds') ? { connectionIds: after.connectionIds } : {}),
        })),
      },
    });
  if (restored.length > 0)
    record({
      action: 'resource.restored',
      object: 'resource',
      after: { ids: restored.map(({ before }) => before.id) },
    });
}
