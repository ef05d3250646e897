import { createOrganization, type CreatedOrganization } from '../../prisma/commands/organizations/create.ts';
import { connect } from '../../prisma/client.ts';
import { openSecrets } from '../../prisma/secrets/secrets.ts';
import { type FailureName, isFailureName } from '../../rules/failures.ts';
import type { Stack } from './stack.ts';

export interface FirstOrganization {
  name: string;
  slug: string;
  admin: { name: string; email: string };
}

/**
 * What nobody can do over HTTP: an organization with its first admin, because there is no public sign-up.
 * @returns undefined for an organization that is there already
 */
export async function createFirst(
  stack: Pick<Stack, 'database' | 'keysDir'>,
  organizations: readonly FirstOrganization[],
): Promise<(CreatedOrganization | undefined)[]> {
  const secrets = await openSecrets(stack.keysDir);
  const db = await connect(stack.database.url, { secrets, connections: 1 });
  try {
    const created: (CreatedOrganization | undefined)[] = [];
    for (const { name, slug, admin } of organizations) {
      const creation = createOrganization(
        db,
        secrets,
        { by: 'system', reason: 'set-up' },
        { name, slug, admin, now: new Date() },
      );
      created.push(await creation.catch((error: unknown) => ignoring(error, 'name-taken')));
    }
    return created;
  } finally {
    await db.close();
  }
}

function ignoring(error: unknown, name: FailureName): undefined {
  if (error instanceof Error && isFailureName(error.name) && error.name === name) return undefined;
  throw error;
}
