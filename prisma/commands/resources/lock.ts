import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';

export interface LockedResource {
  id: string;
  kind: string;
  ownerId: string | null;
  ownerTeamId: string | null;
  runsAsId: string | null;
  teamId: string | null;
  archivedAt: Date | null;
}

/**
 * A resource whose row nobody else changes until this transaction ends.
 * @throws Failure not-found; wrong-state when it is archived
 */
export async function lockResource(tx: Transaction, organization: string, resourceId: string): Promise<LockedResource> {
  const [resource] = await tx.$queryRaw<LockedResource[]>`
    SELECT id, kind, owner_id AS "ownerId", owner_team_id AS "ownerTeamId", runs_as_id AS "runsAsId", team_id AS "teamId", archived_at AS "archivedAt"
    FROM resources WHERE organization_id = ${organization}::uuid AND id = ${resourceId}::uuid FOR NO KEY UPDATE`;
  if (resource === undefined) throw new Failure('not-found', { object: 'resource' });
  if (resource.archivedAt !== null) {
    throw new Failure('wrong-state', { object: 'resource', state: 'archived', needs: 'not archived' });
  }
  return resource;
}
