import { type Database, inOrganization, inSsoNotices } from '../../client.ts';

/** Organizations with emergencies of which their admins have not been told, the oldest first. */
export async function organizationsWithEmergencies(
  db: Database,
  { now, limit }: { now: Date; limit: number },
): Promise<string[]> {
  const found = await inSsoNotices(
    db,
    (tx) => tx.$queryRaw<{ organization: string }[]>`
      SELECT organization_id AS organization FROM sso_emergencies WHERE told_at IS NULL AND (claimed_until IS NULL OR claimed_until <= ${now}::timestamptz)
      GROUP BY organization_id ORDER BY min(at) LIMIT ${limit}`,
  );
  return found.map(({ organization }) => organization);
}

/** What a mail about emergencies says. */
export interface EmergenciesToTell {
  organizationName: string;
  /** the oldest first */
  who: { memberName: string; at: Date }[];
}

export async function emergenciesToTell(
  db: Database,
  organization: string,
  ids: readonly string[],
): Promise<EmergenciesToTell> {
  return await inOrganization(db, organization, async (tx) => {
    const { name } = await tx.organization.findUniqueOrThrow({ where: { id: organization }, select: { name: true } });
    const who = await tx.$queryRaw<EmergenciesToTell['who']>`
      SELECT m.name AS "memberName", e.at FROM sso_emergencies e JOIN members m ON m.organization_id = e.organization_id AND m.id = e.member_id
      WHERE e.organization_id = ${organization}::uuid AND e.id = ANY(${ids}::uuid[]) ORDER BY e.at, e.id`;
    return { organizationName: name, who };
  });
}
