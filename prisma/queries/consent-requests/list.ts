import type { ConsentProblem, ConsentStatus } from '../../../rules/grants/consent.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { GrantStatus } from '../../generated/enums.ts';
import type { MemberRef } from '../members/refs.ts';
import { memberRef, where } from '../sql.ts';

export interface ConsentRow {
  id: string;
  connectionId: string;
  connectionName: string;
  member: MemberRef;
  provider: string;
  /** `expired`: asked for, and too long ago */
  status: ConsentStatus;
  problem: ConsentProblem | null;
  /** what of it: scopes that are missing, the provider's error code, the host's reason */
  detail: string | null;
  testedBy: 'host' | 'refresh' | 'exchange' | null;
  grantId: string | null;
  /** as whom it was given at the provider, where that is known */
  account: string | null;
  /** what it took the place of */
  replaces: { grantId: string; status: GrantStatus; member: MemberRef } | null;
  askedAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
}

export interface ConsentFilter {
  consentRequestId?: string | undefined;
  connectionId?: string | undefined;
  memberId?: string | undefined;
}

/** Newest first. */
export function listConsents(
  db: Database,
  organization: string,
  { consentRequestId, connectionId, memberId }: ConsentFilter,
  { after, limit, now }: { after?: { askedAt: Date; id: string } | undefined; limit: number; now: Date },
): Promise<ConsentRow[]> {
  const conditions = where([
    Prisma.sql`c.organization_id = ${organization}::uuid`,
    consentRequestId !== undefined && Prisma.sql`c.id = ${consentRequestId}::uuid`,
    connectionId !== undefined && Prisma.sql`c.connection_id = ${connectionId}::uuid`,
    memberId !== undefined && Prisma.sql`c.member_id = ${memberId}::uuid`,
    after && Prisma.sql`(c.asked_at, c.id) < (${after.askedAt}::timestamptz, ${after.id}::uuid)`,
  ]);
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<ConsentRow[]>`
      SELECT c.id, c.connection_id AS "connectionId", r.name AS "connectionName", ${memberRef('m')} AS member, c.provider,
        CASE WHEN c.status = 'asked' AND c.expires_at <= ${now}::timestamptz THEN 'expired' ELSE c.status::text END AS status, c.problem, c.detail,
        c.tested_by AS "testedBy", c.grant_id AS "grantId", g.account,
        CASE WHEN o.id IS NOT NULL THEN json_build_object('grantId', o.id, 'status', o.status, 'member', ${memberRef('p')}) END AS replaces,
        c.asked_at AS "askedAt", c.expires_at AS "expiresAt", c.ended_at AS "endedAt"
      FROM consent_requests c JOIN resources r ON r.organization_id = c.organization_id AND r.id = c.connection_id
        JOIN members m ON m.organization_id = c.organization_id AND m.id = c.member_id
        LEFT JOIN grants g ON g.organization_id = c.organization_id AND g.id = c.grant_id
        LEFT JOIN grants o ON o.organization_id = g.organization_id AND o.id = g.replaces_id
        LEFT JOIN members p ON p.organization_id = o.organization_id AND p.id = o.member_id
      ${conditions} ORDER BY c.asked_at DESC, c.id DESC LIMIT ${limit}`,
  );
}
