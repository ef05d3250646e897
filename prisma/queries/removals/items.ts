import type { PlanItem, SuccessorRule } from '../../../rules/removals/items.ts';
import { type PlanItem as PlanItemRow, Prisma } from '../../generated/client.ts';
import type { PlanItemStatus } from '../../generated/enums.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { answersOn, type ItemAnswers } from '../hand-over-offers/answers.ts';

export interface RemovalItem extends PlanItem, ItemAnswers {
  position: number;
  status: PlanItemStatus;
  /** skipped, refused by the host or not proven: why */
  reason: string | null;
  /** found after the suspension: `by-policy` | `waits` | `by-person` */
  drift: string | null;
  /** why it waits for a person, or did: `rules/removals/drift.ts` */
  driftBecause: string | null;
  /** of a runs-as: its first run as the successor, as a host asked for it; null: none was seen yet */
  firstRun: { at: Date; allowed: boolean; because: string | null } | null;
  doneAt: Date | null;
  /** what the object is called today; null where it has no name (a session) */
  objectName: string | null;
  successorName: string | null;
}

export interface RemovalItemFilter {
  removalId: string;
  step?: string;
  kind?: string;
  status?: readonly PlanItemStatus[];
  drift?: string;
  firstRun?: 'refused' | undefined;
  /** `position` of the last item of the page before */
  after?: number;
  limit: number;
}

/** Items in the plan's order, red first. */
export function listRemovalItems(
  db: Database,
  organization: string,
  filter: RemovalItemFilter,
): Promise<RemovalItem[]> {
  const { removalId, step, kind, status, drift, firstRun, after, limit } = filter;
  return inOrganization(db, organization, async (tx) => {
    const rows = await tx.planItem.findMany({
      where: {
        organizationId: organization,
        removalId,
        ...(step === undefined ? {} : { step }),
        ...(kind === undefined ? {} : { kind }),
        ...(status === undefined ? {} : { status: { in: [...status] } }),
        ...(drift === undefined ? {} : { drift }),
        ...(firstRun === undefined ? {} : { firstRunAllowed: false }),
        ...(after === undefined ? {} : { position: { gt: after } }),
      },
      orderBy: { position: 'asc' },
      take: limit,
    });
    const names = await namesIn(tx, organization, rows);
    const answers = await answersOn(tx, organization, { removalId, items: rows });
    return rows.map((row) => {
      const { position, status, reason, drift, driftBecause, doneAt, successorId } = row;
      const objectName = names.get(row.objectId) ?? null;
      const successorName = successorId === null ? null : (names.get(successorId) ?? null);
      return {
        ...planItemOf(row),
        position,
        status,
        reason,
        drift,
        driftBecause,
        firstRun: firstRunOf(row),
        ...(answers.get(row.key) ?? { handOver: null, declinedBy: [] }),
        doneAt,
        objectName,
        successorName,
      };
    });
  });
}

function firstRunOf(row: PlanItemRow): RemovalItem['firstRun'] {
  const { firstRunAt: at, firstRunAllowed: allowed, firstRunBecause: because } = row;
  return at === null || allowed === null ? null : { at, allowed, because };
}

/** The item as the planner made it. */
export function planItemOf(row: PlanItemRow): PlanItem {
  const { key, objectId, successorId, successorRule } = row;
  return {
    key,
    objectId,
    kind: row.kind as PlanItem['kind'],
    step: row.step as PlanItem['step'],
    action: row.action as PlanItem['action'],
    risk: row.risk as PlanItem['risk'],
    facts: row.facts as PlanItem['facts'],
    ...(successorId === null ? {} : { successorId }),
    ...(successorRule === null ? {} : { successorRule: successorRule as SuccessorRule }),
  };
}

/** What names are looked for of: its object, its successor, and whatever its facts point to. */
export type Named = Pick<PlanItem, 'objectId'> & { facts: object; successorId?: string | null };

/** Names of the objects and successors of a preview's items, by id: a plan itself carries only ids and counts. */
export function namesOfItems(
  db: Database,
  organization: string,
  items: readonly Named[],
): Promise<Map<string, string>> {
  return inOrganization(db, organization, (tx) => namesIn(tx, organization, items));
}

/** Ids are unique over all tables, so that one list of them can be looked for in each that has names. */
async function namesIn(
  tx: Transaction,
  organization: string,
  items: readonly (Named | PlanItemRow)[],
): Promise<Map<string, string>> {
  const ids = new Set<string>();
  for (const { objectId, successorId, facts } of items) {
    ids.add(objectId);
    if (successorId) ids.add(successorId);
    for (const value of Object.values(facts ?? {})) if (typeof value === 'string' && isId.test(value)) ids.add(value);
  }
  const rows = await tx.$queryRaw<{ id: string; name: string }[]>(Prisma.sql`
    WITH wanted AS (SELECT unnest(${[...ids]}::uuid[]) AS id)
    SELECT x.id, x.name FROM wanted JOIN members x ON x.organization_id = ${organization}::uuid AND x.id = wanted.id
    UNION ALL SELECT x.id, x.name FROM wanted JOIN resources x ON x.organization_id = ${organization}::uuid AND x.id = wanted.id
    UNION ALL SELECT x.id, x.name FROM wanted JOIN teams x ON x.organization_id = ${organization}::uuid AND x.id = wanted.id
    UNION ALL SELECT x.id, coalesce(r.name, x.name) FROM wanted JOIN credentials x ON x.organization_id = ${organization}::uuid AND x.id = wanted.id
      LEFT JOIN resources r ON r.organization_id = x.organization_id AND r.id = x.connection_id
    UNION ALL SELECT x.id, x.name FROM wanted JOIN organizations x ON x.id = wanted.id
    UNION ALL SELECT x.id, r.name FROM wanted JOIN grants x ON x.organization_id = ${organization}::uuid AND x.id = wanted.id
      JOIN resources r ON r.organization_id = x.organization_id AND r.id = x.connection_id
    UNION ALL SELECT x.id, r.name FROM wanted JOIN shares x ON x.organization_id = ${organization}::uuid AND x.id = wanted.id
      JOIN resources r ON r.organization_id = x.organization_id AND r.id = x.resource_id
    UNION ALL SELECT x.id, x.description FROM wanted JOIN webhooks x ON x.organization_id = ${organization}::uuid AND x.id = wanted.id
    UNION ALL SELECT x.id, coalesce(x.name, x.email) FROM wanted JOIN invitations x ON x.organization_id = ${organization}::uuid AND x.id = wanted.id`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
