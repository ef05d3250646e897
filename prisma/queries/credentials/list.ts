import type { Scope } from '../../../rules/access/scopes.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { MemberRef } from '../members/refs.ts';
import { contains, memberRef, where } from '../sql.ts';

export interface ApiKeyRow {
  id: string;
  name: string;
  holder: MemberRef;
  createdBy: MemberRef | null;
  prefix: string;
  lastFour: string;
  scopes: Scope[];
  version: number;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  successorId: string | null;
  graceUntil: Date | null;
  lastUsedAt: Date | null;
  lastUsedFrom: string | null;
  lastUsedAgent: string | null;
  /** when it was last tried after its end */
  usedAfterEndAt: Date | null;
  /** made by a removal, and not yet shown to anyone */
  unseen: boolean;
}

export interface ApiKeyFilter {
  holderId?: string | undefined;
  /** whether it is good: neither revoked nor expired nor rotated away */
  state?: 'good' | 'ended' | undefined;
  expiresBefore?: Date | undefined;
  unusedSince?: Date | undefined;
  /** part of the name, or of what is kept of the key in the clear */
  search?: string | undefined;
}

const good = (
  now: Date,
): Prisma.Sql => Prisma.sql`(c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > ${now}::timestamptz)
  AND (c.successor_id IS NULL OR c.grace_until > ${now}::timestamptz))`;

/** Newest first, dead ones too: a key that ended is history. */
export function listApiKeys(
  db: Database,
  organization: string,
  filter: ApiKeyFilter,
  page: { after?: { createdAt: Date; id: string } | undefined; limit: number; now: Date },
): Promise<ApiKeyRow[]> {
  const { state, expiresBefore, unusedSince, search } = filter;
  const { after, limit, now } = page;
  const conditions = where([
    Prisma.sql`c.organization_id = ${organization}::uuid`,
    Prisma.sql`c.kind = 'api_key'`,
    filter.holderId !== undefined && Prisma.sql`c.holder_id = ${filter.holderId}::uuid`,
    state === 'good' && good(now),
    state === 'ended' && Prisma.sql`NOT ${good(now)}`,
    expiresBefore && Prisma.sql`c.expires_at < ${expiresBefore}::timestamptz`,
    unusedSince &&
      Prisma.sql`c.created_at < ${unusedSince}::timestamptz AND (c.last_used_at IS NULL OR c.last_used_at < ${unusedSince}::timestamptz)`,
    search !== undefined && contains(search, Prisma.sql`c.name`, Prisma.sql`c.prefix`, Prisma.sql`c.last_four`),
    after && Prisma.sql`(c.created_at, c.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
  ]);
  return read(db, organization, conditions, limit);
}

/** One API key; null where there is none. */
export async function findApiKey(db: Database, organization: string, credentialId: string): Promise<ApiKeyRow | null> {
  const conditions = where([
    Prisma.sql`c.organization_id = ${organization}::uuid`,
    Prisma.sql`c.kind = 'api_key'`,
    Prisma.sql`c.id = ${credentialId}::uuid`,
  ]);
  return (await read(db, organization, conditions, 1))[0] ?? null;
}

function read(db: Database, organization: string, conditions: Prisma.Sql, limit: number): Promise<ApiKeyRow[]> {
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<ApiKeyRow[]>`
      SELECT c.id, c.name, ${memberRef('h')} AS holder, ${memberRef('by')} AS "createdBy", c.prefix, c.last_four AS "lastFour", c.scopes, c.version,
        c.created_at AS "createdAt", c.expires_at AS "expiresAt", c.revoked_at AS "revokedAt", c.successor_id AS "successorId",
        c.grace_until AS "graceUntil", c.last_used_at AS "lastUsedAt", c.last_used_from AS "lastUsedFrom", c.last_used_agent AS "lastUsedAgent", c.used_after_end_at AS "usedAfterEndAt",
        c.secret_box IS NOT NULL AS unseen
      FROM credentials c JOIN members h ON h.organization_id = c.organization_id AND h.id = c.holder_id
        LEFT JOIN members by ON by.organization_id = c.organization_id AND by.id = c.created_by_id
      ${conditions} ORDER BY c.created_at DESC, c.id DESC LIMIT ${limit}`,
  );
}
