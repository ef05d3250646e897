import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import pg from 'pg';

const RUNTIME = 'doorward_runtime'; // made by the migrations, with exactly the grants that the processes need
const LOCK = 72707370;

/**
 * Makes the login role that `url` names, with its password, as a member of `doorward_runtime`; doing it again changes nothing.
 * Where the role exists with another password, it gets this one. Throws when the owner may not make roles.
 */
export async function ensureLoginRole(ownerUrl: string, url: string): Promise<void> {
  const { username, password } = new URL(url);
  const role = pg.escapeIdentifier(decodeURIComponent(username));
  if (await worksAlready(url)) return;
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const { rowCount } = await owner.query('SELECT FROM pg_roles WHERE rolname = $1', [decodeURIComponent(username)]);
    if (rowCount === 0)
      await owner.query(
        `DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
      );
    const verifier = pg.escapeLiteral(scramVerifier(decodeURIComponent(password)));
    await owner.query(
      `ALTER ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB INHERIT PASSWORD ${verifier}`,
    );
    await owner.query(`GRANT ${RUNTIME} TO ${role}`);
  } finally {
    await owner.end();
  }
}

async function worksAlready(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ member: boolean }>(
      `SELECT pg_has_role(current_user, '${RUNTIME}', 'USAGE') AS member`,
    );
    return rows[0]?.member === true;
  } catch {
    return false; // no such role, or another password
  } finally {
    await client.end().catch(() => {});
  }
}

/** What PostgreSQL stores of a password (RFC 5803), made here so that the password itself is never in a statement, hence in no log. */
function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const iterations = 4096;
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const key = (name: string) => createHmac('sha256', salted).update(name).digest();
  const storedKey = createHash('sha256').update(key('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${key('Server Key').toString('base64')}`;
}
