// All that one organization is, past every policy: what a removal changes, and a reinstatement has to put back.
import type { TestData } from '../support/organization.ts';

/** By `kind:id`, what is there. */
export type World = Map<string, string>;

/** History, receipts and what ended before are not the world; nor is when an exposure began, only who could know what. */
const parts: { readonly [kind: string]: string } = {
  organization: `SELECT id, custodian_id, billing_contact_id FROM organizations WHERE id = $1`,
  member: `SELECT id, status, role, relationship, ends_at, suspended_at, deactivated_at, name, email FROM members WHERE organization_id = $1`,
  sponsor: `SELECT id, sponsor_id FROM members WHERE organization_id = $1`,
  manager: `SELECT id, manager_id FROM members WHERE organization_id = $1`,
  resource: `SELECT id, team_id, target_id, next_run_at, archived_at FROM resources WHERE organization_id = $1`,
  owner: `SELECT id, owner_id, owner_team_id FROM resources WHERE organization_id = $1`,
  'runs-as': `SELECT id, runs_as_id FROM resources WHERE organization_id = $1`,
  use: `SELECT resource_id || '/' || connection_id AS id, since FROM connection_uses WHERE organization_id = $1`,
  team: `SELECT team_id || '/' || member_id AS id, role, since FROM team_members WHERE organization_id = $1`,
  share: `SELECT id, resource_id, member_id, team_id, level, created_at FROM shares WHERE organization_id = $1`,
  bookmark: `SELECT member_id || '/' || resource_id AS id, created_at FROM bookmarks WHERE organization_id = $1`,
  approver: `SELECT approval_id || '/' || stage || '/' || member_id AS id FROM approval_approvers WHERE organization_id = $1`,
  invitation: `SELECT id, inviter_id, sponsor_id, status FROM invitations WHERE organization_id = $1`,
  'follow-up': `SELECT id, owner_id FROM follow_ups WHERE organization_id = $1 AND status = 'open'`,
  caretaking: `SELECT leaver_id AS id FROM caretakers WHERE organization_id = $1 AND ended_at IS NULL`,
  grant: `SELECT id, member_id, status FROM grants WHERE organization_id = $1 AND status <> 'revoked'`,
  session: `SELECT session_id AS id, member_id FROM session_organizations WHERE organization_id = $1 AND revoked_at IS NULL`,
  credential: `SELECT id, holder_id, connection_id, kind FROM credentials WHERE organization_id = $1 AND revoked_at IS NULL AND successor_id IS NULL`,
  exposure: `SELECT DISTINCT e.credential_id || '/' || e.member_id || '/' || e.how AS id FROM exposures e
    JOIN credentials c ON c.organization_id = e.organization_id AND c.id = e.credential_id AND c.revoked_at IS NULL AND c.successor_id IS NULL
    WHERE e.organization_id = $1 AND e.until IS NULL`,
};

export async function worldOf({ owner }: TestData, organization: string): Promise<World> {
  const world: World = new Map();
  for (const [kind, sql] of Object.entries(parts)) {
    const { rows } = await owner.query<{ id: string }>(sql, [organization]);
    for (const row of rows) world.set(`${kind}:${row.id}`, JSON.stringify(row));
  }
  return world;
}

/** What is other in the second: `- was`, `+ is`. */
export function differences(before: World, after: World): string[] {
  const all = [...new Set([...before.keys(), ...after.keys()])].sort();
  return all.flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === is) return [];
    return [...(was === undefined ? [] : [`- ${key} ${was}`]), ...(is === undefined ? [] : [`+ ${key} ${is}`])];
  });
}
