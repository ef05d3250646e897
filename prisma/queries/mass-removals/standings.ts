import type { Click } from '../../../rules/audit/click.ts';
import type { Person, Standing } from '../../../rules/mass-removals/turns.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

export interface Standings {
  status: string;
  paused: boolean;
  /** the click that cancelled it */
  cancelled: Click | null;
  effectiveAt: Date;
  people: Person[];
}

/** Removals r with how their steps stand, s: what `standingSql` asks. */
export const removalsWithSteps = Prisma.sql`removals r LEFT JOIN LATERAL (
    SELECT bool_or(status = 'blocked') AS blocked, max(status::text) FILTER (WHERE step = 'transfer') AS transfer,
      max(status::text) FILTER (WHERE step = 'rotate') AS rotate
    FROM removal_steps x WHERE x.organization_id = r.organization_id AND x.removal_id = r.id) s ON true`;

/** rules/mass-removals/turns.ts, Standing. A block before the transfer keeps its place; one after it gives the turn back. */
export const standingSql = Prisma.sql`CASE
  WHEN r.status = 'draft' THEN CASE WHEN r.refusal IS NULL THEN 'drafted' ELSE 'refused' END
  WHEN r.status IN ('completed', 'cancelled') THEN 'over'
  WHEN r.status = 'planned' THEN 'planned'
  WHEN s.blocked THEN CASE WHEN s.transfer = 'pending' THEN 'early' ELSE 'over' END
  WHEN s.rotate IN ('done', 'skipped') THEN 'over'
  WHEN r.turn_at IS NOT NULL THEN CASE WHEN r.paused_at IS NULL THEN 'turn' ELSE 'over' END
  WHEN r.status = 'running' AND s.transfer = 'pending' AND r.paused_at IS NULL THEN 'ready'
  ELSE 'early' END`;

/** Where everyone of a mass removal stands, in their order. `null`: there is no such mass removal. */
export function standingsIn(db: Database, organization: string, massRemovalId: string): Promise<Standings | null> {
  return inOrganization(db, organization, async (tx) => {
    const found = await tx.massRemoval.findUnique({
      where: { organizationId_id: { organizationId: organization, id: massRemovalId } },
    });
    if (found === null) return null;
    const people = await tx.$queryRaw<(Person & { standing: Standing })[]>`
      SELECT r.id AS "removalId", r.member_id AS "memberId", ${standingSql} AS standing FROM ${removalsWithSteps}
      WHERE r.organization_id = ${organization}::uuid AND r.mass_removal_id = ${massRemovalId}::uuid ORDER BY r.position`;
    const { status, pausedAt, cancelledClick, effectiveAt } = found;
    return {
      status,
      paused: pausedAt !== null,
      cancelled: cancelledClick as unknown as Click | null,
      effectiveAt,
      people,
    };
  });
}

/** Whose removals are still drafts that nothing was refused of, in their order: to be planned. */
export function draftsIn(
  db: Database,
  organizationId: string,
  massRemovalId: string,
): Promise<{ removalId: string; memberId: string }[]> {
  return inOrganization(
    db,
    organizationId,
    (tx) =>
      tx.$queryRaw<{ removalId: string; memberId: string }[]>`
      SELECT id AS "removalId", member_id AS "memberId" FROM removals
      WHERE organization_id = ${organizationId}::uuid AND mass_removal_id = ${massRemovalId}::uuid AND status = 'draft' AND refusal IS NULL
      ORDER BY position`,
  );
}

/** Whether it is neither cancelled nor over. */
export function runs(db: Database, organizationId: string, massRemovalId: string): Promise<boolean> {
  return inOrganization(
    db,
    organizationId,
    async (tx) => (await tx.massRemoval.count({ where: { organizationId, id: massRemovalId, status: 'running' } })) > 0,
  );
}
