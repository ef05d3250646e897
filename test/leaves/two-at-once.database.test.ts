// A parent asks and one of its organizations answers, at the same time: each writes in both, and neither waits for the other in a circle.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { affiliate, type Side, side } from '../affiliations/two.ts';
import { silentEngine, type TestApi, testApi } from '../http/support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type TestData, testData } from '../support/organization.ts';

const ROUNDS = 15;

let data: TestData;
let api: TestApi;
let parent: Side;
let subsidiary: Side;
let affiliation: string;
beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
  [parent, subsidiary] = [await side(api, data), await side(api, data)];
  affiliation = await affiliate(parent, subsidiary);
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const effectiveAt = new Date(Date.now() + 5 * 86_400_000).toISOString();
const ask = (email: string) => {
  const body = { email, effectiveAt, affiliationIds: [affiliation] };
  return parent.ask('POST', `${parent.path}/leaves`, { body });
};
const answer = (id: string, what: string) =>
  subsidiary.ask('POST', `${subsidiary.path}/leave-requests/${id}/answer`, { body: { answer: what } });

test('whoever waits for the audit of one of them holds the audit of none that comes after it', async () => {
  const { id } = (await ask('first@group.example')).json;
  const [first = '', second = ''] = [parent.id, subsidiary.id].toSorted();
  const head = 'SELECT FROM audit_heads WHERE organization_id = $1 FOR UPDATE';
  const holder = await data.owner.connect();
  try {
    await holder.query('BEGIN');
    await holder.query(head, [first]);
    const both = Promise.all([ask('second@group.example'), answer(id, 'declined')]);
    await eventually(async () => {
      const { rowCount } = await data.owner.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%record_changes%'`,
      );
      expect(rowCount).toBe(2);
    });
    await holder.query(`${head} NOWAIT`, [second]);
    await holder.query('COMMIT');
    expect((await both).map(({ status }) => status)).toEqual([201, 200]);
  } finally {
    holder.release(true);
  }
});

test('asking, answering and moving at once, many times, all come to pass', async () => {
  let last: string = (await ask('round@group.example')).json.id;
  for (let round = 0; round < ROUNDS; round++) {
    const at = new Date(Date.parse(effectiveAt) + round * 60_000).toISOString();
    const [asked, answered, moved] = await Promise.all([
      ask(`round-${round}@group.example`),
      answer(last, round % 2 === 0 ? 'declined' : 'no_access'),
      parent.ask('POST', `${parent.path}/leaves/${last}/move-date`, { body: { effectiveAt: at } }),
    ]);
    expect([asked.status, answered.status, moved.status]).toEqual([201, 200, 200]);
    last = asked.json.id;
  }
});

test('both ending the affiliation at once, while the parent asks, comes to one end', async () => {
  for (let round = 0; round < 5; round++) {
    const [one, other] = [await side(api, data), await side(api, data)];
    const id = await affiliate(one, other);
    const body = { email: 'late@group.example', effectiveAt, affiliationIds: [id] };
    const end = ({ ask: asks, path }: Side) => asks('POST', `${path}/affiliations/${id}/end`, { body: {} });
    const [asked, ...ended] = await Promise.all([
      one.ask('POST', `${one.path}/leaves`, { body }),
      end(one),
      end(other),
    ]);
    expect([201, 404]).toContain(asked.status);
    expect(ended.map(({ status }) => status)).toEqual([200, 200]);
    const requests = (await other.ask('GET', `${other.path}/leave-requests`)).json.items;
    expect(requests.map(({ status }: { status: string }) => status)).toEqual(asked.status === 201 ? ['withdrawn'] : []);
  }
});
