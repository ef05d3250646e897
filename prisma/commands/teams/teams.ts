import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { stoppingNothing } from '../access-changes/stopping-nothing.ts';
import { syncExposuresOfTeam } from '../connections/exposures.ts';

/** @throws Failure name-taken, whatever the case of its letters */
export function createTeam(
  db: Database,
  organization: string,
  actor: Actor,
  input: { name: string; now: Date },
): Promise<{ teamId: string }> {
  return changing(db, organization, actor, async (tx, record) => {
    const id = randomUUID();
    await tx.team.create({
      data: { organizationId: organization, id, name: input.name, createdAt: input.now },
      select: { id: true },
    });
    record({ action: 'team.created', object: 'team', objectId: id, after: { name: input.name } });
    return { teamId: id };
  });
}

/** @throws Failure not-found, wrong-state, name-taken */
export function renameTeam(
  db: Database,
  organization: string,
  actor: Actor,
  input: { teamId: string; name: string },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const before = await lockTeam(tx, organization, input.teamId);
    await tx.team.update({
      where: { organizationId_id: { organizationId: organization, id: input.teamId } },
      data: { name: input.name },
      select: { id: true },
    });
    record({
      action: 'team.renamed',
      object: 'team',
      objectId: input.teamId,
      before,
      after: { name: input.name },
    });
  });
}

/** @throws Failure as archiveTeamIn; automation-would-stop */
export function archiveTeam(
  db: Database,
  organization: string,
  actor: Actor,
  input: { teamId: string; now: Date },
): Promise<void> {
  const { teamId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockTeam(tx, organization, teamId); // first: who is in it stays so
    const where = { organizationId: organization, teamId };
    const members = await tx.teamMember.findMany({ where, select: { memberId: true }, orderBy: { memberId: 'asc' } });
    const memberIds = members.map(({ memberId }) => memberId);
    await stoppingNothing(tx, organization, { memberIds, now }, () => archiveTeamIn(tx, record, organization, input));
  });
}

/**
 * The end of a team, whatever it stops: it gives no access any more. A team that owns something can't end: what it owns needs another owner first.
 * @throws Failure not-found, wrong-state
 */
export async function archiveTeamIn(
  tx: Transaction,
  record: Record,
  organization: string,
  { teamId, now }: { teamId: string; now: Date },
): Promise<void> {
  const { name } = await lockTeam(tx, organization, teamId);
  const owned = await tx.resource.count({
    where: { organizationId: organization, ownerTeamId: teamId, archivedAt: null },
  });
  if (owned > 0)
    throw new Failure('wrong-state', { object: 'team', state: `owner of ${owned}`, needs: 'owner of nothing' });
  await tx.team.update({
    where: { organizationId_id: { organizationId: organization, id: teamId } },
    data: { archivedAt: now },
    select: { id: true },
  });
  await syncExposuresOfTeam(tx, teamId, now);
  record({ action: 'team.archived', object: 'team', objectId: teamId, before: { name } });
}

/**
 * A team that nobody else changes until this transaction ends.
 * @throws Failure not-found; wrong-state when it is archived
 */
export async function lockTeam(tx: Transaction, organization: string, teamId: string): Promise<{ name: string }> {
  const [team] = await tx.$queryRaw<{ name: string; archivedAt: Date | null }[]>`
    SELECT name, archived_at AS "archivedAt" FROM teams WHERE organization_id = ${organization}::uuid AND id = ${teamId}::uuid FOR NO KEY UPDATE`;
  if (team === undefined) throw new Failure('not-found', { object: 'team' });
  if (team.archivedAt !== null) {
    throw new Failure('wrong-state', { object: 'team', state: 'archived', needs: 'not archived' });
  }
  return { name: team.name };
}
