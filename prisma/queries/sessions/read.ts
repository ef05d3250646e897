import type { MemberStatus, OrganizationStatus, OrgRole } from '../../../rules/access/types.ts';
import { type Database, inDirectory, type Transaction } from '../../client.ts';

export interface SessionView {
  id: string;
  personId: string;
  email: string | null;
  createdAt: Date;
  provedAt: Date;
  expiresAt: Date;
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
  const { id, personId, createdAt, provedAt, expiresAt } = session;
  const organizations = await inDirectory(db, (tx) => organizationsOf(tx, personId, session), personId);
  return {
    id,
    personId,
    email: session.person.emails[0]?.email ?? null,
    createdAt,
    provedAt,
    expiresAt,
    organizations,
  };
}

/** One of them, as a session sees it; null where it is none of theirs. */
export async function findOwnOrganization(
  db: Database,
  session: Pick<SessionView, 'id' | 'personId' | 'provedAt'>,
  organization: string,
): Promise<SessionOrganizationView | null> {
  const { personId } = session;
  const theirs = await inDirectory(db, (tx) => organizationsOf(tx, personId, session), personId);
  return theirs.find(({ id }) => id === organization) ?? null;
}

async function organizationsOf(
  tx: Transaction,
  personId: string,
  session: { id: string; provedAt: Date },
): Promise<SessionOrganizationView[]> {
  return tx.$queryRaw<SessionOrganizationView[]>`
    SELECT o.id, o.slug, o.name, m.id AS "memberId", m.name AS "memberName", m.role::text, m.status::text, o.status::text AS "organizationStatus",
      m.status = 'active' AND o.status = 'active' AND (d.session_id IS NULL OR d.revoked_at IS NULL OR d.revoked_at < ${session.provedAt}::timestamptz) AS open
    FROM members m JOIN organizations o ON o.id = m.organization_id
      LEFT JOIN session_organizations d ON d.organization_id = m.organization_id AND d.session_id = ${session.id}::uuid
    WHERE m.person_id = ${personId}::uuid AND m.status IN ('active', 'suspended')
    ORDER BY lower(o.name), o.id`;
}
