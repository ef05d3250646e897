import type { NamedFailure } from '../../../rules/failures.ts';
import type { Standing } from '../../../rules/mass-removals/turns.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import type { MassRemoval, Removal } from '../../generated/client.ts';
import { removalsWithSteps, standingSql } from './standings.ts';

export interface MassRemovalCounts {
  total: number;
  /** not planned yet */
  drafted: number;
  refused: number;
  planned: number;
  early: number;
  ready: number;
  turn: number;
  over: number;
  /** of all: blocked at a step, and how those ended that have ended */
  blocked: number;
  completed: number;
  cancelled: number;
}

export type MassRemovalDetail = MassRemoval & { counts: MassRemovalCounts; approvalId: string | null };

/** Newest first; drafts are left out. */
export function listMassRemovals(
  db: Database,
  organizationId: string,
  { limit, after }: { limit: number; after?: { createdAt: Date; id: string } },
): Promise<MassRemovalDetail[]> {
  return inOrganization(db, organizationId, async (tx) => {
    const rows = await tx.massRemoval.findMany({
      where: {
        organizationId,
        status: { not: 'draft' },
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return await detailed(tx, organizationId, rows);
  });
}

/** A draft too. `null`: there is none. */
export function findMassRemoval(db: Database, organizationId: string, id: string): Promise<MassRemovalDetail | null> {
  return inOrganization(db, organizationId, async (tx) => {
    const row = await tx.massRemoval.findUnique({ where: { organizationId_id: { organizationId, id } } });
    const [found] = row === null ? [] : await detailed(tx, organizationId, [row]);
    return found ?? null;
  });
}

async function detailed(
  tx: Transaction,
  organizationId: string,
  rows: readonly MassRemoval[],
): Promise<MassRemovalDetail[]> {
  const ids = rows.map(({ id }) => id);
  const groups = await tx.$queryRaw<{ id: string; standing: Standing; status: string; blocked: boolean; n: number }[]>`
    SELECT r.mass_removal_id AS id, ${standingSql} AS standing, r.status::text, coalesce(s.blocked, false) AS blocked, count(*)::int AS n
    FROM ${removalsWithSteps}
    WHERE r.organization_id = ${organizationId}::uuid AND r.mass_removal_id = ANY(${ids}::uuid[]) GROUP BY 1, 2, 3, 4`;
  const approvals = await tx.approval.findMany({
    where: { organizationId, subject: 'mass-removal', subjectId: { in: ids } },
    select: { id: true, subjectId: true },
  });
  return rows.map((row) => {
    const mine = groups.filter(({ id }) => id === row.id);
    const sum = (like: (group: (typeof mine)[number]) => boolean) =>
      mine.filter(like).reduce((total, { n }) => total + n, 0);
    const standing = (name: Standing) => sum((group) => group.standing === name);
    return {
      ...row,
      approvalId: approvals.find(({ subjectId }) => subjectId === row.id)?.id ?? null,
      counts: {
        total: sum(() => true),
        drafted: standing('drafted'),
        refused: standing('refused'),
        planned: standing('planned'),
        early: standing('early'),
        ready: standing('ready'),
        turn: standing('turn'),
        over: standing('over'),
        blocked: sum(({ blocked }) => blocked),
        completed: sum(({ status }) => status === 'completed'),
        cancelled: sum(({ status }) => status === 'cancelled'),
      },
    };
  });
}

export interface PersonOfMassRemoval
  extends Pick<Removal, 'id' | 'memberId' | 'position' | 'startedAt' | 'turnAt' | 'endedAt' | 'certificate'> {
  status: string;
  standing: Standing;
  blocked: boolean;
  refusal: NamedFailure | null;
}

/** Everyone of a mass removal, in their order. */
export function listPeopleOf(
  db: Database,
  organizationId: string,
  massRemovalId: string,
  { limit, after = -1 }: { limit: number; after?: number | undefined },
): Promise<PersonOfMassRemoval[]> {
  return inOrganization(
    db,
    organizationId,
    (tx) =>
      tx.$queryRaw<PersonOfMassRemoval[]>`
      SELECT r.id, r.member_id AS "memberId", r.position, r.status::text, ${standingSql} AS standing, coalesce(s.blocked, false) AS blocked,
        r.refusal, r.started_at AS "startedAt", r.turn_at AS "turnAt", r.ended_at AS "endedAt", r.certificate
      FROM ${removalsWithSteps}
      WHERE r.organization_id = ${organizationId}::uuid AND r.mass_removal_id = ${massRemovalId}::uuid AND r.position > ${after}
      ORDER BY r.position LIMIT ${limit}`,
  );
}
