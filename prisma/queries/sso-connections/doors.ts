import { type Database, inOrganization, openDirectory } from '../../client.ts';
import { hashOf } from '../../secrets/links.ts';

/** Whether the session that a browser has was in this organization and was shut out of it, as whoever came in otherwise is when a sign-in is enforced. */
export async function wasShutOut(
  db: Database,
  organization: string,
  sessionToken: string | undefined,
): Promise<boolean> {
  if (sessionToken === undefined) return false;
  const rows = await inOrganization(db, organization, async (tx) => {
    await openDirectory(tx);
    return await tx.$queryRaw<unknown[]>`
      SELECT d.session_id FROM sessions s JOIN session_organizations d ON d.organization_id = ${organization}::uuid AND d.session_id = s.id
      WHERE s.token_hash = ${hashOf(sessionToken)} AND d.revoked_at IS NOT NULL`;
  });
  return rows.length > 0;
}
