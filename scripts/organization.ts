// npm run organization -- create|suspend|reactivate …: what only the operator of an installation does. Reads DATABASE_URL and DOORWARD_KEYS.
import { parseArgs } from 'node:util';
import { reactivateOrganization, suspendOrganization } from '../prisma/commands/organizations/change-status.ts';
import { createOrganization } from '../prisma/commands/organizations/create.ts';
import { connect, type Database } from '../prisma/client.ts';
import { openSecrets, type Secrets } from '../prisma/secrets/secrets.ts';
import { Failure } from '../rules/failures.ts';
import { longestSlug, slugShape } from '../rules/organizations/slug.ts';

const usage = `npm run organization -- create --name NAME --slug SLUG --admin-name NAME --admin-email ADDRESS
npm run organization -- suspend ID --reason WHY
npm run organization -- reactivate ID --reason WHY
ID is in the console's address: /o/ID`;
const operator = { by: 'system', reason: 'operator' } as const;
const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { name: text, slug: text, 'admin-name': text, 'admin-email': text, reason: text },
});
const [command, id = ''] = positionals;

async function run(db: Database, secrets: Secrets): Promise<string> {
  const { name, slug, reason } = values;
  const [adminName, email] = [values['admin-name'], values['admin-email']];
  if (command === 'create' && name && slug && adminName && email) {
    if (!slugShape.test(slug) || slug.length > longestSlug)
      throw new Error(`“${slug}” is no slug: lower case letters, digits, single hyphens`);
    const admin = { name: adminName, email };
    const made = await createOrganization(db, secrets, operator, { name, slug, admin, now: new Date() });
    return `created ${made.organizationId}. ${adminName} signs in by asking for a link to ${email} on the console’s sign-in page`;
  }
  if (command === 'suspend' && id && reason) {
    await suspendOrganization(db, id, operator, { reason });
    return `suspended ${id}: every session, key and check of it is refused from now on`;
  }
  if (command === 'reactivate' && id && reason) {
    await reactivateOrganization(db, id, operator, { reason });
    return `reactivated ${id}`;
  }
  throw new Error(usage);
}

function needed(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`set ${variable} (docs/configuration.md)`);
  return value;
}

try {
  const secrets = await openSecrets(needed('DOORWARD_KEYS'));
  const db = await connect(needed('DATABASE_URL'), { secrets, connections: 1 });
  try {
    console.log(await run(db, secrets));
  } finally {
    await db.close();
  }
} catch (error) {
  const facts = error instanceof Failure ? ` (${Object.entries<string | number>(error.facts).flat().join(' ')})` : '';
  console.error(error instanceof Error ? `${error.message}${facts}` : error);
  process.exitCode = 1;
}
