import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { tryDoors } from '../../activities/removals/doors.ts';
import { registerResourceKind } from '../../prisma/commands/resources/kinds.ts';
import { certificateFacts } from '../../prisma/queries/removals/certificate.ts';
import { hashOf } from '../../prisma/secrets/links.ts';
import { type Door, statementOf } from '../../rules/removals/certificate.ts';
import { type Fixture, furnished } from '../support/fixture.ts';
import { type TestData, testData } from '../support/organization.ts';
import { dependencies } from './leaving.ts';
import { type RecordingHost, recordingHost } from './recording-host.ts';
import { type Going, rotated } from './steps.ts';

let data: TestData;
let host: RecordingHost;
let fixture: Fixture;
let gone: Going;
let deps: Awaited<ReturnType<typeof dependencies>>;
beforeAll(async () => {
  [data, host] = await Promise.all([testData(), recordingHost()]);
  fixture = await furnished(data);
  gone = await rotated(data, fixture, { forCause: true });
  deps = await dependencies(data);
  const { id, as } = fixture.organization;
  const kind = { name: 'pipeline', title: 'Pipeline', handoverUrl: host.url };
  const { handoverSecret } = await registerResourceKind(data.db, data.secrets, id, as, kind);
  host.secrets.set(`${id}/pipeline`, handoverSecret ?? '');
  const kept = `SELECT id, coalesce(owner_id, owner_team_id) AS owner, runs_as_id AS "runsAs" FROM resources WHERE organization_id = $1`;
  for (const { id: resource, ...has } of (await sql(kept, id)).rows) host.kept.set(`${id}/${resource}`, has);
});
afterAll(() => Promise.all([host.close(), data.close()]));

const sql = (text: string, ...values: unknown[]) => data.owner.query(text, values);
const input = () => ({
  organization: fixture.organization.id,
  removalId: gone.removalId,
  now: new Date().toISOString(),
});
const doors = (): Promise<Door[]> => new MockActivityEnvironment({ attempt: 9 }).run(() => tryDoors(deps, input()));

/** What is let in, and whether the certificate says so. */
async function open(): Promise<string[]> {
  const found = await doors();
  const { organization, removalId } = input();
  const facts = await certificateFacts(data.db, organization, { removalId, now: new Date(), doors: found });
  const { proven, notProven } = statementOf(facts).predicate as { proven: boolean; notProven: { what: string }[] };
  const letIn = found.filter(({ result }) => result === 'open' || result === 'unanswered');
  const named = letIn.map(({ door, objectId }) => `${door}:${objectId}`);
  expect(notProven.map(({ what }) => what)).toEqual(expect.arrayContaining(named));
  if (named.length > 0) expect(proven).toBe(false);
  return named;
}

async function invited(createdAt: Date): Promise<string> {
  const { id, admin } = fixture.organization;
  const invitationId = randomUUID();
  const tokenHash = hashOf(data.secrets.linkToken('invitation', id, invitationId, 1));
  await sql(
    `INSERT INTO invitations (organization_id, id, status, email, role, inviter_id, version, token_hash, created_at, sent_at, expires_at)
     VALUES ($1, $2, 'sent', $3, 'member', $4, 1, $5, $6, $6, now() + interval '1 day')`,
    id,
    invitationId,
    fixture.leo.email,
    admin,
    tokenHash,
    createdAt,
  );
  return invitationId;
}

test('every way in is tried and refused; of SSO it is said that there is none', async () => {
  const tried = await doors();
  expect(new Set(tried.map(({ door }) => door))).toEqual(
    new Set(['api-key', 'session', 'sign-in-link', 'sso', 'host']),
  );
  const keys = tried.filter(({ door }) => door === 'api-key').map(({ objectId }) => objectId);
  expect(keys.sort()).toEqual([...fixture.keys.own, ...fixture.keys.made].sort());
  expect(tried.filter(({ result }) => result !== 'refused')).toEqual([
    expect.objectContaining({ door: 'sso', result: 'none' }),
  ]);
  expect(await open()).toEqual([]);
});

test('trying leaves nothing behind', async () => {
  const counts = `SELECT (SELECT count(*) FROM sign_in_links) AS links, (SELECT count(*) FROM sessions) AS sessions,
    (SELECT count(*) FROM session_organizations) AS doors, (SELECT count(*) FROM audit_entries) AS entries`;
  const before = (await sql(counts)).rows;
  await doors();
  expect((await sql(counts)).rows).toEqual(before);
});

describe('a certificate is not proven, and names the door, when', () => {
  test('a key that was to be rotated still opens', async () => {
    const [key] = fixture.keys.made;
    const columns = 'revoked_at, successor_id, grace_until';
    const was = (await sql(`SELECT ${columns} FROM credentials WHERE id = $1`, key)).rows[0];
    await sql('UPDATE credentials SET revoked_at = NULL, successor_id = NULL, grace_until = NULL WHERE id = $1', key);
    expect(await open()).toEqual([`api-key:${key}`]);
    await sql(`UPDATE credentials SET (${columns}) = ROW($2, $3, $4) WHERE id = $1`, key, ...Object.values(was));
  });

  test('a mailed sign-in lets them in again, or the old session does', async () => {
    const status = (to: string) => sql('UPDATE members SET status = $2 WHERE id = $1', fixture.leo.id, to);
    await status('active');
    expect(await open()).toEqual([`sign-in-link:${fixture.leo.id}`]);
    const { rows } = await sql(
      'UPDATE session_organizations SET revoked_at = NULL WHERE member_id = $1 RETURNING session_id AS id',
      fixture.leo.id,
    );
    expect(await open()).toEqual([`session:${rows[0].id}`, `sign-in-link:${fixture.leo.id}`]);
    await sql('UPDATE session_organizations SET revoked_at = now() WHERE member_id = $1', fixture.leo.id);
    await status('deactivated');
  });

  test('an invitation made since lets them join; one from before they left is void', async () => {
    const old = await invited(new Date(Date.now() - 3_600_000));
    expect(await open()).toEqual([]);
    expect(await doors()).toContainEqual(
      expect.objectContaining({ objectId: old, result: 'refused', answer: 'link-not-valid' }),
    );
    await sql(`UPDATE invitations SET status = 'revoked' WHERE id = $1`, old);
    const since = await invited(new Date());
    expect(await open()).toEqual([`mailed-link:${since}`]);
    await sql(`UPDATE invitations SET status = 'revoked' WHERE id = $1`, since);
    expect((await sql('SELECT status FROM members WHERE id = $1', fixture.leo.id)).rows).toEqual([
      { status: 'deactivated' },
    ]);
  });

  test('a host says otherwise, or nothing', async () => {
    host.refuses = () => 'still runs as them';
    expect(await open()).toEqual(['host:pipeline']);
    host.refuses = () => undefined;
    host.status = () => 503;
    expect(await doors()).toContainEqual(expect.objectContaining({ door: 'host', result: 'unanswered' }));
    host.status = () => undefined;
    expect(await open()).toEqual([]);
  });
});

describe('where the organization has a sign-in of its own', () => {
  const status = (to: string) => sql('UPDATE members SET status = $2 WHERE id = $1', fixture.leo.id, to);
  const ssoDoor = async () => (await doors()).find(({ door }) => door === 'sso');
  const connection = randomUUID();
  beforeAll(() =>
    sql(
      `INSERT INTO sso_connections (organization_id, id, name, issuer, client_id, client_secret_box) VALUES ($1, $2, 'Login', 'https://x.example', 'x', '')`,
      fixture.organization.id,
      connection,
    ),
  );

  test('coming back by it is tried with their address, and refused', async () => {
    expect(await ssoDoor()).toMatchObject({ result: 'refused', answer: 'sso-no-member', objectId: fixture.leo.id });
    expect(await open()).toEqual([]);
  });

  test('coming back by it is tried with the account that they had, and leaves nothing behind', async () => {
    const { id } = fixture.organization;
    const bound =
      'INSERT INTO sso_identities (organization_id, sso_connection_id, subject, member_id) VALUES ($1, $2, $3, $4)';
    await sql(bound, id, connection, 'leo', fixture.leo.id);
    expect(await ssoDoor()).toMatchObject({ result: 'refused', answer: 'sso-no-member' });
    await status('active');
    expect(await open()).toContain(`sso:${fixture.leo.id}`);
    await status('deactivated');
    expect((await sql('SELECT FROM sso_identities')).rowCount).toBe(1);
    expect((await sql(`SELECT FROM session_organizations WHERE how = 'sso'`)).rowCount).toBe(0);
  });
});
