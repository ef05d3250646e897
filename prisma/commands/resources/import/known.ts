import type { Transaction } from '../../../client.ts';
import { type Holder, holderColumns } from '../holders.ts';
import { type ImportedResource, keyOf, type Ref } from './lines.ts';

/** A resource as it is kept. */
export interface Kept {
  id: string;
  kind: string;
  hostId: string;
  name: string;
  ownerId: string | null;
  ownerTeamId: string | null;
  runsAsId: string | null;
  teamId: string | null;
  targetId: string | null;
  everySeconds: number | null;
  nextRunAt: Date | null;
  archivedAt: Date | null;
  connectionIds: string[];
  /** of an archived one: what it ran on */
  archivedConnectionIds: string[];
  provider: string | null;
  auth: string | null;
}

interface Referred {
  id: string;
  kind: string;
  archived: boolean;
}

/** What a batch of lines is judged by, read once. */
export interface Known {
  kept: ReadonlyMap<string, Kept>;
  /** by id and by `kind\nhostId`; grows with what the batch itself brings or restores */
  referred: Map<string, Referred>;
  holders: ReadonlyMap<string, Holder>;
  teams: ReadonlySet<string>;
  kinds: ReadonlySet<string>;
}

const column = <T>(rows: readonly T[], of: (row: T) => string): string[] => rows.map(of);

/** The resources with these host ids, which nobody else changes until this transaction ends; by `kind\nhostId`. */
export async function lockByHostId(
  tx: Transaction,
  organization: string,
  lines: readonly { kind: string; hostId: string }[],
): Promise<Map<string, Kept>> {
  const kept = await tx.$queryRaw<Kept[]>`
    SELECT r.id, r.kind, r.host_id AS "hostId", r.name, r.owner_id AS "ownerId", r.owner_team_id AS "ownerTeamId", r.runs_as_id AS "runsAsId",
      r.team_id AS "teamId", r.target_id AS "targetId", r.every_seconds AS "everySeconds", r.next_run_at AS "nextRunAt", r.archived_at AS "archivedAt",
      ARRAY(SELECT u.connection_id FROM connection_uses u WHERE u.organization_id = r.organization_id AND u.resource_id = r.id) AS "connectionIds",
      r.archived_connection_ids AS "archivedConnectionIds",
      c.provider, c.auth
    FROM resources r LEFT JOIN connections c ON c.organization_id = r.organization_id AND c.resource_id = r.id
    WHERE r.organization_id = ${organization}::uuid
      AND r.id = ANY(ARRAY(SELECT x.id FROM unnest(${column(lines, ({ kind }) => kind)}::text[], ${column(lines, ({ hostId }) => hostId)}::text[]) AS v(kind, host_id)
        JOIN resources x ON x.organization_id = ${organization}::uuid AND x.kind = v.kind AND x.host_id = v.host_id))
    ORDER BY r.id FOR NO KEY UPDATE OF r`;
  return new Map(kept.map((one) => [keyOf(one), one]));
}

export async function knownFor(
  tx: Transaction,
  organization: string,
  lines: readonly ImportedResource[],
): Promise<Known> {
  const kept = await lockByHostId(tx, organization, lines);
  const fresh = lines.filter((line) => !kept.has(keyOf(line)));
  const kinds = await tx.resourceKind.findMany({ where: { organizationId: organization }, select: { name: true } });
  const teamIds = fresh.flatMap(({ ownerTeamId, teamId }) => [ownerTeamId ?? [], teamId ?? []].flat());
  const teams = await tx.team.findMany({
    where: { organizationId: organization, id: { in: [...new Set(teamIds)] }, archivedAt: null },
    select: { id: true },
  });
  return {
    kept,
    referred: await referredIn(tx, organization, lines, kept),
    holders: await holdersIn(tx, organization, fresh),
    teams: new Set(teams.map(({ id }) => id)),
    kinds: new Set(kinds.map(({ name }) => name)),
  };
}

/** Their rows stay as they are until the transaction ends: a suspension at the same time comes after, and sees the resource. */
async function holdersIn(
  tx: Transaction,
  organization: string,
  lines: readonly ImportedResource[],
): Promise<Map<string, Holder>> {
  const ids = [...new Set(lines.flatMap(({ ownerId, runsAsId }) => [ownerId ?? [], runsAsId ?? []].flat()))].sort();
  const rows = await tx.$queryRaw<(Holder & { id: string })[]>`
    SELECT id, ${holderColumns} FROM members
    WHERE organization_id = ${organization}::uuid AND id = ANY(${ids}::uuid[]) ORDER BY id FOR SHARE`;
  return new Map(rows.map(({ id, ...holder }) => [id, holder]));
}

/** Nobody archives them until this transaction ends. */
async function referredIn(
  tx: Transaction,
  organization: string,
  lines: readonly ImportedResource[],
  kept: ReadonlyMap<string, Kept>,
): Promise<Map<string, Referred>> {
  const refs = lines.flatMap(({ target, connections = [] }): Ref[] => [...(target ? [target] : []), ...connections]);
  refs.push(...[...kept.values()].flatMap(({ archivedConnectionIds }) => archivedConnectionIds));
  const ids = refs.filter((ref) => typeof ref === 'string');
  const ofHost = refs.filter((ref) => typeof ref !== 'string');
  if (refs.length === 0) return new Map();
  const rows = await tx.$queryRaw<(Referred & { hostId: string })[]>`
    SELECT r.id, r.kind, r.host_id AS "hostId", r.archived_at IS NOT NULL AS archived FROM resources r
    WHERE r.organization_id = ${organization}::uuid AND r.id = ANY(${ids}::uuid[] || ARRAY(
      SELECT x.id FROM unnest(${column(ofHost, ({ kind }) => kind)}::text[], ${column(ofHost, ({ hostId }) => hostId)}::text[]) AS v(kind, host_id)
        JOIN resources x ON x.organization_id = ${organization}::uuid AND x.kind = v.kind AND x.host_id = v.host_id))
    ORDER BY r.id FOR SHARE`;
  return new Map(rows.flatMap((row) => [[row.id, row] as const, [keyOf(row), row] as const]));
}
