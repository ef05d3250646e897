import { type Database, inOrganization } from '../../client.ts';

/** Keeps when sessions used the organization last, many at once; an older use never replaces a newer. No fact of the audit: it changes nobody's rights. */
export async function recordSessionUses(
  db: Database,
  organization: string,
  uses: ReadonlyMap<string, Date>,
): Promise<void> {
  const at = [...uses.values()].map((date) => date.toISOString());
  await inOrganization(
    db,
    organization,
    (tx) => tx.$executeRaw`
      UPDATE session_organizations d SET last_seen_at = v.at FROM unnest(${[...uses.keys()]}::uuid[], ${at}::timestamptz[]) AS v(id, at)
      WHERE d.organization_id = ${organization}::uuid AND d.session_id = v.id AND (d.last_seen_at IS NULL OR d.last_seen_at < v.at)`,
  );
}
