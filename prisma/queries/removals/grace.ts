import { Prisma } from '../../generated/client.ts';
import { type Database, inOrganization } from '../../client.ts';

/** When the last key, or secret of a webhook, that this removal rotated ends; null: all have, or none was rotated. */
export async function graceOfRotatedKeys(
  db: Database,
  organization: string,
  { removalId, now }: { removalId: string; now: Date },
): Promise<Date | null> {
  return await inOrganization(db, organization, async (tx) => {
    const rows = await tx.$queryRaw<{ until: Date | null }[]>(Prisma.sql`
      SELECT max(until) AS until FROM (SELECT c.grace_until AS until
      FROM plan_items i JOIN credentials c ON c.organization_id = i.organization_id AND c.id = i.object_id
      WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.step = 'rotate'
        AND c.kind = 'api_key' AND c.revoked_at IS NULL AND c.grace_until > ${now}
      UNION ALL SELECT s.ends_at
      FROM plan_items i JOIN webhook_secrets s ON s.organization_id = i.organization_id AND s.webhook_id = i.object_id
      WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.kind = 'webhook-secret' AND s.ends_at > ${now}) graces`);
    return rows[0]?.until ?? null;
  });
}
