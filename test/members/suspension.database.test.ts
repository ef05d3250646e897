import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect, type Database } from '../../prisma/client.ts';
import { createApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { reactivateMember } from '../../prisma/commands/members/reactivate.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { askSignIn } from '../../prisma/commands/sessions/ask-sign-in.ts';
import { openDoor } from '../../prisma/commands/sessions/open-door.ts';
import { signInByLink } from '../../prisma/commands/sessions/sign-in.ts';
import { createTeam } from '../../prisma/commands/teams/teams.ts';
import { accessFacts, type Question } from '../../prisma/queries/access/facts.ts';
import { signInMail } from '../../prisma/queries/sessions/sign-in-mail.ts';
import { hashOfApiKey } from '../../prisma/secrets/api-key.ts';
import { hashOf } from '../../prisma/secrets/links.ts';
import { refusalOf } from '../../rules/access/caller.ts';
import { decide } from '../../rules/access/decide.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let other: Database;
let organization: TestOrganization;
const now = () => new Date();

beforeAll(async () => {
  data = await testData();
  other = await connect(data.url, { secrets: data.secrets, connections: 2 });
  organization = await testOrganization(data);
});
afterAll(async () => {
  await other.close();
  await data.close();
});

async function signedIn(email: string): Promise<string> {
  const asked = await askSignIn(data.db, data.secrets, { email, now: now() });
  const mail = await signInMail(data.db, data.secrets, { signInLinkId: asked?.signInLinkId ?? '', now: now() });
  const { token } = await signInByLink(data.db, { token: mail?.token ?? '', now: now() });
  expect(await openDoor(data.db, organization.id, { sessionHash: hashOf(token), now: now() })).toBe(true);
  return token;
}

/** A member with a pipeline that runs as them, a key and a session: three ways in. */
async function leaver() {
  const member = await testMember(data, organization.id);
  const [pipeline = ''] = await registerResources(data.db, organization.id, member.as, {
    resources: [{ kind: 'pipeline', hostId: member.id, name: 'Nightly', ownerId: member.id, runsAsId: member.id }],
    now: now(),
  });
  const { key } = await createApiKey(data.db, organization.id, member.as, {
    holderId: member.id,
    name: 'laptop',
    scopes: ['read', 'write'],
    now: now(),
  });
  const keyHash = hashOfApiKey(key) ?? new Uint8Array();
  const token = await signedIn(member.email);
  return { ...member, pipeline, keyHash, token };
}

/** What a second process sees, over a connection of its own. */
async function doors(of: Awaited<ReturnType<typeof leaver>>) {
  const run: Question = { resource: of.pipeline, action: 'run', as: { runsAsOf: of.pipeline } };
  const byHand: Question = { resource: of.pipeline, action: 'view', as: { member: of.id } };
  const [session, key] = await Promise.all([
    accessFacts(
      other,
      organization.id,
      { sessionHash: hashOf(of.token) },
      { questions: [run, byHand], verify: of.keyHash },
    ),
    accessFacts(other, organization.id, { keyHash: of.keyHash }),
  ]);
  const at = Date.now();
  const [automation, member] = session.answers.map((facts, i) => decide(facts, i === 0 ? 'run' : 'view', at));
  return {
    session: refusalOf(session.caller, at),
    key: refusalOf(key.caller, at),
    verify: session.verified === null ? undefined : refusalOf(session.verified, at),
    member: member?.allowed,
    automation: { allowed: automation?.allowed, as: automation?.as, caretaker: automation?.caretaker },
  };
}

describe('a suspension', () => {
  test('refuses session, key, verification and check to a second connection from its commit on, while automation goes on as the caretaker', async () => {
    const member = await leaver();
    expect(await doors(member)).toEqual({
      session: null,
      key: null,
      verify: null,
      member: true,
      automation: { allowed: true, as: member.id, caretaker: false },
    });

    await suspendMember(data.db, organization.id, organization.as, {
      memberId: member.id,
      now: now(),
      reason: 'emergency',
    });

    expect(await doors(member)).toEqual({
      session: { fact: 'revoked' },
      key: { fact: 'member-status', status: 'suspended' },
      verify: { fact: 'member-status', status: 'suspended' },
      member: false,
      automation: { allowed: true, as: organization.caretaker, caretaker: true },
    });
  });

  test('opens no door to the same session, nor to a new sign-in', async () => {
    const member = await leaver();
    await suspendMember(data.db, organization.id, organization.as, {
      memberId: member.id,
      now: now(),
      reason: 'emergency',
    });
    expect(await openDoor(data.db, organization.id, { sessionHash: hashOf(member.token), now: now() })).toBe(false);
    expect(await askSignIn(data.db, data.secrets, { email: member.email, now: now() })).toBeNull();
  });

  test('costs one caretaker row, whatever the member owns', async () => {
    const member = await leaver();
    await registerResources(data.db, organization.id, member.as, {
      resources: Array.from({ length: 500 }, (_, i) => ({
        kind: 'pipeline',
        hostId: `${member.id}-${i}`,
        name: `Pipeline ${i}`,
        ownerId: member.id,
        runsAsId: member.id,
      })),
      now: now(),
    });
    await suspendMember(data.db, organization.id, organization.as, {
      memberId: member.id,
      now: now(),
      reason: 'emergency',
    });
    const { rows } = await data.owner.query(
      `SELECT (SELECT count(*)::int FROM caretakers WHERE leaver_id = $1 AND ended_at IS NULL) AS caretaking,
              (SELECT count(*)::int FROM resources WHERE runs_as_id = $1) AS untouched`,
      [member.id],
    );
    expect(rows).toEqual([{ caretaking: 1, untouched: 501 }]);
  });

  test('is adopted by a second one, which renews the caretaker’s time', async () => {
    const member = await leaver();
    const input = { memberId: member.id, reason: 'emergency' };
    const first = await suspendMember(data.db, organization.id, organization.as, {
      ...input,
      now: new Date('2026-03-01T00:00:00Z'),
    });
    const second = await suspendMember(data.db, organization.id, organization.as, {
      ...input,
      now: new Date('2026-03-02T00:00:00Z'),
    });
    expect([first, second]).toEqual([{ adopted: false }, { adopted: true }]);
    const { rows } = await data.owner.query('SELECT until FROM caretakers WHERE leaver_id = $1', [member.id]);
    expect(rows).toEqual([{ until: new Date('2026-04-01T00:00:00Z') }]);
  });

  test('asked for twice under one receipt is done once', async () => {
    const member = await leaver();
    const input = { memberId: member.id, reason: 'removal', now: now(), receipt: `suspend/${member.id}` };
    const both = await Promise.all([1, 2].map(() => suspendMember(data.db, organization.id, organization.as, input)));
    expect(both).toEqual([{ adopted: false }, { adopted: false }]);
    const { rows } = await data.owner.query(
      `SELECT count(*)::int AS n FROM events WHERE object_id = $1 AND type LIKE 'member.suspen%'`,
      [member.id],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('of the caretaker, of someone unknown, and of another organization’s member is refused', async () => {
    const foreign = await testOrganization(data);
    const outcomes = await Promise.all(
      [organization.caretaker, crypto.randomUUID(), foreign.admin].map((memberId) =>
        suspendMember(data.db, organization.id, organization.as, { memberId, now: now(), reason: 'emergency' }).catch(
          (error: Error) => error.name,
        ),
      ),
    );
    expect(outcomes).toEqual(['wrong-state', 'not-found', 'not-found']);
  });

  test('lets no change by the suspended member be recorded after it', async () => {
    const member = await testMember(data, organization.id, { role: 'admin' });
    await suspendMember(data.db, organization.id, organization.as, {
      memberId: member.id,
      now: now(),
      reason: 'emergency',
    });
    const late = createTeam(data.db, organization.id, member.as, { name: 'Late', now: now() });
    await expect(late).rejects.toMatchObject({ name: 'not-allowed', facts: { because: 'member-status' } });
    expect(await data.owner.query(`SELECT FROM teams WHERE name = 'Late'`)).toMatchObject({ rowCount: 0 });
  });

  test('and changes by the same member, at once: every change that is recorded comes before it in the chain', async () => {
    const member = await testMember(data, organization.id, { role: 'admin' });
    const changes = Array.from({ length: 20 }, (_, i) =>
      createTeam(data.db, organization.id, member.as, { name: `Race ${member.id} ${i}`, now: now() }).catch(
        () => undefined,
      ),
    );
    await suspendMember(data.db, organization.id, organization.as, {
      memberId: member.id,
      now: now(),
      reason: 'emergency',
    });
    await Promise.all(changes);
    const { rows } = await data.owner.query<{ late: number }>(
      `SELECT count(*)::int AS late FROM audit_entries a WHERE organization_id = $1 AND body::jsonb #>> '{actor,memberId}' = $2
         AND sequence > (SELECT sequence FROM events WHERE organization_id = $1 AND type = 'member.suspended' AND object_id = $2::uuid)`,
      [organization.id, member.id],
    );
    expect(rows).toEqual([{ late: 0 }]);
  });
});

describe('a reactivation', () => {
  test('gives back all that there was: key, access, automation in their own name; the session needs a new sign-in', async () => {
    const member = await leaver();
    const facts = () =>
      data.owner.query(
        `SELECT to_jsonb(m) AS member, (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM resources r WHERE owner_id = m.id) AS owned,
                (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.id) FROM credentials c WHERE holder_id = m.id) AS keys FROM members m WHERE id = $1`,
        [member.id],
      );
    const before = (await facts()).rows;
    const input = { memberId: member.id, reason: 'emergency' };
    await suspendMember(data.db, organization.id, organization.as, { ...input, now: now() });
    await reactivateMember(data.db, organization.id, organization.as, { ...input, now: now() });
    expect((await facts()).rows).toEqual(before);
    expect(await doors(member)).toEqual({
      session: { fact: 'revoked' },
      key: null,
      verify: null,
      member: true,
      automation: { allowed: true, as: member.id, caretaker: false },
    });
    expect(await openDoor(data.db, organization.id, { sessionHash: hashOf(member.token), now: now() })).toBe(false);
    const token = await signedIn(member.email);
    expect((await doors({ ...member, token })).session).toBeNull();
  });

  test('of someone who is not suspended is refused', async () => {
    const member = await testMember(data, organization.id);
    const lifted = reactivateMember(data.db, organization.id, organization.as, {
      memberId: member.id,
      now: now(),
      reason: '-',
    });
    await expect(lifted).rejects.toMatchObject({ name: 'wrong-state', facts: { state: 'active', needs: 'suspended' } });
  });
});
