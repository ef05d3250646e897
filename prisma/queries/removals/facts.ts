import { policyOf, type Policy } from '../../../rules/organizations/policy.ts';
import type { ItemKind } from '../../../rules/removals/items.ts';
import type { PlanFact } from '../../../rules/removals/plan.ts';
import { type Candidate, type Choice, type Ground, settlingDays } from '../../../rules/removals/successor.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { sources } from './sources/all.ts';
import type { Asked, Source } from './sources/source.ts';

const firstUuid = '00000000-0000-0000-0000-000000000000';
const pageSize = 5000;

/**
 * Everything that one member holds of some kinds, by default of all, page by page, in the order of the items' keys. The first pages of all kinds are one round trip:
 * for most people that is all.
 */
export async function* factsOf(
  tx: Transaction,
  asked: Asked,
  of: readonly Source[] = sources,
): AsyncGenerator<PlanFact[]> {
  const first = await firstPages(tx, asked, of);
  for (const source of of) {
    let { facts, next } = source.read(first[source.kind] ?? null, asked, pageSize);
    if (facts.length > 0) yield facts;
    while (next !== null) {
      const [page] = await tx.$queryRaw<{ rows: unknown[] | null }[]>(source.select(asked, next, pageSize));
      ({ facts, next } = source.read(page?.rows ?? null, asked, pageSize));
      if (facts.length > 0) yield facts;
    }
  }
}

type FirstPages = { [K in ItemKind]?: unknown[] | null };

async function firstPages(tx: Transaction, asked: Asked, of: readonly Source[]): Promise<FirstPages> {
  const pages = of.map(
    (source) => Prisma.sql`(${source.select(asked, firstUuid, pageSize)}) AS ${Prisma.raw(`"${source.kind}"`)}`,
  );
  const [first] = await tx.$queryRaw<FirstPages[]>(Prisma.sql`SELECT ${Prisma.join(pages)}`);
  return first ?? {};
}

/** Who there is to receive things, when these members leave as one set, and by which policy. */
export interface CommonGround {
  policy: Policy;
  of(leaverId: string): Ground;
}

export interface Leaving {
  /** who leave together: none of them receives anything */
  memberIds: readonly string[];
  choices: readonly Choice[];
  /** when things are handed over; a past instant means now */
  effectiveAt: Date;
  now: Date;
  /** member → keys of items that they declined */
  declined?: ReadonlyMap<string, ReadonlySet<string>>;
}

export async function groundOf(tx: Transaction, organization: string, asked: Leaving): Promise<CommonGround> {
  const { memberIds: leaving, choices } = asked;
  const settled = settledAt(asked);
  const { policy, custodianId } = await tx.organization.findUniqueOrThrow({
    where: { id: organization },
    select: { policy: true, custodianId: true },
  });
  const custodian = await custodianAfterOthers(tx, organization, custodianId, leaving);
  const common = {
    candidates: await candidatesOf(tx, organization, leaving, settled, choices),
    maintainers: await maintainersOf(tx, organization),
    managers: await managersOf(tx, organization, custodian === null ? leaving : [...leaving, custodian]),
    custodianId: custodian,
    choices,
    declined: asked.declined ?? new Map<string, Set<string>>(),
  };
  return { policy: policyOf(policy), of: (leaverId) => ({ leaverId, ...common }) };
}

/** Whose own end date comes before that is no successor: it would have to be handed over again at once. */
export function settledAt({ effectiveAt, now }: { effectiveAt: Date; now: Date }): Date {
  return new Date(Math.max(effectiveAt.getTime(), now.getTime()) + settlingDays * 86_400_000);
}

export const openRemoval = Prisma.sql`('planned', 'awaiting_approval', 'waiting', 'running')`;

/** All who might be asked by some rule, and those whom an admin named. */
function candidatesOf(
  tx: Transaction,
  organization: string,
  leaving: readonly string[],
  settled: Date,
  choices: readonly Choice[],
): Promise<Map<string, Candidate>> {
  const named = choices.map(({ successorId }) => successorId);
  const might = Prisma.sql`((m.status = 'active' AND m.role <> 'viewer') OR m.id = ANY(${named}::uuid[]))`;
  return candidatesWhere(tx, organization, leaving, settled, might);
}

/** What is known of these members, when `leaving` leave; `until`: who ends by then is `ending`. */
export function candidatesAmong(
  tx: Transaction,
  organization: string,
  { leaving, until, memberIds }: { leaving: readonly string[]; until: Date; memberIds: readonly string[] },
): Promise<Map<string, Candidate>> {
  return candidatesWhere(tx, organization, leaving, until, Prisma.sql`m.id = ANY(${memberIds}::uuid[])`);
}

async function candidatesWhere(
  tx: Transaction,
  organization: string,
  leaving: readonly string[],
  until: Date,
  where: Prisma.Sql,
): Promise<Map<string, Candidate>> {
  const rows = await tx.$queryRaw<Candidate[]>(Prisma.sql`
    SELECT m.id, m.kind::text, m.status::text, m.role::text, m.caretaker, coalesce(m.ends_at <= ${until}, false) AS ending,
      CASE WHEN m.custom_role_id IS NOT NULL THEN custom_role_facts(m.organization_id, m.custom_role_id) END AS "customRole",
      m.id = ANY(${leaving}::uuid[]) OR EXISTS (SELECT FROM removals r WHERE r.organization_id = m.organization_id AND r.member_id = m.id
        AND r.status IN ${openRemoval}) AS leaving
    FROM members m WHERE m.organization_id = ${organization}::uuid AND ${where}`);
  return new Map(rows.map((row) => [row.id, row]));
}

async function maintainersOf(tx: Transaction, organization: string): Promise<Map<string, string[]>> {
  const rows = await tx.$queryRaw<{ team_id: string; members: string[] }[]>(Prisma.sql`
    SELECT t.team_id, array_agg(t.member_id ORDER BY t.member_id) AS members
    FROM team_members t JOIN teams x ON x.organization_id = t.organization_id AND x.id = t.team_id AND x.archived_at IS NULL
    WHERE t.organization_id = ${organization}::uuid AND t.role = 'maintainer' GROUP BY t.team_id`);
  return new Map(rows.map(({ team_id, members }) => [team_id, members]));
}

/** The lines of managers above these members. UNION, not UNION ALL: a circle ends it. */
async function managersOf(tx: Transaction, organization: string, of: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; manager_id: string }[]>(Prisma.sql`
    WITH RECURSIVE line AS (
      SELECT id, manager_id FROM members WHERE organization_id = ${organization}::uuid AND id = ANY(${of}::uuid[]) AND manager_id IS NOT NULL
      UNION SELECT m.id, m.manager_id FROM line l JOIN members m ON m.organization_id = ${organization}::uuid AND m.id = l.manager_id
      WHERE m.manager_id IS NOT NULL
    ) SELECT id, manager_id FROM line`);
  return new Map(rows.map(({ id, manager_id }) => [id, manager_id]));
}

/** A custodian who leaves by a removal of their own: who becomes custodian by its plan. */
async function custodianAfterOthers(
  tx: Transaction,
  organization: string,
  custodianId: string | null,
  leaving: readonly string[],
): Promise<string | null> {
  if (custodianId === null || leaving.includes(custodianId)) return custodianId;
  const [next] = await tx.$queryRaw<{ successor_id: string | null }[]>(Prisma.sql`
    SELECT i.successor_id FROM removals r JOIN plan_items i ON i.organization_id = r.organization_id AND i.removal_id = r.id
      AND i.kind = 'custodian' AND i.status = 'pending'
    WHERE r.organization_id = ${organization}::uuid AND r.member_id = ${custodianId}::uuid AND r.status IN ${openRemoval}`);
  return next?.successor_id ?? custodianId;
}
