import { type Database, inOrganization } from '../../client.ts';

/** Names of resources by id. */
export async function namesOfResources(
  db: Database,
  organization: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await inOrganization(db, organization, (tx) =>
    tx.resource.findMany({
      where: { organizationId: organization, id: { in: [...new Set(ids)] } },
      select: { id: true, name: true },
    }),
  );
  return new Map(found.map(({ id, name }) => [id, name]));
}
