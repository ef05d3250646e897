import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { MemberRef } from '../members/refs.ts';
import { contains, where } from '../sql.ts';

interface Asked {
  resourceId: string;
  /** admins too, whom nobody gave it: the action is one of administration */
  admins: boolean;
  /** part of the name */
  search?: string | undefined;
}

interface Connected {
  ownerId: string | null;
  /** those that own it, in whose scope it lies, and that it is shared with */
  teamIds: string[];
}

/** Up to so many are gathered first; of more, members are walked by name, because a page is full soon. */
const FEW = 1000;

/**
 * Everyone whom something connects to a resource, by name, a page at a time: its owner, its teams, those whom it is shared with, admins. Whether they may is for
 * rules/access to say; of all others it says that they may not. Those who have left are left out: they may nothing.
 */
export function listCandidates(
  db: Database,
  organization: string,
  asked: Asked,
  page: { after?: { name: string; id: string } | undefined; limit: number },
): Promise<MemberRef[]> {
  const { after, limit } = page;
  const org = Prisma.sql`${organization}::uuid`;
  return inOrganization(db, organization, async (tx) => {
    const connected = await connectedTo(tx, org, asked.resourceId);
    const few = await gathered(tx, org, asked, connected);
    const conditions = where([
      Prisma.sql`m.organization_id = ${org}`,
      Prisma.sql`m.status IN ('active', 'suspended', 'invited')`,
      few === null ? isCandidate(org, asked, connected) : Prisma.sql`m.id = ANY(${few}::uuid[])`,
      asked.search !== undefined && contains(asked.search, Prisma.sql`m.name`),
      after && Prisma.sql`(m.name, m.id) > (${after.name}, ${after.id}::uuid)`,
    ]);
    // the organization in the order: the index on names is in that of the key
    return await tx.$queryRaw<MemberRef[]>`
      SELECT m.id, m.name, m.kind::text FROM members m ${conditions} ORDER BY m.organization_id, m.name, m.id LIMIT ${limit}`;
  });
}

async function connectedTo(tx: Transaction, org: Prisma.Sql, resourceId: string): Promise<Connected> {
  const [found] = await tx.$queryRaw<Connected[]>`
    SELECT r.owner_id AS "ownerId", array_remove(ARRAY(SELECT s.team_id FROM shares s WHERE s.organization_id = ${org} AND s.resource_id = r.id)
      || ARRAY[r.owner_team_id, r.team_id], NULL) AS "teamIds" FROM resources r WHERE r.organization_id = ${org} AND r.id = ${resourceId}::uuid`;
  return found ?? { ownerId: null, teamIds: [] };
}

/** Their ids; null: there are more than a few. */
async function gathered(
  tx: Transaction,
  org: Prisma.Sql,
  { resourceId, admins }: Asked,
  { ownerId, teamIds }: Connected,
): Promise<string[] | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM (
      SELECT tm.member_id AS id FROM team_members tm WHERE tm.organization_id = ${org} AND tm.team_id = ANY(${teamIds}::uuid[])
      UNION ALL SELECT s.member_id FROM shares s WHERE s.organization_id = ${org} AND s.resource_id = ${resourceId}::uuid AND s.member_id IS NOT NULL
      UNION ALL SELECT a.id FROM members a WHERE ${admins} AND a.organization_id = ${org} AND a.role = 'admin'
    ) AS candidates LIMIT ${FEW + 1}`;
  if (rows.length > FEW) return null;
  return [...new Set([...rows.map(({ id }) => id), ...(ownerId === null ? [] : [ownerId])])];
}

function isCandidate(org: Prisma.Sql, { resourceId, admins }: Asked, { ownerId, teamIds }: Connected): Prisma.Sql {
  // not EXISTS, which would be hashed: all that there is would be read for one page
  return Prisma.sql`(m.id = ${ownerId}::uuid OR (${admins} AND m.role = 'admin')
    OR (SELECT true FROM team_members tm WHERE tm.organization_id = ${org} AND tm.member_id = m.id AND tm.team_id = ANY(${teamIds}::uuid[]) LIMIT 1)
    OR (SELECT true FROM shares s WHERE s.organization_id = ${org} AND s.resource_id = ${resourceId}::uuid AND s.member_id = m.id LIMIT 1))`;
}
