import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { addBookmark, removeBookmark } from '../../prisma/commands/bookmarks/bookmarks.ts';
import { archiveResource, changeResource } from '../../prisma/commands/resources/change.ts';
import { registerResourceKind } from '../../prisma/commands/resources/kinds.ts';
import { type NewResource, registerResources } from '../../prisma/commands/resources/register.ts';
import { transferResource } from '../../prisma/commands/resources/transfer.ts';
import { restoreResource } from '../../prisma/commands/resources/restore.ts';
import { stopUsingConnection, useConnection } from '../../prisma/commands/resources/uses.ts';
import { addShare, removeShare } from '../../prisma/commands/shares/shares.ts';
import { addTeamMember } from '../../prisma/commands/teams/members.ts';
import { archiveTeam, createTeam } from '../../prisma/commands/teams/teams.ts';
import { listBookmarks } from '../../prisma/queries/bookmarks/list.ts';
import { listResourceKinds } from '../../prisma/queries/resource-kinds/list.ts';
import { findResource, listResources } from '../../prisma/queries/resources/list.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let organization: TestOrganization;
let ben: Awaited<ReturnType<typeof testMember>>;
const now = new Date();

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());
beforeEach(async () => {
  organization = await testOrganization(data);
  ben = await testMember(data, organization.id);
});

const one = (more: Partial<NewResource> = {}): NewResource => ({
  kind: 'pipeline',
  hostId: crypto.randomUUID(),
  name: 'Nightly',
  ...(more.ownerTeamId === undefined ? { ownerId: ben.id } : {}),
  ...more,
});
const register = async (resources: NewResource[], by = organization.as) =>
  registerResources(data.db, organization.id, by, { resources, now });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => error.name,
  );

describe('registering resources', () => {
  test('keeps owner, runs-as and author apart, and schedules with what they run', async () => {
    const [pipeline, connection] = [crypto.randomUUID(), crypto.randomUUID()];
    const nextRunAt = new Date('2026-06-01T03:00:00Z');
    const ids = await register([
      one({
        kind: 'schedule',
        targetId: pipeline,
        everySeconds: 3600,
        nextRunAt,
        runsAsId: ben.id,
        name: 'A schedule',
      }),
      one({
        id: pipeline,
        runsAsId: ben.id,
        authorId: organization.admin,
        connectionIds: [connection],
        name: 'B pipeline',
      }),
      one({
        id: connection,
        kind: 'connection',
        connection: { provider: 'postgres', auth: 'secret' },
        name: 'C connection',
      }),
    ]);
    const rows = await listResources(data.db, organization.id, {}, { order: { by: 'name' }, limit: 10, now });
    expect(rows.map(({ id }) => id)).toEqual(ids);
    expect(rows).toMatchObject([
      { kind: 'schedule', targetId: pipeline, everySeconds: 3600, nextRunAt, runsAs: { id: ben.id }, author: null },
      {
        owner: { type: 'member', id: ben.id },
        runsAs: { id: ben.id },
        runsNowAs: { id: ben.id },
        author: { id: organization.admin },
        connectionIds: [connection],
      },
      { kind: 'connection', runsAs: null },
    ]);
  });

  test('is all or nothing', async () => {
    const resources = [one(), one({ hostId: 'same' }), one({ hostId: 'same' })];
    await expect(register(resources)).rejects.toMatchObject({ name: 'name-taken', facts: { name: 'hostId' } });
    expect(await listResources(data.db, organization.id, {}, { order: { by: 'name' }, limit: 10, now })).toEqual([]);
  });

  test('in a batch of a thousand is one entry in the audit, with each of them in it', async () => {
    const ids = await register(Array.from({ length: 1000 }, (_, i) => one({ hostId: String(i) })));
    const { rows } = await data.owner.query<{ body: { after: { resources: { id: string }[] } } }>(
      `SELECT body::jsonb AS body FROM audit_entries WHERE organization_id = $1 AND body::jsonb ->> 'action' = 'resource.created'`,
      [organization.id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.body.after.resources.map(({ id }) => id)).toEqual(ids);
    expect(await refusal(register(Array.from({ length: 1001 }, () => one())))).toBe('invalid-request');
  });

  test('refuses two owners or none, a connection without provider, and a kind that nobody registered', async () => {
    const { teamId } = await createTeam(data.db, organization.id, organization.as, { name: 'Data', now });
    const refused = await Promise.all([
      refusal(register([{ ...one(), ownerTeamId: teamId }])),
      refusal(register([{ kind: 'pipeline', hostId: 'x', name: 'x' }])),
      refusal(register([one({ kind: 'connection' })])),
      refusal(register([one({ connection: { provider: 'p', auth: 'secret' } })])),
      refusal(register([one({ kind: 'notebook' })])),
    ]);
    expect(refused).toEqual(['invalid-request', 'invalid-request', 'invalid-request', 'invalid-request', 'not-found']);
  });

  test('gives nothing to viewers, to those who are not active, or to the caretaker', async () => {
    const viewer = await testMember(data, organization.id, { role: 'viewer' });
    const suspended = await testMember(data, organization.id, { status: 'suspended' });
    const refused = await Promise.all(
      [viewer.id, suspended.id, organization.caretaker].map((id) => refusal(register([one({ runsAsId: id })]))),
    );
    expect(refused).toEqual(['above-ceiling', 'wrong-state', 'wrong-state']);
  });

  test('by a member is for themselves and their teams: nobody makes automation run with somebody else’s authority', async () => {
    const { teamId } = await createTeam(data.db, organization.id, organization.as, { name: 'Data', now });
    const { teamId: foreign } = await createTeam(data.db, organization.id, organization.as, { name: 'Ops', now });
    await addTeamMember(data.db, organization.id, organization.as, { teamId, memberId: ben.id, role: 'member', now });
    const outcomes = await Promise.all([
      refusal(register([one({ runsAsId: ben.id })], ben.as)),
      refusal(register([one({ ownerTeamId: teamId })], ben.as)),
      refusal(register([one({ ownerTeamId: foreign })], ben.as)),
      refusal(register([one({ ownerId: organization.admin })], ben.as)),
      refusal(register([one({ runsAsId: organization.admin })], ben.as)),
    ]);
    expect(outcomes).toEqual(['done', 'done', 'not-allowed', 'not-allowed', 'not-allowed']);
  });

  test('and a suspension of the owner at the same time leave no resource behind that the suspension did not see', async () => {
    const results = await Promise.allSettled([
      register([one({ runsAsId: ben.id })]),
      suspendMember(data.db, organization.id, organization.as, { memberId: ben.id, now, reason: 'emergency' }),
    ]);
    const [registered] = results;
    const { rows } = await data.owner.query<{ after: boolean }>(
      `SELECT (SELECT sequence FROM events WHERE organization_id = $1 AND type = 'resource.created') >
              (SELECT sequence FROM events WHERE organization_id = $1 AND type = 'member.suspended') AS after`,
      [organization.id],
    );
    expect(rows[0]?.after).toBe(registered?.status === 'fulfilled' ? false : null);
  });
});

describe('a resource', () => {
  test('transferred by hand changes what is named, and says what was before', async () => {
    const cleo = await testMember(data, organization.id);
    const [id = ''] = await register([one({ runsAsId: ben.id })]);
    await transferResource(data.db, organization.id, organization.as, { resourceId: id, ownerId: cleo.id, now });
    expect(await findResource(data.db, organization.id, { resourceId: id, now })).toMatchObject({
      owner: { id: cleo.id },
      runsAs: { id: ben.id },
    });
    const { rows } = await data.owner.query<{ data: object }>(
      `SELECT data FROM events WHERE type = 'resource.transferred' AND object_id = $1`,
      [id],
    );
    expect(rows[0]?.data).toMatchObject({
      before: { ownerId: ben.id, runsAsId: ben.id },
      after: { ownerId: cleo.id, runsAsId: ben.id },
    });
  });

  test('that ran as someone suspended is shown as running as the caretaker now', async () => {
    const [id = ''] = await register([one({ runsAsId: ben.id })]);
    await suspendMember(data.db, organization.id, organization.as, { memberId: ben.id, now, reason: 'emergency' });
    expect(await findResource(data.db, organization.id, { resourceId: id, now })).toMatchObject({
      runsAs: { id: ben.id },
      runsNowAs: { id: organization.caretaker },
    });
    const expired = new Date(now.getTime() + 400 * 86_400_000);
    expect(await findResource(data.db, organization.id, { resourceId: id, now: expired })).toMatchObject({
      runsNowAs: { id: ben.id },
    });
  });

  test('can’t be archived while another needs it; archived, it changes no more and is listed only when asked for', async () => {
    const [connection = ''] = await register([
      one({ kind: 'connection', connection: { provider: 'p', auth: 'secret' } }),
    ]);
    const [pipeline = ''] = await register([one({ connectionIds: [connection] })]);
    const [schedule = ''] = await register([one({ kind: 'schedule', targetId: pipeline })]);
    const archive = (resourceId: string) =>
      refusal(archiveResource(data.db, organization.id, organization.as, { resourceId, now }));
    expect([await archive(connection), await archive(pipeline)]).toEqual(['wrong-state', 'wrong-state']);
    expect([await archive(schedule), await archive(pipeline), await archive(connection)]).toEqual([
      'done',
      'done',
      'done',
    ]);
    const late = [
      refusal(changeResource(data.db, organization.id, organization.as, { resourceId: pipeline, name: 'x' })),
      refusal(
        transferResource(data.db, organization.id, organization.as, { resourceId: pipeline, ownerId: ben.id, now }),
      ),
      archive(pipeline),
    ];
    expect(await Promise.all(late)).toEqual(['wrong-state', 'wrong-state', 'wrong-state']);
    const listed = async (archived: boolean) =>
      (await listResources(data.db, organization.id, { archived }, { order: { by: 'name' }, limit: 10, now })).length;
    expect([await listed(false), await listed(true)]).toEqual([0, 3]);
  });

  test('uses a connection once, however often that is said, until it stops', async () => {
    const [connection = ''] = await register([
      one({ kind: 'connection', connection: { provider: 'p', auth: 'secret' } }),
    ]);
    const [pipeline = ''] = await register([one()]);
    const input = { resourceId: pipeline, connectionId: connection, now };
    await Promise.all([1, 2].map(() => useConnection(data.db, organization.id, organization.as, input)));
    expect((await findResource(data.db, organization.id, { resourceId: pipeline, now }))?.connectionIds).toEqual([
      connection,
    ]);
    const { rows } = await data.owner.query(
      `SELECT count(*)::int AS n FROM events WHERE type = 'resource.connection-used' AND object_id = $1`,
      [pipeline],
    );
    expect(rows).toEqual([{ n: 1 }]);
    await stopUsingConnection(data.db, organization.id, organization.as, input);
    expect(await refusal(stopUsingConnection(data.db, organization.id, organization.as, input))).toBe('not-found');
    expect(
      await refusal(useConnection(data.db, organization.id, organization.as, { ...input, connectionId: pipeline })),
    ).toBe('not-found');
  });

  test('is found by part of its name, whatever the case, and by the host’s id', async () => {
    await register([one({ name: 'Über 100% Sales_Report', hostId: 'h1' }), one({ name: 'Other', hostId: 'h2' })]);
    const found = async (filter: object) =>
      (await listResources(data.db, organization.id, filter, { order: { by: 'name' }, limit: 10, now })).map(
        ({ hostId }) => hostId,
      );
    expect(await found({ search: '100% sales_' })).toEqual(['h1']);
    expect(await found({ search: '%' })).toEqual(['h1']);
    expect(await found({ kind: 'pipeline', hostId: 'h2' })).toEqual(['h2']);
  });

  test('bookmarked by a member is theirs alone', async () => {
    const [id = ''] = await register([one()]);
    const bookmark = { memberId: ben.id, resourceId: id, now };
    await addBookmark(data.db, organization.id, ben.as, bookmark);
    await addBookmark(data.db, organization.id, ben.as, bookmark);
    expect(await bookmarksOf(ben.id)).toEqual([id]);
    expect(await bookmarksOf(organization.admin)).toEqual([]);
    await removeBookmark(data.db, organization.id, ben.as, bookmark);
    expect(await refusal(removeBookmark(data.db, organization.id, ben.as, bookmark))).toBe('not-found');
  });

  test('and bookmarked by someone who may no longer see it is not listed, until they may again', async () => {
    const [id = ''] = await register([one({ name: 'Secret plans', ownerId: organization.admin })]);
    const share = { resourceId: id, memberId: ben.id, level: 'view' as const, now };
    const { shareId } = await addShare(data.db, organization.id, organization.as, share);
    await addBookmark(data.db, organization.id, ben.as, { memberId: ben.id, resourceId: id, now });
    expect(await bookmarksOf(ben.id)).toEqual([id]);
    await removeShare(data.db, organization.id, organization.as, { shareId, now });
    expect(await bookmarksOf(ben.id)).toEqual([]);
    await addShare(data.db, organization.id, organization.as, share);
    expect(await bookmarksOf(ben.id)).toEqual([id]);
  });

  async function bookmarksOf(memberId: string): Promise<string[]> {
    const rows = await listBookmarks(data.db, organization.id, { memberId, visibleTo: memberId });
    return rows.map(({ resource }) => resource.id);
  }
});

test('a kind that is registered again gets a new signing secret; without a hand-over endpoint it has none', async () => {
  const kind = { name: 'notebook', title: 'Notebook', handoverUrl: 'https://host.example/handover' };
  const secretOf = async (input: typeof kind | Omit<typeof kind, 'handoverUrl'>) =>
    (await registerResourceKind(data.db, data.secrets, organization.id, organization.as, input)).handoverSecret;
  const [first, second] = [await secretOf(kind), await secretOf(kind)];
  expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(second).not.toBe(first);
  expect(await secretOf({ name: 'notebook', title: 'Book' })).toBeNull();
  expect(await listResourceKinds(data.db, organization.id)).toContainEqual({
    name: 'notebook',
    title: 'Book',
    handoverUrl: null,
    rotatesSecrets: false,
    takesGrants: false,
  });
});

describe('an archived resource', () => {
  test('is restored with the connections that it ran on, as far as they are there', async () => {
    const [kept = '', gone = ''] = await register(
      ['a', 'b'].map((name) => one({ name, kind: 'connection', connection: { provider: 'p', auth: 'secret' } })),
    );
    const [id = ''] = await register([one({ connectionIds: [kept, gone] })]);
    for (const resourceId of [id, gone])
      await archiveResource(data.db, organization.id, organization.as, { resourceId, now });
    const restore = () => restoreResource(data.db, organization.id, organization.as, { resourceId: id, now });
    await restore();
    expect(await findResource(data.db, organization.id, { resourceId: id, now })).toMatchObject({
      archivedAt: null,
      connectionIds: [kept],
    });
    expect(await refusal(restore())).toBe('wrong-state');
  });

  test('is not restored before what it runs, or into a team that is archived', async () => {
    const { teamId } = await createTeam(data.db, organization.id, organization.as, { name: 'Data', now });
    const [pipeline = ''] = await register([one()]);
    const [schedule = ''] = await register([one({ kind: 'schedule', targetId: pipeline })]);
    const [teams = ''] = await register([one({ ownerTeamId: teamId })]);
    for (const resourceId of [schedule, pipeline, teams])
      await archiveResource(data.db, organization.id, organization.as, { resourceId, now });
    await archiveTeam(data.db, organization.id, organization.as, { teamId, now });
    const restore = (resourceId: string) =>
      refusal(restoreResource(data.db, organization.id, organization.as, { resourceId, now }));
    expect([await restore(schedule), await restore(teams)]).toEqual(['wrong-state', 'wrong-state']);
    expect([await restore(pipeline), await restore(schedule)]).toEqual(['done', 'done']);
  });
});
