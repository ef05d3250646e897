import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { changing } from '../../prisma/change.ts';
import { changeRole } from '../../prisma/commands/members/change-role.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { changeBillingContact, changeCustodian } from '../../prisma/commands/organizations/change.ts';
import { createOrganization } from '../../prisma/commands/organizations/create.ts';
import { findOrganization } from '../../prisma/queries/organizations/find.ts';
import type { MemberStatus } from '../../rules/access/types.ts';
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
const now = () => new Date();

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());
beforeEach(async () => {
  organization = await testOrganization(data);
});

const suspend = (memberId: string, as = organization.as) =>
  suspendMember(data.db, organization.id, as, { memberId, now: now(), reason: 'emergency' });
/** What a later step of a removal does, without its story. */
const setStatus = (memberId: string, status: MemberStatus) =>
  changing(data.db, organization.id, { by: 'system', reason: 'test' }, (tx) =>
    tx.member.update({
      where: { organizationId_id: { organizationId: organization.id, id: memberId } },
      data: { status },
    }),
  );
const outcomes = async (work: Promise<unknown>[]) =>
  (await Promise.allSettled(work))
    .map((result) => (result.status === 'fulfilled' ? 'done' : (result.reason as Error).name))
    .sort();
const activeAdmins = async () =>
  (
    await data.owner.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM members WHERE organization_id = $1 AND role = 'admin' AND status = 'active' AND kind = 'person'`,
      [organization.id],
    )
  ).rows[0]?.n;

describe('a new organization', () => {
  test('has its admin as custodian and billing contact, a caretaker, a key of its own, and the three kinds', async () => {
    const { rows } = await data.owner.query(
      `SELECT (SELECT array_agg(name ORDER BY name) FROM resource_kinds WHERE organization_id = o.id) AS kinds,
              (SELECT count(*)::int FROM organization_keys WHERE organization_id = o.id) AS keys,
              (SELECT array_agg(kind || ' ' || role || ' ' || status || CASE WHEN caretaker THEN ' caretaker' ELSE '' END ORDER BY kind) FROM members WHERE organization_id = o.id) AS members
       FROM organizations o WHERE id = $1`,
      [organization.id],
    );
    expect(rows).toEqual([
      {
        kinds: ['connection', 'pipeline', 'schedule'],
        keys: 1,
        members: ['person admin active', 'service_account member active caretaker'],
      },
    ]);
    expect(await findOrganization(data.db, organization.id)).toMatchObject({
      custodian: { id: organization.admin },
      billingContact: { id: organization.admin },
    });
  });

  test('is all there or not at all: a taken slug leaves nothing behind, not even the person', async () => {
    const found = await findOrganization(data.db, organization.id);
    const id = crypto.randomUUID();
    const email = `${id}@new.example`;
    const again = createOrganization(
      data.db,
      data.secrets,
      { by: 'system', reason: 'test' },
      {
        id,
        name: 'Again',
        slug: found?.slug ?? '',
        admin: { name: 'Zoe', email },
        now: now(),
      },
    );
    await expect(again).rejects.toMatchObject({ name: 'name-taken' });
    const { rows } = await data.owner.query(
      `SELECT (SELECT count(*)::int FROM organizations WHERE id = $1) AS organizations, (SELECT count(*)::int FROM members WHERE organization_id = $1) AS members,
              (SELECT count(*)::int FROM person_emails WHERE email = $2) AS persons`,
      [id, email],
    );
    expect(rows).toEqual([{ organizations: 0, members: 0, persons: 0 }]);
  });

  test('by someone who is a member elsewhere belongs to the same person', async () => {
    const second = await createOrganization(
      data.db,
      data.secrets,
      { by: 'system', reason: 'test' },
      {
        name: 'Second',
        slug: crypto.randomUUID(),
        admin: { name: 'Ana', email: organization.adminEmail.toUpperCase() },
        now: now(),
      },
    );
    expect(second.personId).toBe(organization.adminPerson);
  });
});

describe('the last active admin', () => {
  test('can’t be suspended, and can’t lose the role; the refusal names them', async () => {
    const lastAdmin = { name: 'last-admin', facts: { memberId: organization.admin } };
    await expect(
      suspendMember(
        data.db,
        organization.id,
        { by: 'system', reason: 'test' },
        { memberId: organization.admin, now: now(), reason: '-' },
      ),
    ).rejects.toMatchObject(lastAdmin);
    await expect(
      changeRole(
        data.db,
        organization.id,
        { by: 'system', reason: 'test' },
        { memberId: organization.admin, role: 'member', now: now() },
      ),
    ).rejects.toMatchObject(lastAdmin);
    expect(await activeAdmins()).toBe(1);
  });

  test('stays when two admins suspend each other at the same time', async () => {
    const other = await testMember(data, organization.id, { role: 'admin' });
    const results = await outcomes([suspend(other.id), suspend(organization.admin, other.as)]);
    expect(results).toContain('done');
    expect(results).not.toEqual(['done', 'done']);
    expect(await activeAdmins()).toBe(1);
  });

  test('stays when ten admins are demoted by a workflow each, all at once', async () => {
    const admins = await Promise.all(
      Array.from({ length: 9 }, () => testMember(data, organization.id, { role: 'admin' })),
    );
    const everyone = [organization.admin, ...admins.map(({ id }) => id)];
    const demoted = everyone.map((memberId) =>
      changeRole(
        data.db,
        organization.id,
        { by: 'workflow', workflowId: memberId },
        { memberId, role: 'member', now: now() },
      ),
    );
    expect(await outcomes(demoted)).toEqual([...Array.from({ length: 9 }, () => 'done'), 'last-admin']);
    expect(await activeAdmins()).toBe(1);
  });

  test('stays when two transactions have both demoted one, and both ask before either commits', async () => {
    const other = await testMember(data, organization.id, { role: 'admin' });
    const demoting = async (id: string) => {
      const client = await inTransaction(data, organization.id);
      await client.query(`UPDATE members SET role = 'viewer' WHERE organization_id = $1 AND id = $2`, [
        organization.id,
        id,
      ]);
      return client;
    };
    const [first, second] = [await demoting(organization.admin), await demoting(other.id)];
    await first.query('SET CONSTRAINTS ALL IMMEDIATE');
    const { result } = await sent(data, second, 'SET CONSTRAINTS ALL IMMEDIATE');
    await first.query('COMMIT');
    const [refused] = await Promise.allSettled([result]);
    await second.query('COMMIT');
    await Promise.all([first.end(), second.end()]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'DW001' } });
    expect(await activeAdmins()).toBe(1);
  });

  test('is never a service account', async () => {
    await data.owner.query(
      `INSERT INTO members (organization_id, kind, name, role, status) VALUES ($1, 'service_account', 'robot', 'admin', 'active')`,
      [organization.id],
    );
    await expect(setStatus(organization.admin, 'suspended')).rejects.toMatchObject({ name: 'last-admin' });
  });
});

describe('custodian and billing contact', () => {
  test('may be suspended, but not deactivated before someone else is named', async () => {
    const other = await testMember(data, organization.id, { role: 'admin' });
    await suspend(organization.admin, other.as);
    await expect(setStatus(organization.admin, 'deactivated')).rejects.toMatchObject({ name: 'no-custodian' });
    await changeCustodian(data.db, organization.id, other.as, { memberId: other.id });
    await expect(setStatus(organization.admin, 'deactivated')).rejects.toMatchObject({ name: 'no-billing-contact' });
    await changeBillingContact(data.db, organization.id, other.as, { memberId: other.id });
    await expect(setStatus(organization.admin, 'deactivated')).resolves.toBeDefined();
  });

  test('must be active people of this organization', async () => {
    const suspended = await testMember(data, organization.id, { status: 'suspended' });
    const foreign = await testOrganization(data);
    const named = [suspended.id, organization.caretaker, foreign.admin].map((memberId) =>
      changeCustodian(data.db, organization.id, organization.as, { memberId }),
    );
    expect(await outcomes(named)).toEqual(['not-found', 'wrong-state', 'wrong-state']);
  });

  test('is never someone who is deactivated at the same time', async () => {
    const candidate = await testMember(data, organization.id);
    const results = await outcomes([
      changeCustodian(data.db, organization.id, organization.as, { memberId: candidate.id }),
      setStatus(candidate.id, 'deactivated'),
    ]);
    expect(results).not.toEqual(['done', 'done']);
    const { rows } = await data.owner.query(
      `SELECT m.status FROM organizations o JOIN members m ON m.id = o.custodian_id WHERE o.id = $1`,
      [organization.id],
    );
    expect(rows).toEqual([{ status: 'active' }]);
  });

  test('can’t be set to nobody', async () => {
    const emptied = changing(data.db, organization.id, { by: 'system', reason: 'test' }, (tx) =>
      tx.organization.update({ where: { id: organization.id }, data: { custodianId: null } }),
    );
    await expect(emptied).rejects.toMatchObject({ name: 'no-custodian' });
  });
});

test('nobody changes their own role', async () => {
  const change = changeRole(data.db, organization.id, organization.as, {
    memberId: organization.admin,
    role: 'viewer',
    now: now(),
  });
  await expect(change).rejects.toMatchObject({ name: 'own-role' });
});

describe('of two changes at once that each would be allowed alone, the second is refused, in whatever order they commit', () => {
  const set = (id: string, what: string) =>
    `UPDATE members SET ${what} WHERE organization_id = '${organization.id}' AND id = '${id}'`;
  const ending = { suspended: `status = 'suspended'`, removed: `status = 'removed'`, demoted: `role = 'member'` };
  const name = (id: string, column: string) =>
    `UPDATE organizations SET ${column} = '${id}' WHERE id = '${organization.id}'`;

  /** Both have done their part before either commits; then both commit, `first` first. */
  async function outcomesOf(first: string, second: string): Promise<unknown[]> {
    const [one, other] = [await inTransaction(data, organization.id), await inTransaction(data, organization.id)];
    const ended = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error: { code?: string }) => error.code,
      );
    try {
      await one.query(first);
      await other.query(second);
      const { result } = await sent(data, one, 'COMMIT');
      return await Promise.all([ended(result), ended(other.query('COMMIT'))]);
    } finally {
      await Promise.all([one.end(), other.end()]);
    }
  }

  const pairs = Object.keys(ending).flatMap((one) => Object.keys(ending).map((other) => [one, other] as const));
  test.each(pairs)('one of the last two admins %s, the other %s', async (one, other) => {
    const second = await testMember(data, organization.id, { role: 'admin' });
    const third = await testMember(data, organization.id); // custodian and billing contact are not what is asked here
    await changeCustodian(data.db, organization.id, organization.as, { memberId: third.id });
    await changeBillingContact(data.db, organization.id, organization.as, { memberId: third.id });
    const [ends, alsoEnds] = [ending[one as keyof typeof ending], ending[other as keyof typeof ending]];
    expect(await outcomesOf(set(organization.admin, ends), set(second.id, alsoEnds))).toEqual(['done', 'DW001']);
    expect(await activeAdmins()).toBe(1);
  });

  test.each([
    ['custodian_id', 'DW002'],
    ['billing_contact_id', 'DW003'],
  ] as const)('%s named, who is removed meanwhile', async (column, refusal) => {
    for (const namedFirst of [true, false]) {
      const { id } = await testMember(data, organization.id);
      const steps = [name(id, column), set(id, `status = 'removed'`)] as const;
      const outcomes = await (namedFirst ? outcomesOf(...steps) : outcomesOf(steps[1], steps[0]));
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
      expect(outcomes).toContain(refusal);
      await changeCustodian(data.db, organization.id, organization.as, { memberId: organization.admin });
      await changeBillingContact(data.db, organization.id, organization.as, { memberId: organization.admin });
    }
  });
});
