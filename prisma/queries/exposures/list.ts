import type { ExposureHow } from '../../../rules/removals/exposure.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { MemberRef } from '../members/refs.ts';
import { memberRef, where } from '../sql.ts';

export interface ExposureRow {
  id: string;
  /** the secret version or API key; `name`: of the connection or of the key */
  credential: {
    id: string;
    kind: 'connection-secret' | 'api-key';
    name: string;
    version: number;
    connectionId: string | null;
    /** when the version ended: from then on knowing it opens nothing here */
    endedAt: string | null;
  };
  member: MemberRef;
  how: ExposureHow;
  from: Date;
  until: Date | null;
}

export interface ExposureFilter {
  connectionId?: string | undefined;
  credentialId?: string | undefined;
  memberId?: string | undefined;
  /** of a connection's secret */
  version?: number | undefined;
  how?: ExposureHow | undefined;
  /** only who could have known it at this instant */
  at?: Date | undefined;
}

const stored: { readonly [H in ExposureHow]: string } = {
  created: 'created',
  revealed: 'revealed',
  'could-have-revealed': 'could_reveal',
};

/** Who could have known which version of which secret, from when to when; the latest first. */
export function listExposures(
  db: Database,
  organization: string,
  filter: ExposureFilter,
  page: { after?: { from: Date; id: string } | undefined; limit: number },
): Promise<ExposureRow[]> {
  const { connectionId, credentialId, memberId, version, how, at } = filter;
  const { after, limit } = page;
  const conditions = where([
    Prisma.sql`e.organization_id = ${organization}::uuid`,
    connectionId !== undefined &&
      Prisma.sql`e.credential_id IN (SELECT id FROM credentials WHERE organization_id = ${organization}::uuid AND connection_id = ${connectionId}::uuid)`,
    credentialId !== undefined && Prisma.sql`e.credential_id = ${credentialId}::uuid`,
    memberId !== undefined && Prisma.sql`e.member_id = ${memberId}::uuid`,
    version !== undefined && Prisma.sql`c.version = ${version}`,
    how !== undefined && Prisma.sql`e.how = ${stored[how]}::exposure_how`,
    at && Prisma.sql`e."from" <= ${at}::timestamptz AND (e.until IS NULL OR e.until > ${at}::timestamptz)`,
    after && Prisma.sql`(e."from", e.id) < (${after.from}::timestamptz, ${after.id}::uuid)`,
  ]);
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<ExposureRow[]>`
      SELECT e.id, ${memberRef('m')} AS member, CASE e.how WHEN 'could_reveal' THEN 'could-have-revealed' ELSE e.how::text END AS how, e."from", e.until,
        jsonb_build_object('id', c.id, 'kind', replace(c.kind::text, '_', '-'), 'name', coalesce(r.name, c.name), 'version', c.version,
          'connectionId', c.connection_id, 'endedAt', c.revoked_at) AS credential
      FROM exposures e JOIN credentials c ON c.organization_id = e.organization_id AND c.id = e.credential_id
        JOIN members m ON m.organization_id = e.organization_id AND m.id = e.member_id
        LEFT JOIN resources r ON r.organization_id = c.organization_id AND r.id = c.connection_id
      ${conditions} ORDER BY e."from" DESC, e.id DESC LIMIT ${limit}`,
  );
}
