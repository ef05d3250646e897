import type { MemberStatus, OrganizationStatus, OrgRole } from '../../../rules/access/types.ts';
import { emergencyMinutes } from '../../../rules/sso/sign-in.ts';
import { type Database, inDirectory, type Transaction } from '../../client.ts';

export interface SessionView {
  id: string;
  personId: string;
  email: string | null;
  createdAt: Date;
  provedAt: Date;
  expiresAt: Date;
  /** sso: it opens and shows only organizations whose own sign-in it passed (decision 180) */
  how: string;
  organizations: SessionOrganizationView[];
}

export interface SessionOrganizationView {
  id: string;
  slug: string;
  name: string;
  memberId: string;
  memberName: string;
  role: OrgRole;
  status: MemberStatus;
  organizationStatus: OrganizationStatus;
  /** nobody comes in but by its own sign-in */
  ssoEnforced: boolean;
  /** this session opens it, now or at the next request */
  open: boolean;
}

/** A session that is good, with the organizations of its person; null for one that is unknown, expired or ended. */
export async function readSession(
  db: Database,
  input: { sessionHash: Uint8Array; now: Date },
): Promise<SessionView | null> {
  const session = await inDirectory(db, (tx) =>
    tx.session.findUnique({
      where: { tokenHash: new Uint8Array(input.sessionHash) },
      include: { person: { select: { emails: { where: { until: null }, orderBy: { from: 'desc' }, take: 1 } } } },
    }),
  );
  if (session === null || session.revokedAt !== null || session.expiresAt <= input.now) return null;
  const { id, personId, createdAt, provedAt, expiresAt, how } = session;
  const organizations = await inDirectory(db, (tx) => organizationsOf(tx, personId, session), personId);
  return {
    id,
    personId,
    email: how === 'sso' ? null : (session.person.emails[0]?.email ?? null),
    createdAt,
    provedAt,
    expiresAt,
    how,
    organizations,
  };
}

/** One of them, as a session sees it; null where it is none of theirs. */
export async function findOwnOrganization(
  db: Database,
  session: Pick<SessionView, 'id' | 'personId' | 'provedAt' | 'how'>,
  organization: string,
): Promise<SessionOrganizationView | null> {
  const { personId } = session;
  const theirs = await inDirectory(db, (tx) => organizationsOf(tx, personId, session), personId);
  return theirs.find(({ id }) => id === organization) ?? null;
}

async function organizationsOf(
  tx: Transaction,
  personId: string,
  session: { id: string; provedAt: Date; how: string },
): Promise<SessionOrganizationView[]> {
  return tx.$queryRaw<SessionOrganizationView[]>`
    SELECT o.id, o.slug, o.name, m.id AS "memberId", m.name AS "memberName", m.role::text, m.status::text, o.status::text AS "organizationStatus",
      c.enforced_at IS NOT NULL AS "ssoEnforced",
      m.status = 'active' AND o.status = 'active' AND CASE
        WHEN d.session_id IS NOT NULL AND d.revoked_at IS NULL THEN d.how <> 'emergency' OR d.at > now() - ${`${emergencyMinutes} minutes`}::interval
        ELSE ${session.how} <> 'sso' AND c.enforced_at IS NULL AND (d.session_id IS NULL OR d.revoked_at < ${session.provedAt}::timestamptz) END AS open
    FROM members m JOIN organizations o ON o.id = m.organization_id
      LEFT JOIN session_organizations d ON d.organization_id = m.organization_id AND d.session_id = ${session.id}::uuid
      LEFT JOIN sso_connections c ON c.organization_id = m.organization_id AND c.removed_at IS NULL
    WHERE m.person_id = ${personId}::uuid AND m.status IN ('active', 'suspended') AND (${session.how} <> 'sso' OR d.session_id IS NOT NULL)
    ORDER BY lower(o.name), o.id`;
}
