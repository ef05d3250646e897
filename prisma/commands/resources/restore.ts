import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { syncExposures } from '../connections/exposures.ts';

/**
 * The undo of archiving: it may be used again, and runs on the connections that it ran on, as far as they are still there.
 * @throws Failure not-found; wrong-state when it is not archived, or what it runs or the team that owns it is
 */
export function restoreResource(
  db: Database,
  organization: string,
  actor: Actor,
  input: { resourceId: string; now: Date },
): Promise<void> {
  const { resourceId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { kind, ownerTeamId, targetId, connectionIds } = await lockArchived(tx, organization, resourceId);
    const standing = await lockStanding(tx, organization, [...connectionIds, ...(targetId === null ? [] : [targetId])]);
    if (targetId !== null && !standing.has(targetId)) throw isArchived('resource');
    if (ownerTeamId !== null) {
      const where = { organizationId: organization, id: ownerTeamId, archivedAt: null };
      if ((await tx.team.count({ where })) === 0) throw isArchived('team');
    }
    const uses = connectionIds.filter((id) => standing.has(id));
    await tx.resource.update({
      where: { organizationId_id: { organizationId: organization, id: resourceId } },
      data: { archivedAt: null, archivedConnectionIds: [] },
      select: { id: true },
    });
    await tx.connectionUse.createMany({
      data: uses.map((connectionId) => ({ organizationId: organization, resourceId, connectionId, since: now })),
      skipDuplicates: true,
    });
    if (kind === 'connection') await syncExposures(tx, [resourceId], now);
    record({
      action: 'resource.restored',
      object: 'resource',
      objectId: resourceId,
      after: { connectionIds: uses },
    });
  });
}

const isArchived = (object: 'resource' | 'team'): Failure =>
  new Failure('wrong-state', { object, state: 'archived', needs: 'not archived' });

interface Archived {
  kind: string;
  ownerTeamId: string | null;
  targetId: string | null;
  connectionIds: string[];
}

/** @throws Failure not-found, wrong-state */
async function lockArchived(tx: Transaction, organization: string, resourceId: string): Promise<Archived> {
  const [found] = await tx.$queryRaw<(Archived & { archived: boolean })[]>`
    SELECT kind, owner_team_id AS "ownerTeamId", target_id AS "targetId", archived_connection_ids AS "connectionIds", archived_at IS NOT NULL AS archived
    FROM resources WHERE organization_id = ${organization}::uuid AND id = ${resourceId}::uuid FOR NO KEY UPDATE`;
  if (found === undefined) throw new Failure('not-found', { object: 'resource' });
  if (!found.archived)
    throw new Failure('wrong-state', { object: 'resource', state: 'not archived', needs: 'archived' });
  return found;
}

/** Which of these are not archived; nobody archives them until this transaction ends. */
async function lockStanding(tx: Transaction, organization: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM resources WHERE organization_id = ${organization}::uuid AND id = ANY(${[...ids]}::uuid[]) AND archived_at IS NULL
    ORDER BY id FOR SHARE`;
  return new Set(rows.map(({ id }) => id));
}
