import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inOrganization } from '../../prisma/client.ts';
import { archiveCustomRole } from '../../prisma/commands/custom-roles/archive.ts';
import {
  addPermission,
  buildOn,
  removePermission,
  renameCustomRole,
} from '../../prisma/commands/custom-roles/change.ts';
import { createCustomRole, type NewCustomRole } from '../../prisma/commands/custom-roles/create.ts';
import { setConnectionSecret } from '../../prisma/commands/connections/secrets.ts';
import { changeRole } from '../../prisma/commands/members/change-role.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { accessFacts } from '../../prisma/queries/access/facts.ts';
import { findCustomRole, listCustomRoles } from '../../prisma/queries/custom-roles/list.ts';
import { findMember } from '../../prisma/queries/members/list.ts';
import { failureOf } from '../../prisma/failures.ts';
import { decide } from '../../rules/access/decide.ts';
import type { Action, OrgRole, Permission } from '../../rules/access/types.ts';
import { Failure } from '../../rules/failures.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let here: TestOrganization;
const now = new Date();

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());
beforeEach(async () => {
  here = await testOrganization(data);
});

type Asked = Partial<Omit<NewCustomRole, 'now'>>;
const make = async (name: string, asked: Asked = {}): Promise<string> =>
  (
    await createCustomRole(data.db, here.id, here.as, {
      name,
      buildsOn: { role: 'member' },
      permissions: ['view', 'use', 'run', 'edit', 'reveal'],
      now,
      ...asked,
    })
  ).customRoleId;
const on = (customRoleId: string, permissions: Permission[]): Asked => ({ buildsOn: { customRoleId }, permissions });
const give = (memberId: string, customRoleId: string, as = here.as) =>
  changeRole(data.db, here.id, as, { memberId, customRoleId, now });
const permissionsOf = async (id: string) => (await findCustomRole(data.db, here.id, id))?.permissions;

/** The name and facts of the failure; null: it was done. */
async function refusal(work: Promise<unknown>): Promise<[string, object] | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof Failure) return [error.name, error.facts];
    throw error;
  }
}
const nameOf = async (work: Promise<unknown>) => (await refusal(work))?.[0] ?? 'done';

async function may(memberId: string, resource: string, action: Action): Promise<boolean> {
  const { answers } = await accessFacts(data.db, here.id, null, {
    questions: [{ resource, action, as: { member: memberId } }],
  });
  const [facts] = answers;
  if (facts === undefined) throw new Error('no facts');
  return decide(facts, action, Date.now()).allowed;
}

describe('a custom role', () => {
  test('has at most what it builds on, and always lets its holder see', async () => {
    expect(await permissionsOf(await make('Runner', { permissions: ['run'] }))).toEqual(['view', 'run']);
    const asked = (role: OrgRole, permissions: Permission[]) =>
      refusal(make(`on ${role}`, { buildsOn: { role }, permissions }));
    expect(await asked('viewer', ['edit'])).toEqual(['above-ceiling', { ceiling: 'viewer', asked: 'edit' }]);
    expect(await asked('viewer', ['create'])).toEqual(['above-ceiling', { ceiling: 'viewer', asked: 'create' }]);
    const operator = await make('Operator', { permissions: ['use', 'run'] });
    expect(await refusal(make('More', on(operator, ['edit'])))).toEqual([
      'above-ceiling',
      { ceiling: 'Operator', asked: 'edit' },
    ]);
    const night = await make('Night shift', on(operator, ['run']));
    expect(
      await refusal(addPermission(data.db, here.id, here.as, { customRoleId: night, permission: 'edit', now })),
    ).toEqual(['above-ceiling', { ceiling: 'Operator', asked: 'edit' }]);
  });

  test('has a name of its own, whatever the case of its letters, and never that of an org role', async () => {
    const auditor = await make('Auditor');
    expect(await refusal(make('aUDITOR'))).toEqual(['name-taken', { name: 'custom-role' }]);
    expect(await nameOf(make('Admin'))).toBe('name-taken');
    const other = await make('Other');
    const rename = (name: string) => nameOf(renameCustomRole(data.db, here.id, here.as, { customRoleId: other, name }));
    expect([await rename('AUDITOR'), await rename('member'), await rename('Reviewer')]).toEqual([
      'name-taken',
      'name-taken',
      'done',
    ]);
    await archiveCustomRole(data.db, here.id, here.as, { customRoleId: auditor, now });
    expect(await nameOf(make('auditor'))).toBe('done');
  });

  test('loses a permission together with all that builds on it', async () => {
    const operator = await make('Operator');
    const runner = await make('Runner', on(operator, ['run', 'use']));
    const night = await make('Night', on(runner, ['run']));
    await removePermission(data.db, here.id, here.as, { customRoleId: operator, permission: 'run', now });
    expect([await permissionsOf(operator), await permissionsOf(runner), await permissionsOf(night)]).toEqual([
      ['view', 'use', 'edit', 'reveal'],
      ['view', 'use'],
      ['view'],
    ]);
    const view = removePermission(data.db, here.id, here.as, { customRoleId: operator, permission: 'view', now });
    expect(await nameOf(view)).toBe('invalid-request');
  });

  test('never builds on itself, not by a circle, and not when two are changed at once', async () => {
    const [one, two] = [await make('One'), await make('Two')];
    const three = await make('Three', on(two, ['run']));
    const build = (customRoleId: string, parentId: string) =>
      buildOn(data.db, here.id, here.as, { customRoleId, parentId });
    expect(await refusal(build(one, one))).toEqual(['custom-role-cycle', { customRoleId: one }]);
    expect(await nameOf(build(two, three))).toBe('custom-role-cycle');
    const both = await Promise.all([nameOf(build(one, two)), nameOf(build(two, one))]);
    expect(both.sort()).toEqual(['custom-role-cycle', 'done']);
  });

  test('is kept within its bounds by the database too, whoever writes', async () => {
    const parent = await make('Parent', { permissions: ['run'] });
    const child = await make('Child', on(parent, ['run']));
    const holder = await testMember(data, here.id);
    await give(holder.id, child);
    const write = (sql: string, id: string) =>
      inOrganization(data.db, here.id, (tx) => tx.$executeRawUnsafe(sql, id)).then(
        () => 'written',
        (error: unknown) => {
          const failure = failureOf(error);
          return failure instanceof Failure ? failure.name : 'refused';
        },
      );
    const set = (what: string) => `UPDATE custom_roles SET ${what} WHERE id = $1::uuid`;
    expect({
      more: await write(set(`permissions = '{view,run,edit}'`), child),
      circle: await write(set(`parent_id = '${child}'`), parent),
      narrower: await write(set(`permissions = '{view}'`), parent),
      blind: await write(set(`permissions = '{run}'`), child),
      archived: await write(set('archived_at = now()'), child),
      'other org role': await write(set(`org_role = 'admin'`), parent),
      'holder above it': await write(
        `UPDATE members SET role = 'admin', custom_role_id = '${parent}' WHERE id = $1::uuid`,
        holder.id,
      ),
    }).toEqual({
      more: 'above-ceiling',
      circle: 'custom-role-cycle',
      narrower: 'above-ceiling',
      blind: 'refused',
      archived: 'wrong-state',
      'other org role': 'not-found',
      'holder above it': 'not-found',
    });
  });

  test('of another organization is missing', async () => {
    const there = await testOrganization(data);
    const foreign = await make('Foreign');
    const member = await testMember(data, there.id);
    const given = changeRole(data.db, there.id, there.as, { memberId: member.id, customRoleId: foreign, now });
    expect(await refusal(given)).toEqual(['not-found', { object: 'custom-role' }]);
    const built = createCustomRole(data.db, there.id, there.as, {
      name: 'Own',
      buildsOn: { customRoleId: foreign },
      permissions: [],
      now,
    });
    expect(await nameOf(built)).toBe('not-found');
    expect(await listCustomRoles(data.db, there.id, {}, { limit: 10 })).toEqual([]);
  });
});

describe('whoever holds one', () => {
  test('may what it has, from the commit on, and no more than their org role', async () => {
    const auditor = await make('Auditor', { permissions: ['view', 'edit'] });
    const ben = await testMember(data, here.id, { role: 'viewer' });
    await give(ben.id, auditor);
    expect(await findMember(data.db, here.id, ben.id)).toMatchObject({
      role: 'member',
      customRole: { id: auditor, name: 'Auditor' },
    });
    const [pipeline = ''] = await registerResources(data.db, here.id, here.as, {
      resources: [{ kind: 'pipeline', hostId: 'p', name: 'p', ownerId: ben.id }],
      now,
    });
    expect([await may(ben.id, pipeline, 'edit'), await may(ben.id, pipeline, 'share')]).toEqual([true, false]);
    await removePermission(data.db, here.id, here.as, { customRoleId: auditor, permission: 'edit', now });
    expect(await may(ben.id, pipeline, 'edit')).toBe(false);
    await changeRole(data.db, here.id, here.as, { memberId: ben.id, role: 'member', now });
    expect([await may(ben.id, pipeline, 'edit'), await may(ben.id, pipeline, 'share')]).toEqual([true, true]);
  });

  test('creates nothing without that permission, and nothing runs as them that they may not run', async () => {
    const ben = await testMember(data, here.id);
    await give(ben.id, await make('Editor', { permissions: ['edit'] }));
    const register = (as = ben.as, more = {}) =>
      registerResources(data.db, here.id, as, {
        resources: [{ kind: 'pipeline', hostId: 'p', name: 'p', ownerId: ben.id, ...more }],
        now,
      });
    expect(await refusal(register())).toEqual([
      'not-allowed',
      { action: 'create', because: 'Your custom role lacks “create”' },
    ]);
    expect(await refusal(register(here.as, { runsAsId: ben.id }))).toEqual([
      'above-ceiling',
      { ceiling: 'custom-role', asked: 'run automation' },
    ]);
    expect(await nameOf(register(here.as))).toBe('done');
  });

  test('loses it with the org role that it builds on', async () => {
    const ben = await testMember(data, here.id);
    await give(ben.id, await make('Auditor'));
    await inOrganization(
      data.db,
      here.id,
      (tx) => tx.$executeRaw`UPDATE members SET role = 'viewer' WHERE id = ${ben.id}::uuid`, // as the identity provider's groups would
    );
    expect(await findMember(data.db, here.id, ben.id)).toMatchObject({ role: 'viewer', customRole: null });
  });

  test('neither changes what it bundles, nor their own role', async () => {
    const admin = await testMember(data, here.id, { role: 'admin' });
    const curious = await make('Careful admin', { buildsOn: { role: 'admin' }, permissions: ['view', 'share'] });
    await give(admin.id, curious);
    const { db } = data;
    const change = { customRoleId: curious, permission: 'reveal', now } as const;
    expect(await nameOf(addPermission(db, here.id, admin.as, change))).toBe('own-role');
    expect(await nameOf(archiveCustomRole(db, here.id, admin.as, { ...change, replacement: null }))).toBe('own-role');
    expect(await nameOf(give(admin.id, await make('Another'), admin.as))).toBe('own-role');
  });

  test('could have revealed a secret as long as it has that permission', async () => {
    const ben = await testMember(data, here.id);
    const operator = await make('Operator');
    await give(ben.id, operator);
    const [connection = ''] = await registerResources(data.db, here.id, here.as, {
      resources: [
        { kind: 'connection', hostId: 'c', name: 'c', ownerId: ben.id, connection: { provider: 'p', auth: 'secret' } },
      ],
      now,
    });
    const secret = { connectionId: connection, secret: 'one', now };
    await setConnectionSecret(data.db, data.secrets, here.id, here.as, secret);
    const open = async () => {
      const { rowCount } = await data.owner.query(
        `SELECT FROM exposures WHERE member_id = $1 AND how = 'could_reveal' AND until IS NULL`,
        [ben.id],
      );
      return rowCount;
    };
    const seen = [await open()];
    for (const change of [removePermission, addPermission]) {
      await change(data.db, here.id, here.as, { customRoleId: operator, permission: 'reveal', now });
      seen.push(await open());
    }
    expect(seen).toEqual([1, 0, 1]);
  });
});

describe('archiving a custom role', () => {
  test('is refused while somebody holds it, or another builds on it; with a replacement its holders go on', async () => {
    const operator = await make('Operator');
    const runner = await make('Runner', on(operator, ['run']));
    const [ben, cleo] = [await testMember(data, here.id), await testMember(data, here.id, { status: 'suspended' })];
    for (const { id } of [ben, cleo]) await give(id, runner);
    const archive = (customRoleId: string, more = {}) =>
      refusal(archiveCustomRole(data.db, here.id, here.as, { customRoleId, now, ...more }));
    expect(await archive(operator)).toMatchObject(['wrong-state', { state: 'built on by 1' }]);
    expect(await archive(runner)).toMatchObject(['wrong-state', { state: 'held by 2' }]);
    const viewing = await make('Viewing', { buildsOn: { role: 'viewer' }, permissions: [] });
    expect(await archive(runner, { replacement: { customRoleId: viewing } })).toMatchObject([
      'wrong-state',
      { needs: 'builds on member' },
    ]);
    expect(await archive(runner, { replacement: { customRoleId: operator } })).toBeNull();
    expect(await findMember(data.db, here.id, ben.id)).toMatchObject({ customRole: { id: operator } });
    expect(await archive(runner)).toMatchObject(['wrong-state', { state: 'archived' }]);
    expect(await archive(operator, { replacement: null })).toBeNull();
    expect(await findMember(data.db, here.id, ben.id)).toMatchObject({ role: 'member', customRole: null });
    expect(await nameOf(give(cleo.id, runner))).toBe('wrong-state');
    const { rows } = await data.owner.query<{ after: unknown }>(
      `SELECT body::jsonb -> 'after' AS after FROM audit_entries WHERE organization_id = $1 AND body::jsonb ->> 'action' = 'custom-role.replaced'`,
      [here.id],
    );
    const members = [ben.id, cleo.id].sort();
    expect(rows.map(({ after }) => after)).toEqual([
      { customRoleId: operator, members: expect.arrayContaining(members) },
      { customRoleId: null, members: expect.arrayContaining(members) },
    ]);
  });

  test('and giving it to somebody, at once: one of the two is refused', async () => {
    const auditor = await make('Auditor');
    const ben = await testMember(data, here.id);
    const [given, archived] = await Promise.all([
      nameOf(give(ben.id, auditor)),
      nameOf(archiveCustomRole(data.db, here.id, here.as, { customRoleId: auditor, now })),
    ]);
    expect([given, archived].sort()).toEqual(['done', 'wrong-state']);
  });
});
