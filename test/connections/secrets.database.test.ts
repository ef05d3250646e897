import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inOrganization } from '../../prisma/client.ts';
import { createConnection } from '../../prisma/commands/connections/create.ts';
import { revealConnectionSecret, setConnectionSecret } from '../../prisma/commands/connections/secrets.ts';
import { changeRole } from '../../prisma/commands/members/change-role.ts';
import { archiveResource } from '../../prisma/commands/resources/change.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { transferResource } from '../../prisma/commands/resources/transfer.ts';
import { addShare, removeShare } from '../../prisma/commands/shares/shares.ts';
import { addTeamMember, removeTeamMember } from '../../prisma/commands/teams/members.ts';
import { archiveTeam, createTeam } from '../../prisma/commands/teams/teams.ts';
import { listExposures } from '../../prisma/queries/exposures/list.ts';
import { findConnection } from '../../prisma/queries/connections/list.ts';
import type { Level } from '../../rules/access/types.ts';
import {
  inTransaction,
  sent,
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let organization: TestOrganization;
let connectionId: string;
let owner: Awaited<ReturnType<typeof testMember>>;
const at = (day: number) => new Date(Date.UTC(2026, 0, day));

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());
beforeEach(async () => {
  organization = await testOrganization(data);
  owner = await testMember(data, organization.id);
  connectionId = await connection();
});

async function connection(more: { ownerTeamId?: string; teamId?: string } = {}): Promise<string> {
  const [id = ''] = await registerResources(data.db, organization.id, organization.as, {
    resources: [
      {
        kind: 'connection',
        hostId: crypto.randomUUID(),
        name: 'Warehouse',
        connection: { provider: 'postgres', auth: 'secret' },
        ...(more.ownerTeamId === undefined ? { ownerId: owner.id } : {}),
        ...more,
      },
    ],
    now: at(1),
  });
  return id;
}

const set = (secret: string, now: Date, by = owner.as) =>
  setConnectionSecret(data.db, data.secrets, organization.id, by, { connectionId, secret, now });
const reveal = (now: Date, by = owner.as) =>
  revealConnectionSecret(data.db, data.secrets, organization.id, by, { connectionId, now });

describe('a connection’s secret', () => {
  test('is shown as it was set, the newest version', async () => {
    await set('first', at(1));
    await set('zweites Geheimnis 🔑', at(2));
    expect(await reveal(at(3))).toEqual({ secret: 'zweites Geheimnis 🔑', version: 2 });
    expect(await findConnection(data.db, organization.id, connectionId)).toMatchObject({
      secretVersion: 2,
      secretSetAt: at(2),
      secretSetBy: { id: owner.id },
    });
  });

  test('is nowhere in the database in the clear: not in its row, not in audit or events', async () => {
    await set('correct horse battery staple', at(1));
    await reveal(at(2));
    const { rows } = await data.owner.query<{ text: string }>(
      `SELECT coalesce(string_agg(t::text, ''), '') AS text FROM (SELECT to_jsonb(c) AS t FROM credentials c UNION ALL SELECT to_jsonb(a) FROM audit_entries a UNION ALL SELECT to_jsonb(e) FROM events e) x`,
    );
    const text = rows[0]?.text ?? '';
    expect(text).toContain('connection.secret-set');
    for (const form of [
      'correct horse',
      Buffer.from('correct horse').toString('hex'),
      Buffer.from('correct horse').toString('base64'),
    ]) {
      expect(text).not.toContain(form);
    }
  });

  test('opens in no other row and no other organization', async () => {
    await set('mine', at(1));
    const other = await testOrganization(data);
    const { rows } = await data.owner.query<{ id: string; secret_box: Buffer }>(
      'SELECT id, secret_box FROM credentials WHERE connection_id = $1',
      [connectionId],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('no secret');
    const open = (in_: string, id: string) =>
      inOrganization(data.db, in_, (tx) =>
        data.secrets.open(
          tx,
          in_,
          { table: 'credentials', row: id, column: 'secret_box' },
          new Uint8Array(row.secret_box),
        ),
      );
    expect(await open(organization.id, row.id)).toBe('mine');
    await expect(open(organization.id, crypto.randomUUID())).rejects.toThrow();
    await expect(open(other.id, row.id)).rejects.toThrow();
  });

  test('that was never set can’t be revealed', async () => {
    await expect(reveal(at(1))).rejects.toMatchObject({ name: 'not-found', facts: { object: 'secret' } });
  });

  test('set by two at once has two versions, of which one is good', async () => {
    const versions = await Promise.all([set('one', at(1)), set('two', at(1))]);
    expect(versions.map(({ version }) => version).sort((a, b) => a - b)).toEqual([1, 2]);
    const { rows } = await data.owner.query(
      'SELECT version FROM credentials WHERE connection_id = $1 AND revoked_at IS NULL',
      [connectionId],
    );
    expect(rows).toEqual([{ version: 2 }]);
  });
});

describe('the history of who could have known which version', () => {
  const history = async () =>
    (await listExposures(data.db, organization.id, { connectionId }, { limit: 100 })).map(
      ({ credential, member, how, from, until }) => [
        credential.version,
        member.id,
        how,
        from.getUTCDate(),
        until?.getUTCDate() ?? null,
      ],
    );

  test('says who made it, who could reveal it, who did, and until when: a new version ends all of it', async () => {
    const reader = await testMember(data, organization.id);
    await set('one', at(1));
    await addShare(data.db, organization.id, owner.as, {
      resourceId: connectionId,
      memberId: reader.id,
      level: 'manage',
      now: at(2),
    });
    await reveal(at(3), reader.as);
    await set('two', at(4));
    expect(await history()).toEqual(
      expect.arrayContaining([
        [1, owner.id, 'created', 1, 4],
        [1, owner.id, 'could-have-revealed', 1, 4],
        [1, reader.id, 'could-have-revealed', 2, 4],
        [1, reader.id, 'revealed', 3, 4],
        [2, owner.id, 'created', 4, null],
        [2, owner.id, 'could-have-revealed', 4, null],
        [2, reader.id, 'could-have-revealed', 4, null],
      ]),
    );
    expect(await history()).toHaveLength(7);
  });

  test('remembers someone whose access ended before the secret changed', async () => {
    const reader = await testMember(data, organization.id);
    await set('one', at(1));
    const { shareId } = await addShare(data.db, organization.id, owner.as, {
      resourceId: connectionId,
      memberId: reader.id,
      level: 'manage',
      now: at(2),
    });
    await removeShare(data.db, organization.id, owner.as, { shareId, now: at(3) });
    expect(await history()).toContainEqual([1, reader.id, 'could-have-revealed', 2, 3]);
  });

  test('does not name who may use it, or may only edit it', async () => {
    const [user, editor] = await Promise.all([testMember(data, organization.id), testMember(data, organization.id)]);
    await set('one', at(1));
    for (const [member, level] of [
      [user, 'use'],
      [editor, 'edit'],
    ] as const) {
      await addShare(data.db, organization.id, owner.as, {
        resourceId: connectionId,
        memberId: member.id,
        level,
        now: at(2),
      });
    }
    expect((await history()).map(([, member]) => member)).toEqual([owner.id, owner.id]);
  });

  test('forgets nobody whose last two ways to it are taken away at the same time', async () => {
    const reader = await testMember(data, organization.id);
    const { teamId } = await createTeam(data.db, organization.id, organization.as, { name: 'Readers', now: at(1) });
    await addTeamMember(data.db, organization.id, organization.as, {
      teamId,
      memberId: reader.id,
      role: 'member',
      now: at(1),
    });
    await set('one', at(1));
    for (const receiver of [{ teamId }, { memberId: reader.id }]) {
      await addShare(data.db, organization.id, owner.as, {
        resourceId: connectionId,
        ...receiver,
        level: 'manage',
        now: at(2),
      });
    }
    const sync = `SELECT sync_exposures(ARRAY['${connectionId}'::uuid], '2026-01-03T00:00:00Z')`;
    const first = await inTransaction(data, organization.id);
    await first.query(`DELETE FROM shares WHERE organization_id = $1 AND member_id = $2`, [organization.id, reader.id]);
    await first.query(sync);
    const second = await inTransaction(data, organization.id);
    await second.query(`DELETE FROM team_members WHERE organization_id = $1 AND member_id = $2`, [
      organization.id,
      reader.id,
    ]);
    const { result } = await sent(data, second, sync);
    await first.query('COMMIT');
    await result;
    await second.query('COMMIT');
    await Promise.all([first.end(), second.end()]);
    expect((await history()).filter(([, member]) => member === reader.id)).toEqual([
      [1, reader.id, 'could-have-revealed', 2, 3],
    ]);
  });

  test('counts a second reveal by the same person as one', async () => {
    await set('one', at(1));
    await reveal(at(2));
    await reveal(at(3));
    expect((await history()).filter(([, , how]) => how === 'revealed')).toEqual([[1, owner.id, 'revealed', 2, null]]);
  });
});

// Whatever happens to access, in whatever order: the exposures that are open are exactly those who could reveal it now.
type Step =
  | { do: 'share'; member: number; team: boolean; level: Level }
  | { do: 'unshare'; member: number; team: boolean }
  | { do: 'join' | 'leave'; member: number; maintainer: boolean }
  | { do: 'transfer'; member: number }
  | { do: 'role'; member: number; role: 'viewer' | 'member' }
  | { do: 'rotate' | 'archive-team' | 'archive' };

const member = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('share' as const),
      member,
      team: fc.boolean(),
      level: fc.constantFrom<Level>('use', 'manage'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('unshare' as const), member, team: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'leave' as const), member, maintainer: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('transfer' as const), member }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('role' as const),
      member,
      role: fc.constantFrom('viewer' as const, 'member' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rotate' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('archive-team' as const, 'archive' as const) }) },
);

test('the exposures that are open are those who could reveal the secret now, after any sequence of changes of access', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (steps) => {
      const members = await Promise.all([1, 2, 3].map(() => testMember(data, organization.id)));
      const ids = members.map(({ id }) => id);
      const { teamId } = await createTeam(data.db, organization.id, organization.as, {
        name: crypto.randomUUID(),
        now: at(1),
      });
      connectionId = await connection({ teamId });
      await set('one', at(1));
      const shares = new Map<string, string>();
      for (const [i, change] of steps.entries()) {
        await apply(change, { ids, teamId, shares, now: at(i + 2) }).catch((error: Error) => {
          if (!['wrong-state', 'not-found', 'above-ceiling'].includes(error.name)) throw error;
        });
        const { rows } = await data.owner.query<{ member_id: string }>(
          `SELECT e.member_id FROM exposures e JOIN credentials c ON c.id = e.credential_id WHERE c.connection_id = $1 AND how = 'could_reveal' AND until IS NULL`,
          [connectionId],
        );
        const now = await inOrganization(
          data.db,
          organization.id,
          (tx) => tx.$queryRaw<{ member_id: string }[]>`SELECT member_id FROM could_reveal(${[connectionId]}::uuid[])`,
        );
        const of = (list: { member_id: string }[]) => list.map((row) => row.member_id).sort();
        expect(of(rows)).toEqual(of(now));
        compared += now.length;
      }
    }),
    { numRuns: 12 },
  );
  expect(compared).toBeGreaterThan(50);
});

async function apply(
  change: Step,
  { ids, teamId, shares, now }: { ids: string[]; teamId: string; shares: Map<string, string>; now: Date },
): Promise<void> {
  const { db } = data;
  const org = organization.id;
  const by = organization.as;
  const who = 'member' in change ? (ids[change.member] ?? '') : '';
  switch (change.do) {
    case 'share': {
      const receiver = change.team ? { teamId } : { memberId: who };
      const { shareId } = await addShare(db, org, by, {
        resourceId: connectionId,
        ...receiver,
        level: change.level,
        now,
      });
      shares.set(change.team ? 'team' : who, shareId);
      return;
    }
    case 'unshare':
      return removeShare(db, org, by, { shareId: shares.get(change.team ? 'team' : who) ?? crypto.randomUUID(), now });
    case 'join':
      return addTeamMember(db, org, by, {
        teamId,
        memberId: who,
        role: change.maintainer ? 'maintainer' : 'member',
        now,
      });
    case 'leave':
      return removeTeamMember(db, org, by, { teamId, memberId: who, now });
    case 'transfer':
      return transferResource(db, org, by, { resourceId: connectionId, ownerId: who, now });
    case 'role':
      return changeRole(db, org, by, { memberId: who, role: change.role, now });
    case 'rotate':
      await set('next', now, by);
      return;
    case 'archive-team':
      return archiveTeam(db, org, by, { teamId, now });
    case 'archive':
      return archiveResource(db, org, by, { resourceId: connectionId, now });
  }
}

test('a connection comes with its secret, or not at all', async () => {
  const made = {
    connection: {
      kind: 'connection',
      hostId: crypto.randomUUID(),
      name: 'Ledger',
      ownerId: owner.id,
      connection: { provider: 'postgres', auth: 'secret' as const },
    },
    secret: 'first',
    now: at(2),
  };
  const noKey = { ...data.secrets, seal: () => Promise.reject(new Error('the master key is gone')) };
  await expect(createConnection(data.db, noKey, organization.id, owner.as, made)).rejects.toThrow('master key');
  const { hostId } = made.connection;
  const there = () =>
    inOrganization(data.db, organization.id, (tx) => tx.resource.count({ where: { kind: 'connection', hostId } }));
  expect(await there()).toBe(0);
  const { connectionId: id } = await createConnection(data.db, data.secrets, organization.id, owner.as, made);
  const shown = await revealConnectionSecret(data.db, data.secrets, organization.id, owner.as, {
    connectionId: id,
    now: at(3),
  });
  expect(shown).toEqual({ secret: 'first', version: 1 });
});
