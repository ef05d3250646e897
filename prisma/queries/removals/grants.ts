import { type Database, inOrganization } from '../../client.ts';
import { clientWide } from '../../../rules/grants/providers.ts';
import { Prisma } from '../../generated/client.ts';

/** A grant that can be asked about at its provider. Boxes stay closed here: the activity opens them. */
export interface GrantAtProvider {
  itemKey: string;
  grantId: string;
  connectionId: string;
  provider: string;
  clientId: string | null;
  clientSecretBox: Uint8Array | null;
  tokenBox: Uint8Array;
}

/** A grant whose end can be asked of its provider by RFC 7009: token and endpoint are known. */
export interface RevocableGrant extends GrantAtProvider {
  revocationEndpoint: string;
  /** where a refresh must be refused afterwards; null: the provider's answer is the only proof */
  tokenEndpoint: string | null;
  /** not yet: something runs on a connection that rests on it, or would end with it, or its host has not switched to what replaced it. Never for cause */
  held: boolean;
}

/** From `g` (grants), `r` (removals): something runs on a connection that rests on this consent. */
export const resting = (grant: string): Prisma.Sql => {
  const g = Prisma.raw(grant);
  return Prisma.sql`(${g}.status = 'active' AND EXISTS (SELECT FROM connection_uses u JOIN resources x ON x.organization_id = u.organization_id AND x.id = u.resource_id
    WHERE u.organization_id = ${g}.organization_id AND u.connection_id = ${g}.connection_id AND x.archived_at IS NULL))`;
};

/** From `g` (grants): another took its place, and its host does not run on that yet. */
export const unsettled = (grant: string): Prisma.Sql => {
  const g = Prisma.raw(grant);
  return Prisma.sql`EXISTS (SELECT FROM grants n WHERE n.organization_id = ${g}.organization_id AND n.replaces_id = ${g}.id AND n.status = 'active' AND n.settled_at IS NULL)`;
};

const columns = Prisma.sql`i.key AS "itemKey", g.id AS "grantId", g.connection_id AS "connectionId", g.provider, g.client_id AS "clientId",
  g.client_secret_box AS "clientSecretBox", g.token_box AS "tokenBox", g.token_endpoint AS "tokenEndpoint"`;

/** Pending grant items that the machine can revoke, those that it holds back too. */
export function grantsToRevoke(
  db: Database,
  organization: string,
  input: { removalId: string; limit: number },
): Promise<RevocableGrant[]> {
  return inOrganization(db, organization, (tx) =>
    tx.$queryRaw<RevocableGrant[]>(Prisma.sql`
      SELECT ${columns}, g.revocation_endpoint AS "revocationEndpoint", NOT r.for_cause AND (${resting('g')} OR (lower(g.provider) = ANY(${[...clientWide]}::text[])
        AND EXISTS (SELECT FROM grants o WHERE o.organization_id = g.organization_id AND o.member_id = g.member_id AND lower(o.provider) = lower(g.provider)
          AND o.client_id IS NOT DISTINCT FROM g.client_id AND ${resting('o')}))
          OR ${unsettled('g')}) AS held
      FROM plan_items i JOIN grants g ON g.organization_id = i.organization_id AND g.id = i.object_id
        JOIN removals r ON r.organization_id = i.organization_id AND r.id = i.removal_id
      WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${input.removalId}::uuid AND i.step = 'grants' AND i.status = 'pending'
        AND g.status <> 'revoked' AND g.revocation_endpoint IS NOT NULL AND g.token_box IS NOT NULL
      ORDER BY g.id LIMIT ${input.limit}`),
  );
}

/** Grants that somebody attested to have revoked, and whose end was not tried yet. */
export function attestedGrants(
  db: Database,
  organization: string,
  input: { removalId: string },
): Promise<(GrantAtProvider & { tokenEndpoint: string; followUpId: string })[]> {
  return inOrganization(db, organization, (tx) =>
    tx.$queryRaw<(GrantAtProvider & { tokenEndpoint: string; followUpId: string })[]>(Prisma.sql`
      SELECT ${columns}, f.id AS "followUpId"
      FROM follow_ups f JOIN plan_items i ON i.organization_id = f.organization_id AND i.removal_id = f.removal_id AND i.key = f.item_key AND i.kind = 'grant'
        JOIN grants g ON g.organization_id = i.organization_id AND g.id = i.object_id
      WHERE f.organization_id = ${organization}::uuid AND f.removal_id = ${input.removalId}::uuid AND f.status = 'done' AND f.attested_by_id IS NOT NULL
        AND g.status = 'revoked' AND g.token_endpoint IS NOT NULL AND g.token_box IS NOT NULL
      ORDER BY g.id`),
  );
}
