import { policyOf, type Policy } from '../../../rules/organizations/policy.ts';
import type { ItemKind } from '../../../rules/removals/items.ts';
import type { PlanFact } from '../../../rules/removals/plan.ts';
import { type Candidate, type Choice, type Ground, settlingDays } from '../../../rules/removals/successor.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { sources } from './sources/all.ts';
import type { Asked, Source } from './sources/source.ts';

const firstUuid = '00000000-0000-0000-0000-000000000000';
/** What is read, planned and written at once: small, so that most of it is gone before V8 takes it for lasting. */
const smallPage = 500;

/**
 * Everything that one member holds of some kinds, by default of all, page by page, in the order of the items' keys. The first pages of all kinds are one round trip:
 * for most people that is all. `pageSize`: at most so many of one kind at once; more, where all of them are kept anyway.
 */
export async function* factsOf(
  tx: Transaction,
  asked: Asked,
  of: readonly Source[] = sources,
  pageSize = smallPage,
): AsyncGenerator<PlanFact[]> {
  const first = await firstPages(tx, asked, of, pageSize);
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

async function firstPages(tx: Transaction, asked: Asked, of: readonly Source[], pageSize: number): Promise<FirstPages> {
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

/** One statement: everything in it is small but for the candidates, who are asked for once. */
export async function groundOf(tx: Transaction, organization: string, asked: Leaving): Promise<CommonGround> {
  const { memberIds: leaving, choices } = asked;
  const named = choices.map(({ successorId }) => successorId);
  const might = Prisma.sql`((m.status = 'active' AND m.role <> 'viewer') OR m.id = ANY(${named}::uuid[]))`;
  const [found] = await tx.$queryRaw<GroundRow[]>(Prisma.sql`
    WITH RECURSIVE custodian AS MATERIALIZED (${custodianAfterOthers(organization, leaving)}),
      line AS (${linesOfManagers(organization, leaving)}),
      candidates AS (${candidatesWhere(organization, leaving, settledAt(asked), might)}),
      maintainers AS (${maintainersIn(organization)})
    SELECT (SELECT policy FROM organizations WHERE id = ${organization}::uuid) AS policy, (SELECT id FROM custodian) AS custodian,
      (SELECT json_agg(c) FROM candidates c) AS candidates, (SELECT json_agg(json_build_array(team_id, members)) FROM maintainers) AS maintainers,
      (SELECT json_agg(json_build_array(id, manager_id)) FROM line) AS managers`);
  if (found === undefined) throw new Error('one row of lists');
  const common = {
    candidates: byId(found.candidates ?? []),
    maintainers: new Map(found.maintainers),
    managers: new Map(found.managers),
    custodianId: found.custodian,
    choices,
    declined: asked.declined ?? new Map<string, Set<string>>(),
  };
  return { policy: policyOf(found.policy), of: (leaverId) => ({ leaverId, ...common }) };
}

interface GroundRow {
  policy: unknown;
  custodian: string | null;
  candidates: Candidate[] | null;
  maintainers: [team: string, members: string[]][] | null;
  managers: [member: string, manager: string][] | null;
}

/** Whose own end date comes before that is no successor: it would have to be handed over again at once. */
export function settledAt({ effectiveAt, now }: { effectiveAt: Date; now: Date }): Date {
  return new Date(Math.max(effectiveAt.getTime(), now.getTime()) + settlingDays * 86_400_000);
}

export const openRemoval = Prisma.sql`('planned', 'awaiting_approval', 'waiting', 'running')`;

/** What is known of these members, when `leaving` leave; `until`: who ends by then is `ending`. */
export async function candidatesAmong(
  tx: Transaction,
  organization: string,
  { leaving, until, memberIds }: { leaving: readonly string[]; until: Date; memberIds: readonly string[] },
): Promise<Map<string, Candidate>> {
  const among = Prisma.sql`m.id = ANY(${memberIds}::uuid[])`;
  return byId(await tx.$queryRaw<Candidate[]>(candidatesWhere(organization, leaving, until, among)));
}

const byId = (candidates: readonly Candidate[]) => new Map(candidates.map((candidate) => [candidate.id, candidate]));

function candidatesWhere(organization: string, leaving: readonly string[], until: Date, where: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT m.id, m.kind::text, m.status::text, m.role::text, m.caretaker, coalesce(m.ends_at <= ${until}, false) AS ending,
      CASE WHEN m.custom_role_id IS NOT NULL THEN custom_role_facts(m.organization_id, m.custom_role_id) END AS "customRole",
      m.id = ANY(${leaving}::uuid[]) OR EXISTS (SELECT FROM removals r WHERE r.organization_id = m.organization_id AND r.member_id = m.id
        AND r.status IN ${openRemoval}) AS leaving
    FROM members m WHERE m.organization_id = ${organization}::uuid AND ${where}`;
}

const maintainersIn = (organization: string) => Prisma.sql`
  SELECT t.team_id, array_agg(t.member_id ORDER BY t.member_id) AS members
  FROM team_members t JOIN teams x ON x.organization_id = t.organization_id AND x.id = t.team_id AND x.archived_at IS NULL
  WHERE t.organization_id = ${organization}::uuid AND t.role = 'maintainer' GROUP BY t.team_id`;

/** The lines of managers above who leave, and above the custodian. UNION, not UNION ALL: a circle ends it. */
const linesOfManagers = (organization: string, leaving: readonly string[]) => Prisma.sql`
  SELECT id, manager_id FROM members WHERE organization_id = ${organization}::uuid AND manager_id IS NOT NULL
    AND id = ANY(${leaving}::uuid[] || ARRAY(SELECT id FROM custodian))
  UNION SELECT m.id, m.manager_id FROM line l JOIN members m ON m.organization_id = ${organization}::uuid AND m.id = l.manager_id
  WHERE m.manager_id IS NOT NULL`;

/** A custodian who leaves by a removal of their own: who becomes custodian by its plan. */
const custodianAfterOthers = (organization: string, leaving: readonly string[]) => Prisma.sql`
  SELECT CASE WHEN o.custodian_id = ANY(${leaving}::uuid[]) THEN o.custodian_id ELSE coalesce((
    SELECT i.successor_id FROM removals r JOIN plan_items i ON i.organization_id = r.organization_id AND i.removal_id = r.id
      AND i.kind = 'custodian' AND i.status = 'pending'
    WHERE r.organization_id = o.id AND r.member_id = o.custodian_id AND r.status IN ${openRemoval} LIMIT 1), o.custodian_id) END AS id
  FROM organizations o WHERE o.id = ${organization}::uuid`;
