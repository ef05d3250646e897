import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { askSignIn } from '../../prisma/commands/sessions/ask-sign-in.ts';
import { endSession } from '../../prisma/commands/sessions/end.ts';
import { openDoor } from '../../prisma/commands/sessions/open-door.ts';
import { signInByCode, signInByLink } from '../../prisma/commands/sessions/sign-in.ts';
import { accessFacts } from '../../prisma/queries/access/facts.ts';
import { readSession } from '../../prisma/queries/sessions/read.ts';
import { signInMail } from '../../prisma/queries/sessions/sign-in-mail.ts';
import { hashOf } from '../../prisma/secrets/links.ts';
import { isFresh, refusalOf } from '../../rules/access/caller.ts';
import { signIn } from '../../rules/members/sign-in.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let organization: TestOrganization;
let person: Awaited<ReturnType<typeof testMember>>;
const start = new Date('2026-05-01T12:00:00Z');
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const notValid = { name: 'link-not-valid' };

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());
beforeEach(async () => {
  organization = await testOrganization(data);
  person = await testMember(data, organization.id);
});

async function mail(now = start, email = person.email) {
  const asked = await askSignIn(data.db, data.secrets, { email, now });
  const found =
    asked === null ? null : await signInMail(data.db, data.secrets, { signInLinkId: asked.signInLinkId, now });
  if (found === null) throw new Error('no mail');
  return found;
}
const byLink = (token: string, now = start) => signInByLink(data.db, { token, now });
const byCode = (code: string, now = start, email = person.email) =>
  signInByCode(data.db, data.secrets, { email, code, now });

describe('a mailed link', () => {
  test('signs in once, whatever the case of the address that asked', async () => {
    const { token, email } = await mail(start, ` ${person.email.toUpperCase()} `);
    expect(email).toBe(person.email);
    expect(await byLink(token)).toMatchObject({ personId: person.personId });
    await expect(byLink(token)).rejects.toMatchObject(notValid);
  });

  test('clicked twice at once signs in once', async () => {
    const { token } = await mail();
    const clicks = await Promise.allSettled([byLink(token), byLink(token), byLink(token)]);
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('is good until its time ends, and not at that instant', async () => {
    const { token } = await mail();
    await expect(byLink(token, after(signIn.linkMinutes))).rejects.toMatchObject(notValid);
    await expect(byLink(token, new Date(after(signIn.linkMinutes).getTime() - 1))).resolves.toBeDefined();
  });

  test('is the same in a mail that is sent again, and no mail is left to send when it was used', async () => {
    const asked = await askSignIn(data.db, data.secrets, { email: person.email, now: start });
    const read = () => signInMail(data.db, data.secrets, { signInLinkId: asked?.signInLinkId ?? '', now: start });
    const [first, second] = [await read(), await read()];
    expect(second).toEqual(first);
    await byLink(first?.token ?? '');
    expect(await read()).toBeNull();
  });

  test('is for members only: unknown addresses and people who are active nowhere get none, and it looks the same', async () => {
    const suspended = await testMember(data, organization.id, { status: 'suspended' });
    const asked = [suspended.email, 'nobody@nowhere.example'].map((email) =>
      askSignIn(data.db, data.secrets, { email, now: start }),
    );
    expect(await Promise.all(asked)).toEqual([null, null]);
  });

  test('is given a few times at most, also when asked for at once', async () => {
    const asked = await Promise.all(
      Array.from({ length: signIn.openLinks + 3 }, () =>
        askSignIn(data.db, data.secrets, { email: person.email, now: start }),
      ),
    );
    expect(asked.filter((link) => link !== null)).toHaveLength(signIn.openLinks);
    expect(
      await askSignIn(data.db, data.secrets, { email: person.email, now: after(signIn.linkMinutes) }),
    ).not.toBeNull();
  });
});

describe('a typed code', () => {
  test('signs in, and uses up its mail’s link', async () => {
    const { code, token } = await mail();
    expect(code).toMatch(/^\d{8}$/);
    expect(await byCode(code)).toMatchObject({ personId: person.personId });
    await expect(byLink(token)).rejects.toMatchObject(notValid);
  });

  test('bears a few wrong attempts, then not even the right one; more mails give no more attempts', async () => {
    const codes = [(await mail()).code, (await mail()).code];
    const wrong = codes.includes('00000000') ? '11111111' : '00000000';
    for (let i = 0; i < signIn.codeAttempts; i++) await expect(byCode(wrong)).rejects.toMatchObject(notValid);
    for (const code of codes) await expect(byCode(code)).rejects.toMatchObject(notValid);
  });

  test('of another person’s mail is worth nothing', async () => {
    const other = await testMember(data, organization.id);
    const { code } = await mail();
    await mail(start, other.email);
    await expect(byCode(code, start, other.email)).rejects.toMatchObject(notValid);
  });

  test('is kept under a key: who reads the database can’t find it by counting', async () => {
    const { code } = await mail();
    const { rows } = await data.owner.query<{ id: string; code_hash: Buffer }>(
      'SELECT id, code_hash FROM sign_in_links WHERE person_id = $1',
      [person.personId],
    );
    const [link] = rows;
    expect(link?.code_hash).toHaveLength(32);
    for (const guess of [code, code + (link?.id ?? ''), (link?.id ?? '') + code]) {
      expect(Buffer.from(hashOf(guess)).equals(link?.code_hash ?? Buffer.alloc(0))).toBe(false);
    }
  });
});

describe('a session', () => {
  const session = async (now = start) => {
    const signedIn = await byLink((await mail(now)).token, now);
    return { ...signedIn, hash: hashOf(signedIn.token) };
  };
  const refusal = async (hash: Uint8Array, at = start, in_ = organization.id) =>
    refusalOf((await accessFacts(data.db, in_, { sessionHash: hash })).caller, at.getTime());

  test('opens an organization when it first comes there, and that is recorded', async () => {
    const { hash, sessionId } = await session();
    expect(await refusal(hash)).toEqual({ fact: 'unknown' });
    const both = await Promise.all(
      [1, 2].map(() => openDoor(data.db, organization.id, { sessionHash: hash, now: start })),
    );
    expect(both).toEqual([true, true]);
    expect(await refusal(hash)).toBeNull();
    const { rows } = await data.owner.query(
      `SELECT count(*)::int AS n FROM events WHERE type = 'session.started' AND object_id = $1`,
      [sessionId],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('opens no organization in which the person is no active member', async () => {
    const foreign = await testOrganization(data);
    const { hash } = await session();
    expect(await openDoor(data.db, foreign.id, { sessionHash: hash, now: start })).toBe(false);
    expect(await openDoor(data.db, crypto.randomUUID(), { sessionHash: hash, now: start })).toBe(false);
    expect(await refusal(hash, start, foreign.id)).toEqual({ fact: 'unknown' });
  });

  test('ends at its time, and with signing out, in every organization; both are refused in words', async () => {
    const { hash, expiresAt, sessionId } = await session();
    await openDoor(data.db, organization.id, { sessionHash: hash, now: start });
    expect(await refusal(hash, expiresAt)).toEqual({ fact: 'expired' });
    const from = { address: '192.0.2.1', agent: 'test' };
    await endSession(data.db, { sessionId, from, now: after(1) });
    await endSession(data.db, { sessionId, from, now: after(2) });
    expect(await refusal(hash, after(3))).toEqual({ fact: 'revoked' });
    expect(await readSession(data.db, { sessionHash: hash, now: after(3) })).toBeNull();
    expect(await openDoor(data.db, organization.id, { sessionHash: hash, now: after(3) })).toBe(false);
    const { rows } = await data.owner.query(
      `SELECT count(*)::int AS n FROM events WHERE organization_id = $1 AND type = 'session.ended'`,
      [organization.id],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('is fresh for a quarter of an hour after the sign-in', async () => {
    const { hash } = await session();
    await openDoor(data.db, organization.id, { sessionHash: hash, now: start });
    const { caller } = await accessFacts(data.db, organization.id, { sessionHash: hash });
    if (caller.session === null) throw new Error('no session');
    expect(isFresh(caller.session, after(15).getTime() - 1)).toBe(true);
    expect(isFresh(caller.session, after(15).getTime())).toBe(false);
  });

  test('of a browser ends when that browser signs in anew', async () => {
    const first = await session();
    await signInByLink(data.db, { token: (await mail()).token, sessionToken: first.token, now: start });
    expect(await readSession(data.db, { sessionHash: first.hash, now: start })).toBeNull();
  });

  test('shows the person’s own organizations, and for each whether it opens', async () => {
    const second = await testOrganization(data);
    const there = await testMember(data, second.id, { email: person.email, role: 'viewer' });
    const { hash } = await session();
    await suspendMember(data.db, second.id, second.as, { memberId: there.id, now: start, reason: 'emergency' });
    const read = await readSession(data.db, { sessionHash: hash, now: start });
    expect(read?.email).toBe(person.email);
    expect(
      read?.organizations.map(({ id, memberId, role, status, open }) => ({ id, memberId, role, status, open })),
    ).toEqual(
      expect.arrayContaining([
        { id: organization.id, memberId: person.id, role: 'member', status: 'active', open: true },
        { id: second.id, memberId: there.id, role: 'viewer', status: 'suspended', open: false },
      ]),
    );
  });

  test('that one organization shut stays open in another: a suspension does not cross the border', async () => {
    const second = await testOrganization(data);
    const there = await testMember(data, second.id, { email: person.email });
    const { hash } = await session();
    for (const id of [organization.id, second.id]) await openDoor(data.db, id, { sessionHash: hash, now: start });
    await suspendMember(data.db, second.id, second.as, { memberId: there.id, now: after(1), reason: 'emergency' });
    expect(await refusal(hash, after(2), second.id)).toEqual({ fact: 'revoked' });
    expect(await refusal(hash, after(2))).toBeNull();
  });
});
