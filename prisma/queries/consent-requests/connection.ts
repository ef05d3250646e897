import { type Database, inOrganization } from '../../client.ts';
import { type ConsentWanted, consentWanted } from './wanted.ts';

export interface ConnectionConsentRow extends ConsentWanted {
  name: string;
  /** an OAuth client is set for its provider */
  client: boolean;
  /** another consent is being tested */
  shadow: boolean;
}

/** What a connection rests on, and whether this member has to consent anew; null: no such connection, or it is archived. */
export function connectionConsent(
  db: Database,
  organization: string,
  input: { connectionId: string; memberId: string },
): Promise<ConnectionConsentRow | null> {
  return inOrganization(db, organization, async (tx) => {
    const wanted = await consentWanted(tx, organization, input);
    if (wanted === null) return null;
    const { connectionId } = input;
    const where = { organizationId_id: { organizationId: organization, id: connectionId } };
    const { name } = await tx.resource.findUniqueOrThrow({ where, select: { name: true } });
    const provider = wanted.provider.toLowerCase();
    const clients = await tx.oauthClient.count({ where: { organizationId: organization, provider } });
    const shadows = await tx.grant.count({ where: { organizationId: organization, connectionId, status: 'shadow' } });
    return { ...wanted, name, client: clients > 0, shadow: shadows > 0 };
  });
}
