import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asking, signedIn, type TestApi, testApi } from '../http/support/api.ts';
import { type Fixture, furnished } from '../support/fixture.ts';
import { type TestData, testData } from '../support/organization.ts';
import { planned } from './steps.ts';

let data: TestData;
let fixture: Fixture;
let api: TestApi;
beforeAll(async () => {
  data = await testData();
  fixture = await furnished(data);
  api = await testApi(data);
});
afterAll(async () => {
  await api?.close();
  await data.close();
});

const columns = (line: string) =>
  (line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? []).map((field) => field.replace(/,$/, ''));

test('a plan comes as CSV, red first, each item with its successor and why nobody before; no cell is a formula', async () => {
  const { organization, leo, dora, pipelines } = fixture;
  const { id } = organization;
  await data.owner.query('UPDATE resources SET name = $1 WHERE id = $2', [
    '=HYPERLINK("https://evil.example")',
    pipelines[0],
  ]);
  await data.owner.query(`UPDATE members SET ends_at = now() + interval '3 days' WHERE id = $1`, [dora.id]);
  const ask = asking(api, await signedIn(api, data, organization.adminEmail));
  const preview = await ask('POST', `/v1/organizations/${id}/removals/preview.csv`, { body: { memberIds: [leo.id] } });
  expect(preview.status).toBe(200);
  const [head = '', ...rows] = preview.text.trimEnd().split('\r\n');
  expect(columns(head)).toEqual(
    expect.arrayContaining(['risk', 'successor', 'passed_over', 'plan_hash', 'computed_at']),
  );
  const json = await ask('POST', `/v1/organizations/${id}/removals/preview`, { body: { memberIds: [leo.id] } });
  const [plan] = json.json.plans;
  expect(rows).toHaveLength(plan.total);
  expect(rows.slice(0, plan.red).every((row) => row.split(',')[2] === 'red')).toBe(true);
  expect(rows.some((row) => row.includes(`"'=HYPERLINK(""https://evil.example"")"`))).toBe(true);
  expect(rows.every((row) => row.includes(plan.hash))).toBe(true);
  expect(
    plan.items.flatMap(
      (item: { explained: { passedOver: { says: string }[] } | null }) => item.explained?.passedOver ?? [],
    ),
  ).toContainEqual({
    rule: 'team',
    memberId: dora.id,
    says: 'maintainer of its team Dora: their own time ends before it would have settled',
  });

  const { removalId } = await planned(data, fixture);
  const run = await ask('GET', `/v1/organizations/${id}/removals/${removalId}/plan.csv`);
  expect(run.status).toBe(200);
  expect(run.text.trimEnd().split('\r\n')).toHaveLength(plan.total + 1);
  expect(run.text).toContain(',pending,');
});
