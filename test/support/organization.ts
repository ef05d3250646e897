import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { connect, type Database } from '../../prisma/client.ts';
import { createOrganization } from '../../prisma/commands/organizations/create.ts';
import { ensurePerson } from '../../prisma/commands/persons/person-of.ts';
import { openSecrets, type Secrets } from '../../prisma/secrets/secrets.ts';
import type { MemberStatus, OrgRole } from '../../rules/access/types.ts';
import type { Actor } from '../../rules/audit/entry.ts';
import { testDatabase } from './database.ts';

/** A data layer of its own: as our processes have it, and `owner` for looking past row-level security. */
export interface TestData {
  db: Database;
  url: string;
  ownerUrl: string;
  owner: pg.Pool;
  secrets: Secrets;
  /** folder of master key and signing keys */
  keys: string;
  close(): Promise<void>;
}

export async function testData(): Promise<TestData> {
  const database = await testDatabase();
  const { url, ownerUrl } = database;
  const keys = mkdtempSync(path.join(tmpdir(), 'doorward-keys-'));
  const [db, secrets] = await Promise.all([connect(url), openSecrets(keys)]);
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  owner.on('error', () => undefined); // the database is dropped under it
  return {
    db,
    url,
    ownerUrl,
    owner,
    secrets,
    keys,
    close: async () => {
      await db.close();
      await owner.end();
      await database.drop();
      rmSync(keys, { recursive: true, force: true });
    },
  };
}

export interface TestOrganization {
  id: string;
  /** the first admin, who is custodian and billing contact */
  admin: string;
  adminPerson: string;
  adminEmail: string;
  caretaker: string;
  /** as the first admin, through a session */
  as: Actor & { by: 'member' };
}

let counter = 0;

/** An organization as createOrganization makes it, with addresses of its own. */
export async function testOrganization({ db, secrets }: TestData): Promise<TestOrganization> {
  const slug = `org-${++counter}-${randomUUID().slice(0, 8)}`;
  const adminEmail = `ana@${slug}.example`;
  const created = await createOrganization(
    db,
    secrets,
    { by: 'system', reason: 'test' },
    {
      name: slug,
      slug,
      admin: { name: 'Ana Admin', email: adminEmail },
      now: new Date(),
    },
  );
  return {
    id: created.organizationId,
    admin: created.memberId,
    adminPerson: created.personId,
    adminEmail,
    caretaker: created.caretakerId,
    as: { by: 'member', memberId: created.memberId, through: 'session' },
  };
}

/** A member without the way in: what an accepted invitation leaves behind. */
export async function testMember(
  { db, owner }: TestData,
  organization: string,
  options: { role?: OrgRole; status?: MemberStatus; name?: string; email?: string } = {},
): Promise<{ id: string; personId: string; email: string; as: Actor & { by: 'member' } }> {
  const email = options.email ?? `person-${++counter}@${organization.slice(0, 8)}.example`;
  const personId = await ensurePerson(db, email, new Date());
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO members (organization_id, person_id, status, role, name, email, joined_at) VALUES ($1, $2, $3, $4, $5, $6, now()) RETURNING id`,
    [
      organization,
      personId,
      options.status ?? 'active',
      options.role ?? 'member',
      options.name ?? `Person ${counter}`,
      email,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('no member was made');
  return { id, personId, email, as: { by: 'member', memberId: id, through: 'session' } };
}
