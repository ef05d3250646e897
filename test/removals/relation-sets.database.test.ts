import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inOrganization } from '../../prisma/client.ts';
import { relationsOf } from '../../prisma/queries/removals/relations.ts';
import { relationSets } from '../../prisma/queries/removals/relation-sets.ts';
import { decide } from '../../rules/access/decide.ts';
import type { AccessFacts } from '../../rules/access/types.ts';
import { furnished } from '../support/fixture.ts';
import { type TestData, testData } from '../support/organization.ts';

let data: TestData;
beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

test('read as sets, the facts lead to the decisions to which the same facts, asked one by one, lead', async () => {
  const { organization, leo, dora, otto, mia, viewer, others, teams, ...resources } = await furnished(data);
  const { id } = organization;
  const [una, udo] = others.map((person) => person.id) as [string, string];
  await data.owner.query('UPDATE teams SET archived_at = now() WHERE id = $1', [teams.finance]);
  for (const [team, member, role] of [
    [teams.finance, una, 'maintainer'],
    [teams.data, udo, 'member'],
  ])
    await data.owner.query(
      'INSERT INTO team_members (organization_id, team_id, member_id, role) VALUES ($1, $2, $3, $4)',
      [id, team, member, role],
    );
  const [first, second, third] = resources.connections as [string, string, string];
  await data.owner.query(
    `INSERT INTO shares (organization_id, resource_id, member_id, team_id, level) VALUES
      ($1, $2, $3, NULL, 'view'), ($1, $4, $3, NULL, 'use'), ($1, $5, NULL, $6, 'manage'), ($1, $5, NULL, $7, 'edit')`,
    [id, first, una, second, third, teams.finance, teams.data],
  );
  await data.owner.query('UPDATE resources SET owner_id = NULL, owner_team_id = $1 WHERE id = $2', [
    teams.data,
    resources.pipelines[1],
  ]);
  await data.owner.query('UPDATE resources SET archived_at = now() WHERE id = $1', [resources.pipelines[2]]);
  await data.owner.query(`UPDATE members SET status = 'suspended' WHERE id = $1`, [otto.id]);

  const members = [leo, dora, otto, mia, viewer].map((person) => person.id).concat(una, udo);
  const objects = [...resources.connections, ...resources.pipelines, ...resources.schedules.slice(0, 4)];
  const pairs = members.flatMap((member) => objects.map((resource) => ({ member, resource })));
  const [one, sets] = await inOrganization(data.db, id, async (tx) => [
    await relationsOf(tx, id, pairs),
    await relationSets(tx, id, { members, resources: objects }),
  ]);
  const verdicts = (facts: AccessFacts[]) =>
    facts.map((fact) => decide(fact, fact.resource?.kind === 'connection' ? 'use' : 'run', Date.now()));
  const found = pairs.map(
    ({ member, resource }): AccessFacts => ({
      organization: sets.organization,
      member: sets.member(member),
      resource: sets.resource(resource),
      relation: sets.relation(member, resource),
    }),
  );
  expect(verdicts(found)).toEqual(verdicts(one));
  expect(new Set(verdicts(one).map(({ allowed }) => allowed))).toEqual(new Set([true, false]));
});
