import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { syncExposures } from '../connections/exposures.ts';
import { checkHolders, type Holders } from './holders.ts';
import { lockResource } from './lock.ts';

/**
 * A transfer by hand of owner, runs-as, the team in whose scope it lies (null: in none's), or several of them; what is not named stays. A removal moves
 * thousands with its own command.
 * @throws Failure not-found; wrong-state; above-ceiling, not-allowed (holders.ts); invalid-request when nothing or two owners are named
 */
export async function transferResource(
  db: Database,
  organization: string,
  actor: Actor,
  input: Holders & { resourceId: string; now: Date },
): Promise<void> {
  const { resourceId, ownerId, ownerTeamId, runsAsId, teamId, now } = input;
  const owners = [ownerId, ownerTeamId].filter((owner) => owner !== undefined).length;
  if (owners > 1 || (owners === 0 && runsAsId === undefined && teamId === undefined)) {
    throw new Failure('invalid-request', {
      field: 'ownerId',
      expected: 'a new owner (member or team, not both), runs-as or team',
    });
  }
  return changing(db, organization, actor, async (tx, record) => {
    await checkHolders(tx, organization, actor, [input]);
    const before = await lockResource(tx, organization, resourceId);
    const owner = owners === 0 ? {} : { ownerId: ownerId ?? null, ownerTeamId: ownerTeamId ?? null };
    const after = {
      ...owner,
      ...(runsAsId === undefined ? {} : { runsAsId }),
      ...(teamId === undefined ? {} : { teamId }),
    };
    await tx.resource.update({
      where: { organizationId_id: { organizationId: organization, id: resourceId } },
      data: after,
      select: { id: true },
    });
    if (before.kind === 'connection') await syncExposures(tx, [resourceId], now);
    const { ownerId: by, ownerTeamId: byTeam, runsAsId: runs, teamId: of } = before;
    const was = { ownerId: by, ownerTeamId: byTeam, runsAsId: runs, teamId: of };
    record({
      action: 'resource.transferred',
      object: 'resource',
      objectId: resourceId,
      before: was,
      after: { ...was, ...after },
    });
  });
}
