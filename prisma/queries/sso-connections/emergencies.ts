import { type Database, inOrganization, inSsoNotices } from '../../client.ts';

/** Emergencies of any organization of which the admins have not been told, the oldest first. */
export function emergenciesToTell(
  db: Database,
  { now, limit }: { now: Date; limit: number },
): Promise<{ organization: string; id: string }[]> {
  return inSsoNotices(
    db,
    (tx) => tx.$queryRaw<{ organization: string; id: string }[]>`
      SELECT organization_id AS organization, id FROM sso_emergencies
      WHERE told_at IS NULL AND (claimed_until IS NULL OR claimed_until <= ${now}::timestamptz) ORDER BY at LIMIT ${limit}`,
  );
}

/** What a mail about an emergency says. */
export interface EmergencyToTell {
  memberName: string;
  organizationName: string;
  at: Date;
}

export async function emergencyToTell(db: Database, organization: string, id: string): Promise<EmergencyToTell> {
  const [found] = await inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<EmergencyToTell[]>`
      SELECT m.name AS "memberName", o.name AS "organizationName", e.at FROM sso_emergencies e
        JOIN organizations o ON o.id = e.organization_id JOIN members m ON m.organization_id = e.organization_id AND m.id = e.member_id
      WHERE e.organization_id = ${organization}::uuid AND e.id = ${id}::uuid`,
  );
  if (found === undefined) throw new Error(`no emergency ${id}`);
  return found;
}
