import { type Database, inDirectory, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

export interface OwnSessionView {
  id: string;
  createdAt: Date;
  provedAt: Date;
  expiresAt: Date;
  how: string;
  address: string | null;
  agent: string | null;
  /** in any organization; null: it opened none yet */
  lastSeenAt: Date | null;
  organizations: DoorView[];
}
export interface DoorView {
  organizationId: string;
  name: string;
  how: string;
  at: Date;
  lastSeenAt: Date | null;
}
/** A session as one organization knows it: nothing of where else it was used. */
export interface MemberSessionView {
  id: string;
  how: string;
  at: Date;
  lastSeenAt: Date | null;
  address: string | null;
  agent: string | null;
}
type After = { at: Date; id: string } | undefined;

/** A person's sessions that are good, newest first, with the organizations that each opened. `only`: none but this one. */
export function listOwnSessions(
  db: Database,
  personId: string,
  page: { after: After; limit: number; now: Date; only?: string | undefined },
): Promise<OwnSessionView[]> {
  const { after, limit, now, only } = page;
  const alone = only === undefined ? Prisma.empty : Prisma.sql`AND s.id = ${only}::uuid`;
  const beyond =
    after === undefined
      ? Prisma.empty
      : Prisma.sql`AND (created_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`;
  return inDirectory(
    db,
    async (tx) => {
      const rows = await tx.$queryRaw<(Omit<OwnSessionView, 'organizations'> & { organizations: Raw[] })[]>`
        SELECT s.id, s.created_at AS "createdAt", s.proved_at AS "provedAt", s.expires_at AS "expiresAt", s.how, s.address, s.agent,
          (SELECT max(d.last_seen_at) FROM session_organizations d WHERE d.session_id = s.id) AS "lastSeenAt",
          (SELECT coalesce(json_agg(json_build_object('organizationId', o.id, 'name', o.name, 'how', d.how, 'at', d.at, 'lastSeenAt', d.last_seen_at)
              ORDER BY lower(o.name), o.id), '[]')
            FROM session_organizations d JOIN organizations o ON o.id = d.organization_id
            WHERE d.session_id = s.id AND d.revoked_at IS NULL) AS organizations
        FROM sessions s
        WHERE s.person_id = ${personId}::uuid AND s.revoked_at IS NULL AND s.expires_at > ${now}::timestamptz ${alone} ${beyond}
        ORDER BY s.created_at DESC, s.id DESC LIMIT ${limit}`;
      return rows.map((row) => ({ ...row, organizations: row.organizations.map(doorOf) }));
    },
    personId,
  );
}

type Raw = Omit<DoorView, 'at' | 'lastSeenAt'> & { at: string; lastSeenAt: string | null };
const doorOf = ({ at, lastSeenAt, ...door }: Raw): DoorView => ({
  ...door,
  at: new Date(at),
  lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt),
});

/** The sessions with which a member can come into the organization now, newest first. */
export function listMemberSessions(
  db: Database,
  organization: string,
  memberId: string,
  page: { after: After; limit: number; now: Date },
): Promise<MemberSessionView[]> {
  const { after, limit, now } = page;
  const beyond =
    after === undefined ? Prisma.empty : Prisma.sql`AND (d.at, s.id) < (${after.at}::timestamptz, ${after.id}::uuid)`;
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<MemberSessionView[]>`
      SELECT s.id, d.how, d.at, d.last_seen_at AS "lastSeenAt", s.address, s.agent
      FROM session_organizations d JOIN sessions s ON s.id = d.session_id
      WHERE d.organization_id = ${organization}::uuid AND d.member_id = ${memberId}::uuid AND d.revoked_at IS NULL
        AND s.revoked_at IS NULL AND s.expires_at > ${now}::timestamptz ${beyond}
      ORDER BY d.at DESC, s.id DESC LIMIT ${limit}`,
  );
}
