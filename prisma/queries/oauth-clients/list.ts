import { type Database, inOrganization } from '../../client.ts';

export interface OauthClientRow {
  id: string;
  provider: string;
  clientId: string;
  /** a secret is set; it never comes out */
  hasSecret: boolean;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  revocationEndpoint: string | null;
  issuer: string | null;
  scopes: string[];
  changedAt: Date;
}

/** The OAuth clients of an organization, by provider: a handful. */
export function listOauthClients(db: Database, organization: string): Promise<OauthClientRow[]> {
  return inOrganization(db, organization, async (tx) => {
    const rows = await tx.oauthClient.findMany({
      where: { organizationId: organization },
      omit: { organizationId: true, createdAt: true },
      orderBy: { provider: 'asc' },
    });
    return rows.map(({ clientSecretBox, ...client }) => ({ ...client, hasSecret: clientSecretBox !== null }));
  });
}
