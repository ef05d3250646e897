import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

/** A grant whose end can be asked of its provider by RFC 7009: token and endpoint are known. */
export interface RevocableGrant {
  itemKey: string;
  grantId: string;
  connectionId: string;
  provider: string;
  revocationEndpoint: string;
  /** where a refresh must be refused afterwards; null: the provider's answer is the only proof */
  tokenEndpoint: string | null;
  clientId: string | null;
  clientSecretBox: Uint8Array | null;
  tokenBox: Uint8Array;
}

/** Pending grant items that the machine can revoke. Boxes stay closed here: the activity opens them. */
export function grantsToRevoke(
  db: Database,
  organization: string,
  input: { removalId: string; limit: number },
): Promise<RevocableGrant[]> {
  return inOrganization(db, organization, (tx) =>
    tx.$queryRaw<RevocableGrant[]>(Prisma.sql`
      SELECT i.key AS "itemKey", g.id AS "grantId", g.connection_id AS "connectionId", g.provider, g.revocation_endpoint AS "revocationEndpoint",
        g.token_endpoint AS "tokenEndpoint", g.client_id AS "clientId", g.client_secret_box AS "clientSecretBox", g.token_box AS "tokenBox"
      FROM plan_items i JOIN grants g ON g.organization_id = i.organization_id AND g.id = i.object_id
      WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${input.removalId}::uuid AND i.step = 'grants' AND i.status = 'pending'
        AND g.status <> 'revoked' AND g.revocation_endpoint IS NOT NULL AND g.token_box IS NOT NULL
      ORDER BY g.id LIMIT ${input.limit}`),
  );
}
