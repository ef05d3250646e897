import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createApiKey, revokeApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { rotateApiKey } from '../../prisma/commands/credentials/rotate-api-key.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { useConnection } from '../../prisma/commands/resources/uses.ts';
import { createServiceAccount } from '../../prisma/commands/service-accounts/create.ts';
import { addShare } from '../../prisma/commands/shares/shares.ts';
import { addTeamMember } from '../../prisma/commands/teams/members.ts';
import { archiveTeam, createTeam } from '../../prisma/commands/teams/teams.ts';
import {
  accessFacts,
  accessFactsOf,
  type CallerHash,
  mostQuestions,
  type Question,
} from '../../prisma/queries/access/facts.ts';
import { hashOfApiKey } from '../../prisma/secrets/api-key.ts';
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
let organization: TestOrganization;
let host: { id: string; hash: CallerHash };
const now = () => new Date();

beforeAll(async () => {
  data = await testData();
  organization = await testOrganization(data);
  const { memberId } = await createServiceAccount(data.db, organization.id, organization.as, {
    name: 'Host',
    purpose: 'asks',
    role: 'viewer',
    now: now(),
  });
  host = { id: memberId, hash: { keyHash: await keyOf(memberId) } };
});
afterAll(() => data.close());

async function keyOf(holderId: string, in_ = organization): Promise<Uint8Array> {
  const input = { holderId, name: 'key', scopes: ['check'], now: now() };
  const { key } = await createApiKey(data.db, in_.id, in_.as, input);
  return hashOfApiKey(key) ?? new Uint8Array();
}

async function resource(
  kind: string,
  ownerId: string,
  more: { runsAsId?: string; ownerTeamId?: string; teamId?: string } = {},
) {
  const owner = more.ownerTeamId === undefined ? { ownerId } : {};
  const [id = ''] = await registerResources(data.db, organization.id, organization.as, {
    resources: [
      {
        kind,
        hostId: crypto.randomUUID(),
        name: kind,
        ...owner,
        ...more,
        ...(kind === 'connection' ? { connection: { provider: 'postgres', auth: 'secret' } as const } : {}),
      },
    ],
    now: now(),
  });
  return id;
}

async function ask(questions: Question[]) {
  const { answers } = await accessFacts(data.db, organization.id, host.hash, { questions });
  return answers.map((facts, i) => decide(facts, questions[i]?.action ?? 'view', Date.now()));
}

describe('the facts of one question', () => {
  test('bring ownership, teams and shares to the decision, as they are in the database', async () => {
    const [owner, mate, reader, stranger] = await Promise.all(
      [1, 2, 3, 4].map(() => testMember(data, organization.id)),
    );
    if (!owner || !mate || !reader || !stranger) throw new Error('no members');
    const { teamId } = await createTeam(data.db, organization.id, organization.as, { name: 'Facts', now: now() });
    await addTeamMember(data.db, organization.id, organization.as, {
      teamId,
      memberId: mate.id,
      role: 'member',
      now: now(),
    });
    const pipeline = await resource('pipeline', owner.id, { teamId });
    await addShare(data.db, organization.id, organization.as, {
      resourceId: pipeline,
      memberId: reader.id,
      level: 'view',
      now: now(),
    });
    const of = (member: string, action: Question['action']): Question => ({
      resource: pipeline,
      action,
      as: { member },
    });
    const answers = await ask([
      of(owner.id, 'archive'),
      of(mate.id, 'edit'),
      of(mate.id, 'archive'),
      of(reader.id, 'view'),
      of(reader.id, 'run'),
      of(stranger.id, 'view'),
    ]);
    expect(answers.map(({ allowed, because, as }) => [allowed, because[0], as])).toEqual([
      [true, { fact: 'owner' }, owner.id],
      [true, { fact: 'team', teamId, role: 'member' }, mate.id],
      [false, { fact: 'access', needs: 'manage', has: 'edit' }, mate.id],
      [true, { fact: 'share', level: 'view' }, reader.id],
      [false, { fact: 'access', needs: 'use', has: 'view' }, reader.id],
      [false, { fact: 'access', needs: 'view', has: null }, stranger.id],
    ]);
  });

  test('leave out an archived team', async () => {
    const member = await testMember(data, organization.id);
    const { teamId } = await createTeam(data.db, organization.id, organization.as, { name: 'Gone', now: now() });
    await addTeamMember(data.db, organization.id, organization.as, {
      teamId,
      memberId: member.id,
      role: 'maintainer',
      now: now(),
    });
    const pipeline = await resource('pipeline', organization.admin, { teamId });
    const question: Question = { resource: pipeline, action: 'edit', as: { member: member.id } };
    expect((await ask([question]))[0]?.allowed).toBe(true);
    await archiveTeam(data.db, organization.id, organization.as, { teamId, now: now() });
    expect((await ask([question]))[0]?.allowed).toBe(false);
  });

  test('find a resource by the host’s own id, too', async () => {
    const member = await testMember(data, organization.id);
    const pipeline = await resource('pipeline', member.id, { runsAsId: member.id });
    const { rows } = await data.owner.query<{ host_id: string }>('SELECT host_id FROM resources WHERE id = $1', [
      pipeline,
    ]);
    const ref = { kind: 'pipeline', hostId: rows[0]?.host_id ?? '' };
    const answers = await ask([
      { resource: ref, action: 'view', as: { member: member.id } },
      { resource: ref, action: 'run', as: { runsAsOf: ref } },
      { resource: { ...ref, kind: 'schedule' }, action: 'view', as: { member: member.id } },
    ]);
    expect(answers.map(({ allowed, because }) => [allowed, because[0]?.fact])).toEqual([
      [true, 'owner'],
      [true, 'owner'],
      [false, 'no-such-resource'],
    ]);
  });

  test('of a connection tell whether the automation uses it: what it may, its runs-as must be allowed', async () => {
    const member = await testMember(data, organization.id);
    const [mine, foreign] = await Promise.all([
      resource('connection', member.id),
      resource('connection', organization.admin),
    ]);
    const pipeline = await resource('pipeline', member.id, { runsAsId: member.id });
    await useConnection(data.db, organization.id, organization.as, {
      resourceId: pipeline,
      connectionId: mine,
      now: now(),
    });
    const answers = await ask([
      { resource: mine, action: 'use', as: { runsAsOf: pipeline } },
      { resource: foreign, action: 'use', as: { runsAsOf: pipeline } },
    ]);
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, false]);
  });

  test('of nothing that exists are a refusal, not an error', async () => {
    const nowhere = crypto.randomUUID();
    const answers = await ask([
      { resource: nowhere, action: 'view' },
      { resource: nowhere, action: 'view', as: { member: nowhere } },
      { resource: nowhere, action: 'run', as: { runsAsOf: nowhere } },
    ]);
    expect(answers.map(({ allowed, because }) => [allowed, because[0]?.fact])).toEqual([
      [false, 'no-such-resource'],
      [false, 'no-such-member'],
      [false, 'no-runs-as'],
    ]);
  });
});

test('a thousand questions are answered in their order, in one round trip; one more is refused', async () => {
  const owner = await testMember(data, organization.id);
  const pipeline = await resource('pipeline', owner.id);
  const questions = Array.from({ length: mostQuestions }, (_, i): Question => {
    return { resource: pipeline, action: 'view', as: { member: i % 3 === 0 ? owner.id : host.id } };
  });
  const answers = await ask(questions);
  expect(answers.map(({ allowed }) => allowed)).toEqual(questions.map((_, i) => i % 3 === 0));
  await expect(ask([...questions, ...questions.slice(0, 1)])).rejects.toThrow('more than 1000 questions');
});

test('requests of several callers, here and elsewhere, that go together are each answered as if they went alone', async () => {
  const other = await testOrganization(data);
  const [owner, admin] = [await testMember(data, organization.id), organization.admin];
  const pipeline = await resource('pipeline', owner.id);
  const mine = { keyHash: await keyOf(owner.id) };
  const view = (member?: string): Question => {
    return { resource: pipeline, action: 'view', ...(member === undefined ? {} : { as: { member } }) };
  };
  const asked = [
    { organization: organization.id, caller: host.hash, questions: [view(admin)] },
    { organization: organization.id, caller: mine, questions: [view()] },
    { organization: other.id, caller: mine, questions: [view()] },
    { organization: organization.id, caller: host.hash, verify: mine.keyHash },
    { organization: organization.id, caller: host.hash },
    { organization: organization.id, caller: null, questions: [view()] },
    { organization: organization.id, caller: mine, questions: [view(host.id), view(owner.id)] },
    { organization: organization.id, caller: host.hash, questions: [view(owner.id), view(admin)] },
  ];
  const alone = await Promise.all(
    asked.map(({ organization: in_, caller, ...questions }) => accessFacts(data.db, in_, caller, questions)),
  );
  expect(await accessFactsOf(data.db, asked)).toEqual(alone);
  expect(alone.map(({ answers }) => answers.map(({ member }) => member?.id))).toEqual([
    [admin],
    [owner.id],
    [undefined],
    [],
    [],
    [undefined],
    [host.id, owner.id],
    [owner.id, admin],
  ]);
});

describe('another organization', () => {
  test('sees nothing: its key is unknown here, its members and resources are as if they did not exist', async () => {
    const other = await testOrganization(data);
    const theirKey = { keyHash: await keyOf(other.admin, other) };
    const pipeline = await resource('pipeline', organization.admin);
    const here = await accessFacts(data.db, organization.id, theirKey, {
      questions: [{ resource: pipeline, action: 'view' }],
    });
    expect(refusalOf(here.caller, Date.now())).toEqual({ fact: 'unknown' });
    const there = await accessFacts(data.db, other.id, theirKey, {
      questions: [
        { resource: pipeline, action: 'view' },
        { resource: crypto.randomUUID(), action: 'view' },
        { resource: pipeline, action: 'run', as: { runsAsOf: pipeline } },
        { resource: crypto.randomUUID(), action: 'run', as: { runsAsOf: crypto.randomUUID() } },
      ],
    });
    expect(refusalOf(there.caller, Date.now())).toBeNull();
    expect(there.answers[0]).toEqual(there.answers[1]);
    expect(there.answers[2]).toEqual(there.answers[3]);
  });

  test('that does not exist knows nobody', async () => {
    const facts = await accessFacts(data.db, crypto.randomUUID(), host.hash, { verify: new Uint8Array(32) });
    expect(facts.caller).toEqual({ organization: null, member: null, key: null, session: null });
    expect(facts.verified).toEqual({ organization: null, member: null, key: null, session: null });
  });
});

describe('a key', () => {
  const judged = async (hash: Uint8Array, at = Date.now()) => {
    const { verified } = await accessFacts(data.db, organization.id, host.hash, { verify: hash });
    return verified === null ? undefined : refusalOf(verified, at);
  };

  test('is good for its holder, with its scopes, until it is revoked', async () => {
    const member = await testMember(data, organization.id);
    const { key, credentialId } = await createApiKey(data.db, organization.id, member.as, {
      holderId: member.id,
      name: 'ci',
      scopes: ['write', 'read', 'read'],
      now: now(),
    });
    const hash = hashOfApiKey(key) ?? new Uint8Array();
    const { verified } = await accessFacts(data.db, organization.id, host.hash, { verify: hash });
    expect(verified?.member).toMatchObject({
      id: member.id,
      kind: 'person',
      role: 'member',
      scopes: ['read', 'write'],
    });
    await revokeApiKey(data.db, organization.id, organization.as, { credentialId, now: now() });
    expect(await judged(hash)).toEqual({ fact: 'revoked' });
  });

  test('ends at its expiry', async () => {
    const expiresAt = new Date(Date.now() + 60_000);
    const { key } = await createApiKey(data.db, organization.id, organization.as, {
      holderId: host.id,
      name: 'short',
      scopes: ['check'],
      expiresAt,
      now: now(),
    });
    const hash = hashOfApiKey(key) ?? new Uint8Array();
    expect(await judged(hash, expiresAt.getTime() - 1)).toBeNull();
    expect(await judged(hash, expiresAt.getTime())).toEqual({ fact: 'expired' });
  });

  test('that was rotated is good until its grace ends, beside its successor', async () => {
    const { key, credentialId } = await createApiKey(data.db, organization.id, organization.as, {
      holderId: host.id,
      name: 'rotated',
      scopes: ['check'],
      now: now(),
    });
    const graceUntil = new Date(Date.now() + 3_600_000);
    const next = await rotateApiKey(data.db, organization.id, organization.as, {
      credentialId,
      graceUntil,
      now: now(),
    });
    const [old, fresh] = [key, next.key].map((text) => hashOfApiKey(text) ?? new Uint8Array());
    if (!old || !fresh) throw new Error('no hashes');
    expect([await judged(old), await judged(fresh)]).toEqual([null, null]);
    expect(await judged(old, graceUntil.getTime())).toEqual({ fact: 'rotated' });
    expect(await judged(fresh, graceUntil.getTime())).toBeNull();
    const again = rotateApiKey(data.db, organization.id, organization.as, { credentialId, graceUntil, now: now() });
    await expect(again).rejects.toMatchObject({ name: 'wrong-state', facts: { state: 'rotated' } });
  });

  test('of a suspended organization is refused', async () => {
    const other = await testOrganization(data);
    const hash = await keyOf(other.admin, other);
    await data.owner.query(`UPDATE organizations SET status = 'suspended' WHERE id = $1`, [other.id]);
    const { caller } = await accessFacts(data.db, other.id, { keyHash: hash });
    expect(refusalOf(caller, Date.now())).toEqual({ fact: 'organization-status', status: 'suspended' });
  });
});
