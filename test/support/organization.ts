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
import { eventually } from './eventually.ts';

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
  const secrets = await openSecrets(keys);
  const db = await connect(url, { secrets });
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

/** A transaction of an organization on a connection of its own, as our processes have it, for tests that decide who waits for whom. */
export async function inTransaction({ url }: TestData, organization: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`BEGIN; SET LOCAL app.organization = '${organization}'`);
  return client;
}

/** Sends a statement and returns when it is done or waits for a lock: from then on it has seen what it could see. `result` is its end. */
export async function sent({ owner }: TestData, client: pg.Client, sql: string): Promise<{ result: Promise<unknown> }> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  let done = false;
  const result = client.query(sql).finally(() => {
    done = true;
  });
  result.catch(() => undefined); // whoever awaits it hears of it
  await eventually(async () => {
    if (done) return;
    const waiting = await owner.query(`SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'`, [
      rows[0]?.pid,
    ]);
    if (waiting.rowCount === 0) throw new Error('neither done nor waiting');
  });
  return { result };
}
