import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { addShare } from '../../prisma/commands/shares/shares.ts';
import { addTeamMember } from '../../prisma/commands/teams/members.ts';
import { createTeam } from '../../prisma/commands/teams/teams.ts';
import { accessFacts, type Question } from '../../prisma/queries/access/facts.ts';
import { namesIn } from '../../prisma/queries/access/names.ts';
import { decide } from '../../rules/access/decide.ts';
import { explain } from '../../rules/access/explain.ts';
import { type TestData, testData, testMember, testOrganization } from '../support/organization.ts';

let data: TestData;
beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

test('an answer says in one sentence who may, by what, and by whose name', async () => {
  const { id, as, admin } = await testOrganization(data);
  const now = new Date('2026-05-01T00:00:00Z');
  const [ben, cleo] = [
    await testMember(data, id, { name: 'Ben Carter' }),
    await testMember(data, id, { name: 'Cleo Diaz' }),
  ];
  const { teamId } = await createTeam(data.db, id, as, { name: 'Data', now });
  await addTeamMember(data.db, id, as, { teamId, memberId: ben.id, role: 'member', now });
  const pipeline = { kind: 'pipeline', hostId: 'p', name: 'Nightly', ownerId: admin, runsAsId: cleo.id };
  const [nightly = ''] = await registerResources(data.db, id, as, { resources: [pipeline], now });
  await addShare(data.db, id, as, { resourceId: nightly, teamId, level: 'edit', now });
  await suspendMember(data.db, id, as, { memberId: cleo.id, now, reason: 'emergency' });

  const say = async (question: Omit<Question, 'resource'>) => {
    const { answers } = await accessFacts(data.db, id, null, { questions: [{ resource: nightly, ...question }] });
    const [facts] = answers;
    if (facts === undefined) throw new Error('no facts');
    const decision = decide(facts, question.action, now.getTime());
    return explain(decision, question.action, await namesIn(data.db, id, [decision]));
  };
  expect(await say({ action: 'edit', as: { member: ben.id } })).toBe(
    'Allowed as Ben Carter, because team Data holds “edit” on it; the least org role for “edit” is “member”.',
  );
  expect(await say({ action: 'archive', as: { member: ben.id } })).toBe(
    'Refused as Ben Carter, because they have “edit” on it, and this needs “manage”.',
  );
  expect(await say({ action: 'view', as: { member: cleo.id } })).toBe(
    'Refused as Cleo Diaz, because the member is suspended.',
  );
  expect(await say({ action: 'run', as: { runsAsOf: nightly } })).toBe(
    'Allowed as Caretaker, because the caretaker stands in for Cleo Diaz until 2026-05-31T00:00:00.000Z; the least org role for “run” is “member”.',
  );
});
