import { type Database, inOrganization } from '../../client.ts';

export interface KeyUse {
  credentialId: string;
  at: Date;
  from: string;
  agent: string | null;
}

/** Keeps the last uses of API keys, many at once; an older one never replaces a newer. No fact of the audit: it changes nobody's rights. */
export async function recordKeyUses(db: Database, organization: string, uses: readonly KeyUse[]): Promise<void> {
  await inOrganization(
    db,
    organization,
    (tx) => tx.$executeRaw`
      UPDATE credentials c SET last_used_at = v.at, last_used_from = v.source, last_used_agent = v.agent
      FROM unnest(${uses.map(({ credentialId }) => credentialId)}::uuid[], ${uses.map(({ at }) => at.toISOString())}::timestamptz[],
        ${uses.map(({ from }) => from)}::text[], ${uses.map(({ agent }) => agent)}::text[]) AS v(id, at, source, agent)
      WHERE c.organization_id = ${organization}::uuid AND c.id = v.id AND (c.last_used_at IS NULL OR c.last_used_at < v.at)`,
  );
}
