import { type Database, inOrganization } from '../../client.ts';

/** Who gave something back, and how many things. */
export function receiversOf(
  db: Database,
  organization: string,
  reinstatementId: string,
): Promise<{ id: string; items: number }[]> {
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<{ id: string; items: number }[]>`
      SELECT receiver_id AS id, count(*)::int AS items FROM reinstatement_items
      WHERE organization_id = ${organization}::uuid AND reinstatement_id = ${reinstatementId}::uuid AND outcome = 'restored' AND step <> 'access'
        AND kind <> 'open-follow-up' AND receiver_id IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
}
