import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { registerGrant } from '../../prisma/commands/connections/grants.ts';
import { setConnectionSecret } from '../../prisma/commands/connections/secrets.ts';
import { revealApiKey } from '../../prisma/commands/credentials/rotate-api-key.ts';
import { attestFollowUp } from '../../prisma/commands/follow-ups/attest.ts';
import { openFollowUps } from '../../prisma/commands/follow-ups/open.ts';
import { addEvidence } from '../../prisma/commands/follow-ups/evidence.ts';
import { reassignFollowUp } from '../../prisma/commands/follow-ups/reassign.ts';
import { reopenFollowUp } from '../../prisma/commands/follow-ups/reopen.ts';
import { escalateFollowUp, remindFollowUp } from '../../prisma/commands/follow-ups/remind.ts';
import { settleFollowUps } from '../../prisma/commands/follow-ups/settle.ts';
import { writeNote } from '../../prisma/commands/notes/write.ts';
import { changePolicy } from '../../prisma/commands/organizations/change.ts';
import { completeRemoval } from '../../prisma/commands/removals/complete.ts';
import { deactivateLeaver, endHoldingsBatch } from '../../prisma/commands/removals/deactivate.ts';
import { eraseLeaver } from '../../prisma/commands/removals/erase.ts';
import { recordGrantRevoked } from '../../prisma/commands/removals/grants.ts';
import { skipItem } from '../../prisma/commands/removals/skip.ts';
import { transferBatch } from '../../prisma/commands/removals/transfer.ts';
import { setStep } from '../../prisma/commands/removals/steps.ts';
import { accessFacts } from '../../prisma/queries/access/facts.ts';
import { readEvidence } from '../../prisma/queries/follow-ups/evidence.ts';
import { listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import { certificateFacts, doorsToTry } from '../../prisma/queries/removals/certificate.ts';
import { findRemoval } from '../../prisma/queries/removals/detail.ts';
import { grantsToRevoke } from '../../prisma/queries/removals/grants.ts';
import { decide } from '../../rules/access/decide.ts';
import { refusalOf } from '../../rules/access/caller.ts';
import { attestationNote } from '../../rules/removals/attestation.ts';
import { type Door, statementOf } from '../../rules/removals/certificate.ts';
import { steps } from '../../rules/removals/steps.ts';
import { type Fixture, furnished, type Person } from '../support/fixture.ts';
import { eventually } from '../support/eventually.ts';
import { type TestData, testData } from '../support/organization.ts';
import {
  deactivated,
  effect,
  followedUp,
  type Going,
  inBatches,
  noted,
  rotated,
  running,
  suspended,
  transferred,
  workflow,
} from './steps.ts';

let data: TestData;
let fixture: Fixture;
beforeAll(async () => {
  data = await testData();
});
beforeEach(async () => {
  fixture = await furnished(data);
});
afterAll(() => data.close());

const rows = async <R extends object>(sql: string, ...values: unknown[]) =>
  (await data.owner.query<R>(sql, values)).rows;
const refused = (name: string, facts: object = {}) =>
  expect.objectContaining({ name, facts: expect.objectContaining(facts) });
const id = () => fixture.organization.id;
const leo = () => fixture.leo.id;

describe('deactivation', () => {
  test('ends the own keys, sessions, teams, shares and bookmarks, and keeps what was there for the undo', async () => {
    const going = await transferred(data, fixture);
    await inBatches(() => endHoldingsBatch(data.db, id(), workflow, { ...effect(going), limit: 2 }));
    expect(await rows('SELECT FROM team_members WHERE member_id = $1', leo())).toEqual([]);
    expect(await rows('SELECT FROM shares WHERE member_id = $1', leo())).toEqual([]);
    expect(await rows('SELECT FROM bookmarks WHERE member_id = $1', leo())).toEqual([]);
    expect(await rows('SELECT FROM credentials WHERE holder_id = $1 AND revoked_at IS NULL', leo())).toEqual([]);
    const kept = await rows<{ kind: string; before: object }>(
      `SELECT kind, before FROM plan_items WHERE removal_id = $1 AND step = 'deactivate' AND kind <> 'session' ORDER BY key`,
      going.removalId,
    );
    const before = (kind: string) => kept.filter((item) => item.kind === kind).map((item) => item.before);
    expect(before('team-membership')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ role: 'maintainer' }),
        expect.objectContaining({ role: 'member' }),
      ]),
    );
    expect(before('share')).toEqual([expect.objectContaining({ level: 'manage', resourceId: fixture.connections[0] })]);
    expect(before('api-key')).toEqual([{ expiresAt: null }, { expiresAt: null }]);
  });

  test('keeps name and history, and ends the caretaking when nothing runs as the leaver any more', async () => {
    const going = await deactivated(data, fixture);
    expect(await rows('SELECT status, name, role FROM members WHERE id = $1', leo())).toEqual([
      { status: 'deactivated', name: 'Leo', role: 'admin' },
    ]);
    expect(await rows('SELECT FROM caretakers WHERE leaver_id = $1 AND ended_at IS NULL', leo())).toEqual([]);
    expect((await findRemoval(data.db, id(), going.removalId))?.status).toBe('running');
  });

  test('the automation of a skipped item goes on as the caretaker until its time is over', async () => {
    const going = await suspended(data, fixture);
    const [schedule = ''] = fixture.schedules;
    const noteId = await noted(going, 'is to end by itself');
    const itemKey = `resource-runs-as:${schedule}`;
    await skipItem(data.db, id(), fixture.organization.as, { ...effect(going), itemKey, noteId });
    await running(going, 'transfer');
    await inBatches(() => transferBatch(data.db, id(), workflow, { ...effect(going), limit: 1000 }));
    expect(await deactivateLeaver(data.db, id(), workflow, effect(going))).toEqual({ runsAsLeaver: 1 });
    const question = { resource: fixture.pipelines[0] ?? '', action: 'run' as const, as: { runsAsOf: schedule } };
    const { answers } = await accessFacts(data.db, id(), null, { questions: [question] });
    const decision = answers[0] === undefined ? undefined : decide(answers[0], 'run', Date.now());
    expect(decision).toMatchObject({ allowed: true, caretaker: true });
    const facts = await certificateFacts(data.db, id(), { removalId: going.removalId, now: new Date(), doors: [] });
    expect(statementOf(facts).predicate['notProven']).toContainEqual({ what: 'runs-as', reason: expect.any(String) });
  });

  test('is refused while the leaver is still custodian or billing contact', async () => {
    const going = await transferred(data, fixture);
    await data.owner.query('UPDATE organizations SET billing_contact_id = $1 WHERE id = $2', [leo(), id()]);
    await expect(deactivateLeaver(data.db, id(), workflow, effect(going))).rejects.toEqual(
      refused('no-billing-contact'),
    );
  });
});

describe('erasure', () => {
  const erased = async () => {
    await data.owner.query(
      `UPDATE credentials SET last_used_from = '192.0.2.7', last_used_at = now() WHERE holder_id = $1`,
      [leo()],
    );
    const going = await transferred(data, fixture, { ending: 'erase' });
    await inBatches(() => endHoldingsBatch(data.db, id(), workflow, { ...effect(going), limit: 1000 }));
    await eraseLeaver(data.db, id(), workflow, effect(going));
    return going;
  };

  test('leaves no value of the person in the organization, but one pseudonym', async () => {
    await rows(
      `INSERT INTO invitations (organization_id, id, status, email, name, inviter_id, member_id, reason) VALUES ($1, gen_random_uuid(), 'accepted', $2, 'Leo', $3, $4, 'knows us')`,
      id(),
      fixture.leo.email,
      fixture.organization.admin,
      leo(),
    );
    await erased();
    const [member] = await rows<{ name: string; pseudonym: string; status: string }>(
      'SELECT * FROM members WHERE id = $1',
      leo(),
    );
    expect(member).toMatchObject({ status: 'removed', name: member?.pseudonym, email: null });
    const tables = await rows<{ name: string }>(
      `SELECT DISTINCT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'organization_id'`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const all = await rows<{ text: string }>(
        `SELECT to_jsonb(t)::text AS text FROM ${name} t WHERE organization_id = $1`,
        id(),
      );
      const values = ['"Leo"', fixture.leo.email, '192.0.2.7', 'Takes another job', 'laptop', 'knows us'];
      for (const value of values) if (all.some(({ text }) => text.includes(value))) found.push(`${name}: ${value}`);
    }
    expect(found).toEqual([]);
  });

  test('is refused when policy forbids it, or makes it wait for an approval: that is an erasure of its own', async () => {
    const going = await transferred(data, fixture, { ending: 'erase' });
    const policy = (erasure: 'forbidden' | 'after-approval') =>
      changePolicy(data.db, id(), fixture.organization.as, { policy: { removals: { erasure } } });
    const erase = () => eraseLeaver(data.db, id(), workflow, effect(going));
    await policy('forbidden');
    await expect(erase()).rejects.toEqual(refused('erasure-forbidden', { because: 'policy' }));
    await policy('after-approval');
    await expect(erase()).rejects.toEqual(refused('erasure-forbidden', { because: 'policy' }));
    expect(await rows('SELECT name FROM members WHERE id = $1', leo())).toEqual([{ name: 'Leo' }]);
  });

  test('and a legal hold at once: the hold that came first keeps the person as they are', async () => {
    const going = await transferred(data, fixture, { ending: 'erase' });
    await inBatches(() => endHoldingsBatch(data.db, id(), workflow, { ...effect(going), limit: 1000 }));
    await data.owner.query('BEGIN');
    await data.owner.query('UPDATE members SET legal_hold_at = now(), legal_hold_by_id = $2 WHERE id = $1', [
      leo(),
      fixture.organization.admin,
    ]);
    const erasing = eraseLeaver(data.db, id(), workflow, effect(going)).catch((error: unknown) => error);
    await eventually(async () => {
      const waiting = await data.owner.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting.rowCount).toBeGreaterThan(0);
    });
    await data.owner.query('COMMIT');
    expect(await erasing).toEqual(refused('erasure-forbidden', { because: 'policy' }));
    expect(await rows('SELECT name FROM members WHERE id = $1', leo())).toEqual([{ name: 'Leo' }]);
  });
});

describe('rotation', () => {
  const keysMade = () =>
    rows<{ id: string; successor_id: string; grace_until: Date }>(
      'SELECT id, successor_id, grace_until FROM credentials WHERE id = ANY($1) ORDER BY id',
      [...fixture.keys.made].sort(),
    );

  test('gives each key that the leaver made a successor, which the service account’s people see once; the old one is good for the grace', async () => {
    await rotated(data, fixture);
    const { organization, serviceAccount, foreign } = { ...fixture, foreign: fixture.keys.foreign };
    for (const { successor_id, grace_until } of await keysMade()) {
      const hours = (grace_until.getTime() - Date.now()) / 3_600_000;
      expect(Math.round(hours)).toBe(72);
      expect(await rows('SELECT holder_id, version FROM credentials WHERE id = $1', successor_id)).toEqual([
        { holder_id: serviceAccount, version: 2 },
      ]);
      const reveal = () =>
        revealApiKey(data.db, data.secrets, id(), organization.as, { credentialId: successor_id, now: new Date() });
      expect((await reveal()).key).toMatch(/^dwk_live_/);
      await expect(reveal()).rejects.toEqual(refused('wrong-state'));
    }
    expect(await rows('SELECT FROM credentials WHERE id = ANY($1) AND successor_id IS NOT NULL', foreign)).toEqual([]);
  });

  test('for cause there is no grace', async () => {
    await rotated(data, fixture, { forCause: true });
    for (const { grace_until } of await keysMade()) expect(grace_until.getTime()).toBeLessThanOrEqual(Date.now());
  });
});

describe('follow-ups', () => {
  const open = (going: Going) => listFollowUps(data.db, id(), { removalId: going.removalId, limit: 10 });
  const attest = async (followUpId: string, by: Person, text: string) => {
    const noteId = randomUUID();
    await writeNote(data.db, id(), { id: noteId, authorId: by.id, text, now: new Date() });
    return attestFollowUp(data.db, id(), by.as, { followUpId, noteId, now: new Date(), receipt: noteId });
  };

  test('there is one for each grant and each connection secret, for who receives it, due on a working day', async () => {
    const going = await followedUp(data, fixture);
    const found = await open(going);
    expect(found.map(({ kind, ownerName }) => `${kind} ${ownerName}`).sort()).toEqual([
      'renew-grant Dora',
      'renew-grant Dora',
      'rotate-upstream-secret Mia',
    ]);
    for (const { dueAt } of found) expect([0, 6]).not.toContain(dueAt.getUTCDay());
    const byOwner = await listFollowUps(data.db, id(), { ownerId: fixture.mia.id, status: 'open', limit: 10 });
    expect(byOwner).toHaveLength(1);
  });

  test('the due hour is the owner’s own', async () => {
    await data.owner.query(`UPDATE members SET time_zone = 'Pacific/Auckland' WHERE id = $1`, [fixture.mia.id]);
    const [found] = await listFollowUps(data.db, id(), {
      removalId: (await followedUp(data, fixture)).removalId,
      ownerId: fixture.mia.id,
      limit: 1,
    });
    const hour = new Intl.DateTimeFormat('en', {
      hour: 'numeric',
      hourCycle: 'h23',
      timeZone: 'Pacific/Auckland',
    }).format(found?.dueAt);
    expect(hour).toBe('17');
  });

  test('it is done by the word of its owner or an admin, with evidence, and of nobody else', async () => {
    const going = await followedUp(data, fixture);
    const grant = (await open(going)).find(({ kind }) => kind === 'renew-grant');
    const text = attestationNote({ statement: 'Revoked in the console', evidence: 'https://warehouse.example/log/1' });
    await expect(attest(grant?.id ?? '', fixture.mia, text)).rejects.toEqual(refused('not-allowed'));
    await attest(grant?.id ?? '', fixture.dora, text);
    const [done] = (await open(going)).filter(({ status }) => status === 'done');
    expect(done).toMatchObject({
      attestation: 'Revoked in the console',
      evidence: 'https://warehouse.example/log/1',
      attestedById: fixture.dora.id,
    });
    await expect(attest(grant?.id ?? '', fixture.dora, text)).rejects.toEqual(refused('follow-up-closed'));
    const [row] = await rows(
      'SELECT status, token_box FROM grants WHERE id = $1',
      grant?.itemKey.slice('grant:'.length),
    );
    expect(row).toEqual({ status: 'revoked', token_box: null });
  });

  const newSecret = () =>
    setConnectionSecret(data.db, data.secrets, id(), fixture.mia.as, {
      connectionId: fixture.connections[7] ?? '',
      secret: 'new',
      now: new Date(),
    });

  test('a newer secret proves it done at once, without anybody’s word, and counts as progress once', async () => {
    const going = await followedUp(data, fixture);
    const progress = () =>
      rows(`SELECT done FROM removal_steps WHERE removal_id = $1 AND step = 'rotate'`, going.removalId);
    const [before] = (await progress()) as { done: number }[];
    expect((await newSecret()).leavers).toEqual([leo()]);
    const closed = (await open(going)).filter(({ kind }) => kind === 'rotate-upstream-secret');
    expect(closed).toMatchObject([{ status: 'done', attestedById: null, ownerId: fixture.mia.id }]);
    expect(await progress()).toEqual([{ done: (before?.done ?? 0) + 1 }]);
    expect((await newSecret()).leavers).toEqual([]);
    const settle = () => settleFollowUps(data.db, id(), workflow, { removalId: going.removalId, now: new Date() });
    expect(await settle()).toEqual({ closed: 0, open: 2, required: true });
  });

  test('a secret that was set before anybody was asked needs no follow-up', async () => {
    const going = await rotated(data, fixture);
    expect((await newSecret()).leavers).toEqual([leo()]);
    await inBatches(() => openFollowUps(data.db, id(), workflow, { ...effect(going), limit: 100 }));
    expect((await open(going)).map(({ kind }) => kind)).toEqual(['renew-grant', 'renew-grant']);
  });

  test('a new secret and the reminder of its follow-up at once end with it closed', async () => {
    const going = await followedUp(data, fixture);
    const settle = () => settleFollowUps(data.db, id(), workflow, { removalId: going.removalId, now: new Date() });
    await Promise.all([newSecret(), settle(), newSecret(), settle()]);
    expect(await settle()).toEqual({ closed: 0, open: 2, required: true });
  });

  const png = Buffer.from('89504e470d0a1a0a00', 'hex');
  const upload = (followUpId: string, by: Person, content: Uint8Array = png) =>
    addEvidence(data.db, data.secrets, id(), by.as, {
      followUpId,
      name: 'gone.png',
      mediaType: 'image/png',
      content,
      now: new Date(),
    });

  test('a file shows that it was done: sealed, its hash in the audit and the certificate', async () => {
    const going = await followedUp(data, fixture);
    const [followUp] = await listFollowUps(data.db, id(), { ownerId: fixture.mia.id, limit: 1 });
    const followUpId = followUp?.id ?? '';
    await expect(upload(followUpId, fixture.otto)).rejects.toEqual(refused('not-allowed'));
    const { fileId } = await upload(followUpId, fixture.mia);
    const read = (of: string) => readEvidence(data.db, data.secrets, id(), { followUpId: of, fileId });
    expect(await read(followUpId)).toEqual({ name: 'gone.png', content: png });
    expect(await read(randomUUID())).toBeNull();
    const [{ box } = { box: Buffer.alloc(0) }] = await rows<{ box: Buffer }>(
      'SELECT content_box AS box FROM evidence_files WHERE id = $1',
      fileId,
    );
    expect(box.includes(png.toString('base64'))).toBe(false);
    await attest(followUpId, fixture.mia, 'Changed it');
    await expect(upload(followUpId, fixture.mia)).rejects.toEqual(refused('follow-up-closed'));
    const sha256 = createHash('sha256').update(png).digest('hex');
    const facts = await certificateFacts(data.db, id(), { removalId: going.removalId, now: new Date(), doors: [] });
    expect(facts.attested).toEqual([expect.objectContaining({ evidence: [sha256], tried: false })]);
    const audit = await rows(
      `SELECT FROM audit_entries WHERE organization_id = $1 AND body LIKE '%' || $2 || '%'`,
      id(),
      sha256,
    );
    expect(audit).toHaveLength(1);
  });

  test('it has five files at most', async () => {
    await followedUp(data, fixture);
    const [followUp] = await listFollowUps(data.db, id(), { ownerId: fixture.mia.id, limit: 1 });
    for (let file = 0; file < 5; file++)
      await upload(followUp?.id ?? '', fixture.mia, Buffer.concat([png, Buffer.from([file])]));
    await expect(upload(followUp?.id ?? '', fixture.mia)).rejects.toEqual(refused('wrong-state'));
  });

  test('an admin opens it again with a reason, and it has to be done anew; nobody else does, and not what the facts prove', async () => {
    const going = await followedUp(data, fixture);
    const [followUp] = await listFollowUps(data.db, id(), { ownerId: fixture.mia.id, limit: 1 });
    const followUpId = followUp?.id ?? '';
    const reopen = (by: Person) =>
      reopenFollowUp(data.db, id(), by.as, { followUpId, reason: 'the old password still works', now: new Date() });
    const admin = { ...fixture.mia, as: fixture.organization.as };
    await expect(reopen(admin)).rejects.toEqual(refused('wrong-state', { state: 'open' }));
    await attest(followUpId, fixture.mia, 'Changed it');
    await expect(reopen(fixture.mia)).rejects.toEqual(refused('not-allowed'));
    expect(await reopen(admin)).toEqual({ leaverId: leo() });
    const [again] = (await open(going)).filter(({ id: found }) => found === followUpId);
    expect(again).toMatchObject({
      status: 'open',
      attestedById: null,
      attestation: null,
      reopenedBecause: 'the old password still works',
      remindedAt: null,
    });
    expect(
      await rows(`SELECT status FROM plan_items WHERE key = $1 AND removal_id = $2`, again?.itemKey, going.removalId),
    ).toEqual([{ status: 'pending' }]);
    await newSecret();
    await expect(reopen(admin)).rejects.toEqual(refused('wrong-state', { state: 'done' }));
  });

  test('it can be handed on: due on the same day by the new owner’s clock; not to whom leaves, and not by a stranger', async () => {
    await data.owner.query(`UPDATE members SET time_zone = 'Pacific/Auckland' WHERE id = $1`, [fixture.otto.id]);
    await followedUp(data, fixture);
    const [before] = await listFollowUps(data.db, id(), { ownerId: fixture.mia.id, limit: 1 });
    const hand = (to: string, by: Person = fixture.mia) =>
      reassignFollowUp(data.db, id(), by.as, { followUpId: before?.id ?? '', ownerId: to });
    await expect(hand(fixture.otto.id, fixture.otto)).rejects.toEqual(refused('not-allowed'));
    await expect(hand(leo())).rejects.toEqual(refused('successor-not-eligible'));
    expect(await hand(fixture.otto.id)).toEqual({ leaverId: leo() });
    const [after] = await listFollowUps(data.db, id(), { ownerId: fixture.otto.id, limit: 1 });
    const due = DateTime.fromJSDate(after?.dueAt ?? new Date(), { zone: 'Pacific/Auckland' });
    expect(due.hour).toBe(17);
    expect(due.toISODate()).toBe(before?.dueAt.toISOString().slice(0, 10));
  });

  test('a revocation that the provider confirmed closes it and forgets the token', async () => {
    const going = await followedUp(data, fixture);
    const [grant, ...more] = await grantsToRevoke(data.db, id(), { removalId: going.removalId, limit: 10 });
    expect(more).toEqual([]);
    expect(grant).toMatchObject({ revocationEndpoint: 'https://warehouse.example/revoke', grantId: fixture.grants[0] });
    await recordGrantRevoked(data.db, id(), workflow, { ...effect(going), itemKey: grant?.itemKey ?? '' });
    expect(await grantsToRevoke(data.db, id(), { removalId: going.removalId, limit: 10 })).toEqual([]);
    expect((await open(going)).find(({ itemKey }) => itemKey === grant?.itemKey)).toMatchObject({
      status: 'done',
      attestedById: null,
    });
  });

  test('it is reminded and escalated, each once per receipt, to the manager above', async () => {
    const going = await followedUp(data, fixture);
    await data.owner.query('UPDATE members SET manager_id = $1 WHERE id = $2', [fixture.otto.id, fixture.mia.id]);
    const [followUp] = await listFollowUps(data.db, id(), { ownerId: fixture.mia.id, limit: 1 });
    const input = { ...effect(going, 'once'), followUpId: followUp?.id ?? '' };
    expect(await remindFollowUp(data.db, id(), workflow, input)).toEqual({ toMemberId: fixture.mia.id, reminders: 1 });
    expect(await remindFollowUp(data.db, id(), workflow, input)).toEqual({ toMemberId: fixture.mia.id, reminders: 1 });
    expect(await escalateFollowUp(data.db, id(), workflow, { ...input, nth: 1, receipt: 'a' })).toEqual({
      toMemberId: fixture.otto.id,
    });
    expect(await escalateFollowUp(data.db, id(), workflow, { ...input, nth: 1, receipt: 'b' })).toBeNull();
    const custodian = { toMemberId: fixture.organization.admin };
    expect(await escalateFollowUp(data.db, id(), workflow, { ...input, nth: 2, receipt: 'c' })).toEqual(custodian);
  });

  const consentAnew = (connectionId: string, memberId: string, provider = 'warehouse') =>
    registerGrant(data.db, data.secrets, id(), fixture.organization.as, {
      connectionId,
      memberId,
      provider,
      scopes: [],
      now: new Date(),
    });

  test('a consent that something runs on is held back until another has taken its place, in one transaction', async () => {
    const going = await followedUp(data, fixture);
    const asked = () => grantsToRevoke(data.db, id(), { removalId: going.removalId, limit: 10 });
    const [grant] = await asked();
    expect(grant?.held).toBe(true);
    const connection = grant?.connectionId ?? '';
    await expect(consentAnew(connection, leo())).rejects.toEqual(refused('wrong-state'));
    const { grantId, leavers } = await consentAnew(connection, fixture.dora.id);
    expect(leavers).toEqual([leo()]);
    expect(await rows('SELECT id, status FROM grants WHERE connection_id = $1 ORDER BY status', connection)).toEqual([
      { id: grantId, status: 'active' },
      { id: grant?.grantId, status: 'replaced' },
    ]);
    expect((await asked()).map(({ held }) => held)).toEqual([false]);
    const kinds = (await open(going)).filter(({ itemKey }) => itemKey === grant?.itemKey).map(({ kind }) => kind);
    expect(kinds).toEqual(['revoke-grant']);
  });

  test('where one revocation ends all that the person allowed the client, it waits for the last connection', async () => {
    const going = await followedUp(data, fixture);
    await rows(
      `UPDATE grants SET provider = 'Google', client_id = 'etl', revocation_endpoint = 'https://oauth2.googleapis.com/revoke', token_box = '\\x00'
       WHERE organization_id = $1 AND member_id = $2`,
      id(),
      leo(),
    );
    const held = async () =>
      (await grantsToRevoke(data.db, id(), { removalId: going.removalId, limit: 10 })).map((grant) => grant.held);
    const connections = await rows<{ id: string }>(
      `SELECT connection_id AS id FROM grants WHERE organization_id = $1 AND member_id = $2 AND status = 'active' ORDER BY id`,
      id(),
      leo(),
    );
    expect(await held()).toEqual([true, true]);
    await consentAnew(connections[0]?.id ?? '', fixture.dora.id, 'Google');
    expect(await held()).toEqual([true, true]);
    await consentAnew(connections[1]?.id ?? '', fixture.dora.id, 'Google');
    expect(await held()).toEqual([false, false]);
    const [known] = await rows('SELECT token_endpoint, human_page FROM grants WHERE member_id = $1', fixture.dora.id);
    expect(known).toEqual({
      token_endpoint: 'https://oauth2.googleapis.com/token',
      human_page: 'https://myaccount.google.com/connections',
    });
  });

  test('skipping its item waives it', async () => {
    const going = await followedUp(data, fixture);
    const [first] = await open(going);
    await skipItem(data.db, id(), fixture.organization.as, {
      ...effect(going),
      itemKey: first?.itemKey ?? '',
      noteId: await noted(going, 'is dead'),
    });
    expect((await open(going)).find(({ id: one }) => one === first?.id)?.status).toBe('waived');
  });
});

describe('the certificate', () => {
  const finished = async () => {
    const going = await followedUp(data, fixture);
    for (const { id: followUpId, ownerId } of await listFollowUps(data.db, id(), {
      removalId: going.removalId,
      limit: 10,
    })) {
      const owner = [fixture.mia, fixture.dora].find((person) => person.id === ownerId);
      const noteId = randomUUID();
      await writeNote(data.db, id(), { id: noteId, authorId: ownerId, text: 'done', now: new Date() });
      await attestFollowUp(data.db, id(), owner?.as ?? workflow, {
        followUpId,
        noteId,
        now: new Date(),
        receipt: noteId,
      });
    }
    for (const { name } of steps)
      if (name !== 'certificate')
        await setStep(data.db, id(), workflow, { ...effect(going), step: name, change: { status: 'done' } });
    return going;
  };
  const stated = async ({ removalId }: Going, doors: Door[] = []) =>
    statementOf(await certificateFacts(data.db, id(), { removalId, now: new Date(), doors })).predicate;

  test('finds nothing left of someone who is gone', async () => {
    const predicate = await stated(await finished());
    expect(predicate).toMatchObject({ proven: true, notProven: [] });
    expect(predicate['attested']).toHaveLength(3);
    expect(predicate['kinds']).toContainEqual({
      kind: 'resource-owner',
      planned: 40,
      done: 40,
      skipped: 0,
      open: 0,
      left: 0,
    });
  });

  test('reads again: what came back after the steps is left over', async () => {
    const going = await finished();
    await data.owner.query(
      `INSERT INTO shares (organization_id, resource_id, member_id, level) VALUES ($1, $2, $3, 'view')`,
      [id(), fixture.connections[0], leo()],
    );
    expect(await stated(going)).toMatchObject({ proven: false, notProven: [{ what: 'kind:share', reason: '1 left' }] });
  });

  test('every old key and session is known as a door, and every one is shut', async () => {
    const going = await rotated(data, fixture, { forCause: true });
    const doors = await doorsToTry(data.db, id(), { removalId: going.removalId });
    expect(doors.keys.map(({ credentialId }) => credentialId).sort()).toEqual(
      [...fixture.keys.own, ...fixture.keys.made].sort(),
    );
    for (const { hash } of doors.keys) {
      const { verified } = await accessFacts(data.db, id(), null, { verify: hash });
      expect(verified === null ? 'nothing' : refusalOf(verified, Date.now())).not.toBeNull();
    }
    expect(doors.sessions).toHaveLength(1);
    for (const { tokenHash } of doors.sessions) {
      const { caller } = await accessFacts(data.db, id(), { sessionHash: tokenHash });
      expect(refusalOf(caller, Date.now())).not.toBeNull();
    }
  });

  test('ends the removal, once', async () => {
    const going = await finished();
    const input = { ...effect(going, 'complete'), certificate: 'a.b.c' };
    await completeRemoval(data.db, id(), workflow, input);
    await completeRemoval(data.db, id(), workflow, input);
    expect(await findRemoval(data.db, id(), going.removalId)).toMatchObject({
      status: 'completed',
      certificate: 'a.b.c',
      step: null,
    });
    const other = completeRemoval(data.db, id(), workflow, { ...effect(going), certificate: 'd.e.f' });
    await expect(other).rejects.toEqual(refused('removal-ended', { status: 'completed' }));
  });
});
