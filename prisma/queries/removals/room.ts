import { breakerLimit } from '../../../rules/removals/breaker.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { policyIn } from '../organizations/policy.ts';

const HOUR = 3_600_000;

export interface Room {
  /** removals planned within the window, or about to be with a mass removal that runs; but for those that an approval of a mass removal let through */
  planned: number;
  /** with what other admins allowed */
  limit: number;
  /** how many more may be planned now; never below 0 */
  left: number;
  windowHours: number;
}

/** For showing; `roomFor` (prisma/commands/removals/breaker.ts) asks it so that it holds until the end of a transaction. */
export function roomOf(db: Database, organizationId: string, who: { requestedById: string; now: Date }): Promise<Room> {
  return inOrganization(db, organizationId, (tx) => roomIn(tx, organizationId, who));
}

/** A second admin agreed to the mass removal of the removal `r`. */
const agreedTo = Prisma.sql`EXISTS (SELECT FROM approvals a WHERE a.organization_id = r.organization_id AND a.subject = 'mass-removal'
  AND a.subject_id = r.mass_removal_id AND a.status = 'approved')`;

export async function roomIn(
  tx: Transaction,
  organizationId: string,
  { requestedById, now }: { requestedById: string; now: Date },
): Promise<Room> {
  const policy = await policyIn(tx, organizationId);
  const { breaker } = policy.removals;
  const since = new Date(now.getTime() - breaker.windowHours * HOUR);
  const [found] = await tx.$queryRaw<{ people: number; begun: number; promised: number; allowed: number }[]>`
    SELECT (SELECT count(*)::int FROM members WHERE organization_id = ${organizationId}::uuid AND kind = 'person' AND status = 'active') AS people,
      (SELECT count(*)::int FROM removals r WHERE r.organization_id = ${organizationId}::uuid AND r.started_at > ${since}
        AND NOT ${agreedTo}) AS begun,
      (SELECT count(*)::int FROM removals r JOIN mass_removals m ON m.organization_id = r.organization_id AND m.id = r.mass_removal_id
        WHERE r.organization_id = ${organizationId}::uuid AND r.status = 'draft' AND r.refusal IS NULL AND r.started_at IS NULL AND m.status = 'running'
        AND NOT ${agreedTo}) AS promised,
      (SELECT coalesce(sum(more), 0)::int FROM breaker_allowances WHERE organization_id = ${organizationId}::uuid AND expires_at > ${now}
        AND allowed_by_id <> ${requestedById}::uuid) AS allowed`;
  const { people, begun, promised, allowed } = found ?? { people: 0, begun: 0, promised: 0, allowed: 0 };
  const planned = begun + promised;
  const limit = breakerLimit(breaker, people + begun) + allowed; // who is only promised is still among the people
  return { planned, limit, left: Math.max(0, limit - planned), windowHours: breaker.windowHours };
}
