import { exposureOf } from '../../../rules/removals/exposure.ts';
import type { ItemKind } from '../../../rules/removals/items.ts';
import type { PlanFact } from '../../../rules/removals/plan.ts';
import { usedRecently } from '../../../rules/removals/risk.ts';
import type { Policy } from '../../../rules/organizations/policy.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

/** What is asked: all that this member holds. */
export interface Asked {
  organization: string;
  leaverId: string;
  now: Date;
  rotate: Policy['removals']['rotate'];
}

/** `next`: the object after which the next page begins; null: there is none. */
export interface FactPage {
  facts: PlanFact[];
  next: string | null;
}

/** One kind of thing that a person can hold: where it is found, page by page, by object id. */
export interface Source {
  kind: ItemKind;
  page(tx: Transaction, asked: Asked, after: string, limit: number): Promise<FactPage>;
}

interface Row {
  id: string;
}

/** A source that is one statement: `select` ends where the page's condition follows. */
function source<R extends Row>(
  kind: ItemKind,
  id: string,
  select: (asked: Asked) => Prisma.Sql,
  fact: (row: R, asked: Asked) => Omit<PlanFact, 'kind' | 'objectId'>,
): Source {
  const column = Prisma.raw(id);
  return {
    kind,
    page: async (tx, asked, after, limit) => {
      const rows = await tx.$queryRaw<R[]>(
        Prisma.sql`${select(asked)} AND ${column} > ${after}::uuid ORDER BY ${column} LIMIT ${limit}`,
      );
      const facts = rows.map((row) => ({ kind, objectId: row.id, ...fact(row, asked) }));
      return { facts, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
    },
  };
}

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

interface KeyRow extends Row {
  holder_id: string;
  last_used_at: Date | null;
  last_used_from: string | null;
  expires_at: Date | null;
}

const keyFacts = (row: KeyRow, { now }: Asked) => ({
  expiresAt: instant(row.expires_at),
  inUse: usedRecently(row.last_used_at?.getTime() ?? null, now.getTime()),
  lastUsedAt: instant(row.last_used_at),
  lastUsedFrom: row.last_used_from,
});

const apiKeys = source<KeyRow>(
  'api-key',
  'c.id',
  ({ organization, leaverId, now }) => Prisma.sql`
    SELECT c.id, c.last_used_at, c.last_used_from, c.expires_at FROM credentials c
    WHERE c.organization_id = ${organization}::uuid AND c.holder_id = ${leaverId}::uuid AND c.kind = 'api_key'
      AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > ${now})`,
  (row, asked) => ({ facts: keyFacts(row, asked) }),
);

const approvals = source<
  Row & { subject: string; stage: number; deadline: Date; requested_by_id: string; others: string[] }
>(
  'approval-waiting',
  'a.id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT a.id, a.subject, a.stage, a.deadline, a.requested_by_id,
      ARRAY(SELECT o.member_id FROM approval_approvers o WHERE o.organization_id = a.organization_id AND o.approval_id = a.id
        AND o.stage = a.stage AND o.member_id <> ${leaverId}::uuid ORDER BY 1) AS others
    FROM approvals a
    WHERE a.organization_id = ${organization}::uuid AND a.status = 'pending' AND EXISTS (
      SELECT FROM approval_approvers p WHERE p.organization_id = a.organization_id AND p.approval_id = a.id AND p.member_id = ${leaverId}::uuid
        AND p.stage >= a.stage AND NOT EXISTS (SELECT FROM approval_decisions d WHERE d.organization_id = p.organization_id
          AND d.approval_id = p.approval_id AND d.stage = p.stage AND d.member_id = p.member_id))`,
  ({ subject, stage, deadline, requested_by_id, others }) => ({
    facts: { subject, stage, others: others.length, deadline: deadline.toISOString() },
    excluded: [requested_by_id, ...others],
  }),
);

const ofOrganization = (kind: 'billing-contact' | 'custodian', column: string): Source =>
  source(
    kind,
    'o.id',
    ({ organization, leaverId }) => Prisma.sql`
      SELECT o.id FROM organizations o WHERE o.id = ${organization}::uuid AND o.${Prisma.raw(column)} = ${leaverId}::uuid`,
    () => ({ facts: {} }),
  );

const bookmarks = source(
  'bookmark',
  'b.resource_id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT b.resource_id AS id FROM bookmarks b WHERE b.organization_id = ${organization}::uuid AND b.member_id = ${leaverId}::uuid`,
  () => ({ facts: {} }),
);

const followUps = source<Row & { kind: string; due_at: Date }>(
  'follow-up',
  'f.id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT f.id, f.kind, f.due_at FROM follow_ups f
    WHERE f.organization_id = ${organization}::uuid AND f.owner_id = ${leaverId}::uuid AND f.status = 'open'`,
  ({ kind, due_at }) => ({ facts: { followUp: kind, dueAt: due_at.toISOString() } }),
);

interface OnConnectionRow extends Row {
  connection_id: string;
  provider: string;
  used_by: number;
  owner_id: string | null;
  team_id: string | null;
}

/** What rests on a connection: a choice for the connection, its owner or its team's maintainer comes before the leaver's own line. */
const onConnection = (row: OnConnectionRow, { leaverId }: Asked) => ({
  resourceId: row.connection_id,
  resourceKind: 'connection',
  teamId: row.team_id,
  ownerId: row.owner_id === leaverId ? null : row.owner_id,
});

const connectionColumns = Prisma.sql`n.resource_id AS connection_id, n.provider, r.owner_id, coalesce(r.owner_team_id, r.team_id) AS team_id,
  (SELECT count(*)::int FROM connection_uses u WHERE u.organization_id = n.organization_id AND u.connection_id = n.resource_id) AS used_by`;

const grants = source<OnConnectionRow & { revocable: boolean }>(
  'grant',
  'g.id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT g.id, ${connectionColumns}, g.revocation_endpoint IS NOT NULL AND g.token_box IS NOT NULL AS revocable
    FROM grants g JOIN connections n ON n.organization_id = g.organization_id AND n.resource_id = g.connection_id
      JOIN resources r ON r.organization_id = n.organization_id AND r.id = n.resource_id
    WHERE g.organization_id = ${organization}::uuid AND g.member_id = ${leaverId}::uuid AND g.status <> 'revoked'`,
  (row, asked) => ({
    facts: {
      connectionId: row.connection_id,
      provider: row.provider,
      usedBy: row.used_by,
      revocable: row.revocable,
    },
    ...onConnection(row, asked),
  }),
);

const invitations = source<Row & { inviter: boolean; sponsor: boolean }>(
  'invitation-sent',
  'i.id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT i.id, i.inviter_id = ${leaverId}::uuid AS inviter, coalesce(i.sponsor_id = ${leaverId}::uuid, false) AS sponsor FROM invitations i
    WHERE i.organization_id = ${organization}::uuid AND i.status IN ('awaiting_approval', 'sent')
      AND (i.inviter_id = ${leaverId}::uuid OR i.sponsor_id = ${leaverId}::uuid)`,
  ({ inviter, sponsor }) => ({ facts: { inviter, sponsor } }),
);

const members = (kind: 'managed-member' | 'sponsored-guest', column: string): Source =>
  source<Row & { status: string; ends_at: Date | null }>(
    kind,
    'm.id',
    ({ organization, leaverId }) => Prisma.sql`
      SELECT m.id, m.status::text, m.ends_at FROM members m
      WHERE m.organization_id = ${organization}::uuid AND m.${Prisma.raw(column)} = ${leaverId}::uuid
        AND m.status IN ('invited', 'active', 'suspended')`,
    ({ id, status, ends_at }) => ({ facts: { status, endsAt: instant(ends_at) }, excluded: [id] }),
  );

interface ResourceRow extends Row {
  kind: string;
  team_id: string | null;
  target_id: string | null;
  archived: boolean;
  every_seconds: number | null;
  next_run_at: Date | null;
  uses: number;
  used_by: number;
  schedules: number;
}

const resources = (kind: 'resource-owner' | 'resource-runs-as', column: string): Source =>
  source<ResourceRow>(
    kind,
    'r.id',
    ({ organization, leaverId }) => Prisma.sql`
      SELECT r.id, r.kind, r.team_id, r.target_id, r.archived_at IS NOT NULL AS archived, r.every_seconds, r.next_run_at,
        (SELECT count(*)::int FROM connection_uses u WHERE u.organization_id = r.organization_id AND u.resource_id = r.id) AS uses,
        (SELECT count(*)::int FROM connection_uses u WHERE u.organization_id = r.organization_id AND u.connection_id = r.id) AS used_by,
        (SELECT count(*)::int FROM resources s WHERE s.organization_id = r.organization_id AND s.target_id = r.id AND s.archived_at IS NULL
          AND s.every_seconds IS NOT NULL) AS schedules
      FROM resources r WHERE r.organization_id = ${organization}::uuid AND r.${Prisma.raw(column)} = ${leaverId}::uuid`,
    (row) => ({
      facts: {
        resourceKind: row.kind,
        teamId: row.team_id,
        targetId: row.target_id,
        archived: row.archived,
        everySeconds: row.every_seconds,
        nextRunAt: instant(row.next_run_at),
        schedules: row.schedules,
        uses: row.uses,
        usedBy: row.used_by,
      },
      resourceId: row.id,
      resourceKind: row.kind,
      belongsWith: row.target_id,
      teamId: row.team_id,
    }),
  );

/** Credentials that the person made or was exposed to; `could_reveal` is kept as it comes and goes (migration exposures). */
const exposed = ({ organization, leaverId }: Asked): Prisma.Sql => Prisma.sql`
  SELECT c.id FROM credentials c WHERE c.organization_id = ${organization}::uuid AND c.created_by_id = ${leaverId}::uuid
  UNION SELECT e.credential_id FROM exposures e WHERE e.organization_id = ${organization}::uuid AND e.member_id = ${leaverId}::uuid`;

const exposureColumns = ({ leaverId }: Asked): Prisma.Sql => Prisma.sql`
  c.created_by_id IS NOT DISTINCT FROM ${leaverId}::uuid OR EXISTS (SELECT FROM exposures e WHERE e.organization_id = c.organization_id
    AND e.credential_id = c.id AND e.member_id = ${leaverId}::uuid AND e.how = 'created') AS created,
  EXISTS (SELECT FROM exposures e WHERE e.organization_id = c.organization_id AND e.credential_id = c.id
    AND e.member_id = ${leaverId}::uuid AND e.how = 'revealed') AS revealed,
  EXISTS (SELECT FROM exposures e WHERE e.organization_id = c.organization_id AND e.credential_id = c.id
    AND e.member_id = ${leaverId}::uuid AND e.how = 'could_reveal') AS could_reveal`;

interface Exposed {
  created: boolean;
  revealed: boolean;
  could_reveal: boolean;
}

/** A source of secrets: those whose exposure the policy wants rotated. */
function secretSource<R extends Row & Exposed>(
  kind: 'service-account-key' | 'connection-secret',
  select: (asked: Asked) => Prisma.Sql,
  fact: (row: R, asked: Asked) => Omit<PlanFact, 'kind' | 'objectId'>,
): Source {
  return {
    kind,
    page: async (tx, asked, after, limit) => {
      const rows = await tx.$queryRaw<R[]>(
        Prisma.sql`${select(asked)} AND c.id > ${after}::uuid ORDER BY c.id LIMIT ${limit}`,
      );
      const facts = rows.flatMap((row): PlanFact[] => {
        const { created, revealed, could_reveal: couldReveal } = row;
        const how = exposureOf({ created, revealed, couldReveal, rotated: false }, asked.rotate);
        if (how === null) return [];
        const found = fact(row, asked);
        return [{ kind, objectId: row.id, ...found, facts: { ...found.facts, how } }];
      });
      return { facts, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
    },
  };
}

const serviceAccountKeys = secretSource<KeyRow & Exposed>(
  'service-account-key',
  (asked) => Prisma.sql`
    SELECT c.id, c.holder_id, c.last_used_at, c.last_used_from, c.expires_at, ${exposureColumns(asked)} FROM credentials c
    WHERE c.organization_id = ${asked.organization}::uuid AND c.id IN (${exposed(asked)}) AND c.kind = 'api_key'
      AND c.holder_id <> ${asked.leaverId}::uuid AND c.revoked_at IS NULL AND c.successor_id IS NULL
      AND (c.expires_at IS NULL OR c.expires_at > ${asked.now})`,
  (row, asked) => ({ facts: { holderId: row.holder_id, ...keyFacts(row, asked) } }),
);

const connectionSecrets = secretSource<OnConnectionRow & Exposed>(
  'connection-secret',
  (asked) => Prisma.sql`
    SELECT c.id, ${connectionColumns}, ${exposureColumns(asked)}
    FROM credentials c JOIN connections n ON n.organization_id = c.organization_id AND n.resource_id = c.connection_id
      JOIN resources r ON r.organization_id = n.organization_id AND r.id = n.resource_id
    WHERE c.organization_id = ${asked.organization}::uuid AND c.id IN (${exposed(asked)}) AND c.kind = 'connection_secret'
      AND c.revoked_at IS NULL AND c.successor_id IS NULL`,
  (row, asked) => ({
    facts: { connectionId: row.connection_id, provider: row.provider, usedBy: row.used_by },
    ...onConnection(row, asked),
  }),
);

const sessions = source<Row & { how: string; at: Date }>(
  'session',
  's.session_id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT s.session_id AS id, s.how, s.at FROM session_organizations s
    WHERE s.organization_id = ${organization}::uuid AND s.member_id = ${leaverId}::uuid AND s.revoked_at IS NULL`,
  ({ how, at }) => ({ facts: { how, since: at.toISOString() } }),
);

const shares = source<Row & { level: string; resource_id: string }>(
  'share',
  's.id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT s.id, s.level::text, s.resource_id FROM shares s WHERE s.organization_id = ${organization}::uuid AND s.member_id = ${leaverId}::uuid`,
  ({ level, resource_id }) => ({ facts: { level, resourceId: resource_id } }),
);

const teams = source<Row & { role: string }>(
  'team-membership',
  't.team_id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT t.team_id AS id, t.role::text FROM team_members t WHERE t.organization_id = ${organization}::uuid AND t.member_id = ${leaverId}::uuid`,
  ({ role }) => ({ facts: { role } }),
);

/** All kinds of `rules/removals/items.ts`, in the order of their keys: the compiler asks for a source when a kind is added. */
const byKind: { readonly [K in ItemKind]: Source } = {
  'api-key': apiKeys,
  'approval-waiting': approvals,
  'billing-contact': ofOrganization('billing-contact', 'billing_contact_id'),
  bookmark: bookmarks,
  'connection-secret': connectionSecrets,
  custodian: ofOrganization('custodian', 'custodian_id'),
  'follow-up': followUps,
  grant: grants,
  'invitation-sent': invitations,
  'managed-member': members('managed-member', 'manager_id'),
  'resource-owner': resources('resource-owner', 'owner_id'),
  'resource-runs-as': resources('resource-runs-as', 'runs_as_id'),
  'service-account-key': serviceAccountKeys,
  session: sessions,
  share: shares,
  'sponsored-guest': members('sponsored-guest', 'sponsor_id'),
  'team-membership': teams,
};

export const sources: readonly Source[] = Object.values(byKind).sort((a, b) => (a.kind < b.kind ? -1 : 1));
