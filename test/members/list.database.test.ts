import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addTeamMember } from '../../prisma/commands/teams/members.ts';
import { createTeam } from '../../prisma/commands/teams/teams.ts';
import { findMember, listMembers, type MemberFilter, type MemberOrder } from '../../prisma/queries/members/list.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let organization: TestOrganization;
let teamId: string;

beforeAll(async () => {
  data = await testData();
  organization = await testOrganization(data);
  ({ teamId } = await createTeam(data.db, organization.id, organization.as, { name: 'Data', now: new Date() }));
  // two of each name, so that order has to go on by id
  for (const name of ['Émile', 'Zoe', 'adam', 'Ben', 'Zoe', 'Ben', '100% Pure', 'O_Neil']) {
    const { id } = await testMember(data, organization.id, { name, role: name === 'Zoe' ? 'viewer' : 'member' });
    if (name === 'Ben')
      await addTeamMember(data.db, organization.id, organization.as, {
        teamId,
        memberId: id,
        role: 'member',
        now: new Date(),
      });
  }
  await testMember(data, organization.id, { name: 'Gone', status: 'deactivated' });
});
afterAll(() => data.close());

async function names(filter: MemberFilter, order: MemberOrder = { by: 'name' }, limit = 50): Promise<string[]> {
  return (await listMembers(data.db, organization.id, filter, { order, limit })).map(({ name }) => name);
}

describe('the list of members', () => {
  test.each([1, 2, 3, 50])(
    'in pages of %i by name shows everyone once, in the order of one long page',
    async (limit) => {
      const whole = await listMembers(data.db, organization.id, {}, { order: { by: 'name' }, limit: 100 });
      const paged: string[] = [];
      for (let after: { name: string; id: string } | undefined; ; ) {
        const page = await listMembers(data.db, organization.id, {}, { order: { by: 'name', after }, limit });
        paged.push(...page.map(({ id }) => id));
        after = page.at(-1);
        if (page.length < limit) break;
      }
      expect(paged).toEqual(whole.map(({ id }) => id));
      expect(whole).toHaveLength(11);
    },
  );

  test('newest first goes on after members made at the same instant', async () => {
    const paged: string[] = [];
    for (let after: { createdAt: Date; id: string } | undefined; ; ) {
      const page = await listMembers(data.db, organization.id, {}, { order: { by: 'newest', after }, limit: 2 });
      paged.push(...page.map(({ id }) => id));
      after = page.at(-1);
      if (page.length < 2) break;
    }
    expect(paged).toHaveLength(11);
    expect(new Set(paged).size).toBe(11);
    expect((await findMember(data.db, organization.id, paged[0] ?? ''))?.name).toBe('Gone');
  });

  test('finds by status, kind, role, team, and by beginnings of words of name and address, in any case, with accents or without', async () => {
    expect(await names({ status: 'deactivated' })).toEqual(['Gone']);
    expect(await names({ kind: 'service_account' })).toEqual(['Caretaker']);
    expect(await names({ role: 'viewer' })).toEqual(['Zoe', 'Zoe']);
    expect(await names({ role: 'admin', kind: 'person' })).toEqual(['Ana Admin']);
    expect(await names({ teamId })).toEqual(['Ben', 'Ben']);
    expect(await names({ search: 'ADAM' })).toEqual(['adam']);
    expect(await names({ search: 'émi' })).toEqual(['Émile']);
    expect(await names({ search: 'emile' })).toEqual(['Émile']);
    expect(await names({ search: 'pu 100' })).toEqual(['100% Pure']);
    expect(await names({ search: 'o_nei' })).toEqual(['O_Neil']);
    expect(await names({ search: 'neil' })).toEqual(['O_Neil']);
    expect(await names({ search: '%' })).toEqual([]);
    expect(await names({ search: organization.adminEmail.slice(0, 12) })).toEqual(['Ana Admin']);
    expect(await names({ search: `@${organization.adminEmail.split('@')[1]}` })).toEqual(['Ana Admin']);
    expect(await names({ search: 'admin ana' })).toEqual(['Ana Admin']);
    expect(await names({ search: "'; DROP TABLE members; --" })).toEqual([]);
  });

  test('finds someone by the name that they have now, and no more once they are erased', async () => {
    const { id } = await testMember(data, organization.id, { name: 'Before Marriage', email: 'bm@acme.example' });
    const set = (name: string, email: string | null) =>
      data.owner.query('UPDATE members SET name = $2, email = $3 WHERE id = $1', [id, name, email]);
    await set('After Marriage', 'am@acme.example');
    expect([await names({ search: 'before' }), await names({ search: 'bm@' })]).toEqual([[], []]);
    expect([await names({ search: 'after' }), await names({ search: 'am@acme' })]).toEqual([
      ['After Marriage'],
      ['After Marriage'],
    ]);
    await set('former-member-1', null);
    const { rows } = await data.owner.query('SELECT term FROM member_terms WHERE member_id = $1 ORDER BY term', [id]);
    expect(rows.map(({ term }) => term)).toEqual(['1', 'former', 'member']);
    await data.owner.query(`UPDATE members SET status = 'removed' WHERE id = $1`, [id]);
  });

  test('shows teams, and what is the caretaker', async () => {
    const [ben] = await listMembers(data.db, organization.id, { teamId }, { order: { by: 'name' }, limit: 1 });
    expect(ben).toMatchObject({
      teams: [{ id: teamId, name: 'Data', role: 'member' }],
      caretaker: false,
      removalId: null,
    });
    expect(await findMember(data.db, organization.id, organization.caretaker)).toMatchObject({
      caretaker: true,
      teams: [],
    });
  });
});
