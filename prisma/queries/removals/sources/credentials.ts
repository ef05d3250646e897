import { exposureOf } from '../../../../rules/removals/exposure.ts';
import type { PlanFact } from '../../../../rules/removals/plan.ts';
import { usedRecently } from '../../../../rules/removals/risk.ts';
import { Prisma } from '../../../generated/client.ts';
import { type Asked, instant, type Row, type Source, source } from './source.ts';

interface KeyRow extends Row {
  holder_id: string;
  last_used_at: string | null;
  last_used_from: string | null;
  last_used_agent: string | null;
  expires_at: string | null;
}

const keyFacts = (row: KeyRow, { now }: Asked) => ({
  expiresAt: instant(row.expires_at),
  inUse: usedRecently(row.last_used_at === null ? null : Date.parse(row.last_used_at), now.getTime()),
  lastUsedAt: instant(row.last_used_at),
  lastUsedFrom: row.last_used_from,
  lastUsedAgent: row.last_used_agent,
});

export const apiKeys = source<KeyRow>(
  'api-key',
  'c.id',
  ({ organization, leaverId, now }) => Prisma.sql`
    SELECT c.id, c.last_used_at, c.last_used_from, c.last_used_agent, c.expires_at FROM credentials c
    WHERE c.organization_id = ${organization}::uuid AND c.holder_id = ${leaverId}::uuid AND c.kind = 'api_key'
      AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > ${now})`,
  (row, asked) => ({ facts: keyFacts(row, asked) }),
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

export const grants = source<OnConnectionRow & { revocable: boolean; replaced: boolean }>(
  'grant',
  'g.id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT g.id, ${connectionColumns}, g.status = 'replaced' AS replaced, g.revocation_endpoint IS NOT NULL AND g.token_box IS NOT NULL AS revocable
    FROM grants g JOIN connections n ON n.organization_id = g.organization_id AND n.resource_id = g.connection_id
      JOIN resources r ON r.organization_id = n.organization_id AND r.id = n.resource_id
    WHERE g.organization_id = ${organization}::uuid AND g.member_id = ${leaverId}::uuid AND g.status <> 'revoked'`,
  (row, asked) => ({
    facts: {
      connectionId: row.connection_id,
      provider: row.provider,
      usedBy: row.replaced ? 0 : row.used_by, // it rests on another consent already
      revocable: row.revocable,
    },
    ...onConnection(row, asked),
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
  return source<R>(kind, 'c.id', select, (row, asked) => {
    const { created, revealed, could_reveal: couldReveal } = row;
    const how = exposureOf({ created, revealed, couldReveal, rotated: false }, asked.rotate);
    if (how === null) return null;
    const found = fact(row, asked);
    return { ...found, facts: { ...found.facts, how } };
  });
}

export const serviceAccountKeys = secretSource<KeyRow & Exposed>(
  'service-account-key',
  (asked) => Prisma.sql`
    SELECT c.id, c.holder_id, c.last_used_at, c.last_used_from, c.last_used_agent, c.expires_at, ${exposureColumns(asked)} FROM credentials c
    WHERE c.organization_id = ${asked.organization}::uuid AND c.id IN (${exposed(asked)}) AND c.kind = 'api_key'
      AND c.holder_id <> ${asked.leaverId}::uuid AND c.revoked_at IS NULL AND c.successor_id IS NULL
      AND (c.expires_at IS NULL OR c.expires_at > ${asked.now})`,
  (row, asked) => ({ facts: { holderId: row.holder_id, ...keyFacts(row, asked) } }),
);

export const connectionSecrets = secretSource<OnConnectionRow & Exposed>(
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
