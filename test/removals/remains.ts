import type { TestData } from '../support/organization.ts';
import type { Leaving } from './leaving.ts';

/** What is left of someone, read past every policy: by name, only what is not zero. */
export async function remainsOf(
  { owner }: TestData,
  { organization, leaver }: Leaving,
): Promise<Record<string, number>> {
  const counts: Record<string, string> = {
    'owned resources': 'SELECT count(*) FROM resources WHERE organization_id = $1 AND owner_id = $2',
    'automation that runs as them': 'SELECT count(*) FROM resources WHERE organization_id = $1 AND runs_as_id = $2',
    'automation of the caretaker':
      'SELECT count(*) FROM caretakers WHERE organization_id = $1 AND leaver_id = $2 AND ended_at IS NULL',
    'own keys': 'SELECT count(*) FROM credentials WHERE organization_id = $1 AND holder_id = $2 AND revoked_at IS NULL',
    'known keys that still work': `SELECT count(*) FROM exposures e JOIN credentials c ON c.organization_id = e.organization_id AND c.id = e.credential_id
      WHERE e.organization_id = $1 AND e.member_id = $2 AND c.kind = 'api_key' AND c.revoked_at IS NULL AND c.successor_id IS NULL`,
    'open doors':
      'SELECT count(*) FROM session_organizations WHERE organization_id = $1 AND member_id = $2 AND revoked_at IS NULL',
    teams: 'SELECT count(*) FROM team_members WHERE organization_id = $1 AND member_id = $2',
    shares: 'SELECT count(*) FROM shares WHERE organization_id = $1 AND member_id = $2',
    bookmarks: 'SELECT count(*) FROM bookmarks WHERE organization_id = $1 AND member_id = $2',
    'guests they sponsor': 'SELECT count(*) FROM members WHERE organization_id = $1 AND sponsor_id = $2',
    'members they manage': 'SELECT count(*) FROM members WHERE organization_id = $1 AND manager_id = $2',
    grants: "SELECT count(*) FROM grants WHERE organization_id = $1 AND member_id = $2 AND status <> 'revoked'",
    'webhooks that they know the secret of, or chose the address of': `SELECT count(*) FROM webhooks w WHERE w.organization_id = $1 AND w.status <> 'archived'
      AND (w.addressed_by_id = $2 OR EXISTS (SELECT FROM webhook_secrets s WHERE s.webhook_id = w.id AND s.shown_to_id = $2 AND s.ends_at IS NULL))`,
    'open follow-ups': `SELECT count(*) FROM follow_ups f JOIN removals r ON r.organization_id = f.organization_id AND r.id = f.removal_id
      WHERE f.organization_id = $1 AND r.member_id = $2 AND f.status = 'open'`,
    'a way in':
      "SELECT count(*) FROM members WHERE organization_id = $1 AND id = $2 AND status IN ('active', 'suspended')",
  };
  const found: Record<string, number> = {};
  for (const [name, sql] of Object.entries(counts)) {
    const { rows } = await owner.query<{ count: string }>(sql, [organization.id, leaver.id]);
    const count = Number(rows[0]?.count);
    if (count !== 0) found[name] = count;
  }
  return found;
}

/** How often each action is in the audit; bulk changes count once per item, by the lists that they carry. */
export async function auditOf({ owner }: TestData, organization: string): Promise<Record<string, number>> {
  const { rows } = await owner.query<{ action: string; count: string }>(
    `SELECT body::jsonb ->> 'action' AS action,
       sum(CASE jsonb_typeof(body::jsonb -> 'after' -> 'passed') WHEN 'array' THEN jsonb_array_length(body::jsonb -> 'after' -> 'passed') ELSE 1 END) AS count
     FROM audit_entries WHERE organization_id = $1 GROUP BY 1 ORDER BY 1`,
    [organization],
  );
  return Object.fromEntries(rows.map(({ action, count }) => [action, Number(count)]));
}
