import { forecastDays } from '../../../rules/removals/forecast.ts';
import type { EndingKey } from '../../../rules/removals/ending-keys.ts';
import { recentUseDays } from '../../../rules/removals/risk.ts';
import type { Transaction } from '../../client.ts';

const MOST = 1000;
const DAY = 86_400_000;

/** Keys of the organization that are in use and end by their own date, or by the grace of a rotation, within the days of the forecast; earliest first. */
export async function expiringKeys(tx: Transaction, organization: string, now: Date): Promise<EndingKey[]> {
  const until = new Date(now.getTime() + forecastDays * DAY);
  const recently = new Date(now.getTime() - recentUseDays * DAY);
  const rows = await tx.$queryRaw<Row[]>`
    SELECT c.id, c.holder_id AS "holderId", least(c.expires_at, c.grace_until) AS "endsAt", c.last_used_at AS "lastUsedAt", c.last_used_from AS "lastUsedFrom",
      c.grace_until IS NOT NULL AND c.grace_until <= coalesce(c.expires_at, c.grace_until) AS rotated
    FROM credentials c WHERE c.organization_id = ${organization}::uuid AND c.kind = 'api_key' AND c.revoked_at IS NULL AND c.last_used_at > ${recently}
      AND least(c.expires_at, c.grace_until) > ${now} AND least(c.expires_at, c.grace_until) < ${until}
    ORDER BY 3, 1 LIMIT ${MOST}`;
  return rows.map(({ id, endsAt, lastUsedAt, rotated, ...key }) => ({
    ...key,
    credentialId: id,
    endsAt: endsAt.toISOString(),
    because: rotated ? 'rotated' : 'expires',
    lastUsedAt: lastUsedAt.toISOString(),
  }));
}

interface Row {
  id: string;
  holderId: string;
  endsAt: Date;
  lastUsedAt: Date;
  lastUsedFrom: string | null;
  rotated: boolean;
}
