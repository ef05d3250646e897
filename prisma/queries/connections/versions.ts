import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { MemberRef } from '../members/refs.ts';
import { memberRef, where } from '../sql.ts';

/** A version of a connection's secret, without the secret. */
export interface SecretVersionRow {
  id: string;
  version: number;
  setAt: Date;
  setBy: MemberRef | null;
  /** when the next one took its place */
  endedAt: Date | null;
  /** how many people could have known it */
  exposedTo: number;
}

/** The newest first. `after`: the version of the last row of the page before. */
export function listSecretVersions(
  db: Database,
  organization: string,
  connectionId: string,
  page: { after?: number | undefined; limit: number },
): Promise<SecretVersionRow[]> {
  const conditions = where([
    Prisma.sql`c.organization_id = ${organization}::uuid`,
    Prisma.sql`c.connection_id = ${connectionId}::uuid`,
    page.after !== undefined && Prisma.sql`c.version < ${page.after}`,
  ]);
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<SecretVersionRow[]>`
      SELECT c.id, c.version, c.created_at AS "setAt", ${memberRef('by')} AS "setBy", c.revoked_at AS "endedAt",
        (SELECT count(DISTINCT e.member_id)::int FROM exposures e WHERE e.organization_id = c.organization_id AND e.credential_id = c.id) AS "exposedTo"
      FROM credentials c LEFT JOIN members by ON by.organization_id = c.organization_id AND by.id = c.created_by_id
      ${conditions} ORDER BY c.version DESC LIMIT ${page.limit}`,
  );
}
