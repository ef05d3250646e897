import { type Database, inOrganization } from '../../client.ts';

export interface ResourceKindRow {
  name: string;
  title: string;
  handoverUrl: string | null;
  /** its host sets a new secret when it is asked to */
  rotatesSecrets: boolean;
  /** its host takes new consents of connections */
  takesGrants: boolean;
}

/** All kinds of an organization, by name: its own and the three that each has. */
export function listResourceKinds(db: Database, organization: string): Promise<ResourceKindRow[]> {
  return inOrganization(db, organization, (tx) =>
    tx.resourceKind.findMany({
      where: { organizationId: organization },
      select: { name: true, title: true, handoverUrl: true, rotatesSecrets: true, takesGrants: true },
      orderBy: { name: 'asc' },
    }),
  );
}
