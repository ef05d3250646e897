// Every activity of an erasure, killed before and after its effect, run twice, and two at once: each story ends as it does without.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { erasureActivities } from '../../activities/erasures/activities.ts';
import { createActivities } from '../../activities/registry.ts';
import { beginErasure, deactivated, decides } from '../erasures/erasing.ts';
import { dependencies } from '../removals/leaving.ts';
import { auditOf } from '../removals/remains.ts';
import { type TestData, testData, testMember, testOrganization } from '../support/organization.ts';
import { testTemporal, type TestTemporal } from '../support/temporal.ts';
import { failuresWith, type Fault, Faults, faults, type Planned } from './faulty-worker.ts';

const planned = new Faults();
let data: TestData;
let server: TestTemporal;
let activities: string[];
let ordinary: object;
/** by fault: the stories mostly wait, so all are told side by side */
const failures = new Map<Fault, Promise<string[]>>();

beforeAll(async () => {
  [data, server] = await Promise.all([testData(), testTemporal()]);
  const deps = await dependencies(data);
  activities = Object.keys(erasureActivities(deps));
  await server.startWorker(createActivities(deps), { interceptors: { activity: [planned.interceptor] } });
  ordinary = await told();
  const tell = async (_story: string, tried: Planned) => expect(await told(tried)).toEqual(ordinary);
  for (const fault of faults)
    failures.set(
      fault,
      failuresWith(fault, activities, () => 'the story', tell),
    );
});
afterAll(async () => {
  await server.close();
  await data.close();
});

/** One is erased after an approval; another's erasure is cancelled while it waits for one. @returns what both left */
async function told(fault?: Planned): Promise<object> {
  const organization = await testOrganization(data);
  const { id } = organization;
  await data.owner.query('UPDATE organizations SET policy = $2 WHERE id = $1', [
    id,
    JSON.stringify({ removals: { erasure: 'after-approval' } }),
  ]);
  const other = await testMember(data, id, { role: 'admin' });
  const [gone, kept] = [await deactivated(data, id), await deactivated(data, id)];
  planned.plan(id, fault);
  const run = await beginErasure(data, server, organization, gone.id);
  const { approvalId } = await run.until('awaiting_approval');
  await decides(data, server, id, { approvalId, by: other.id, decision: 'approve' });
  expect(await run.result()).toBe('erased');
  const second = await beginErasure(data, server, organization, kept.id);
  await second.cancel();
  expect(await second.result()).toBe('cancelled');
  planned.allHappened(id);
  const { rows } = await data.owner.query(
    'SELECT status, email IS NULL AS erased FROM members WHERE id = ANY($1) ORDER BY 1',
    [[gone.id, kept.id]],
  );
  return { audit: await auditOf(data, id), members: rows };
}

test.each(faults)(
  'with every activity %s, each erasure ends as it does without, and nothing is done twice',
  async (fault) => {
    expect(ordinary).toMatchObject({
      members: [
        { status: 'deactivated', erased: false },
        { status: 'removed', erased: true },
      ],
    });
    expect(await failures.get(fault)).toEqual([]);
  },
);
