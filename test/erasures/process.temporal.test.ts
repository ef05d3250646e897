import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createActivities } from '../../activities/registry.ts';
import { liftLegalHold, placeLegalHold } from '../../prisma/commands/members/legal-hold.ts';
import { listErasures } from '../../prisma/queries/erasures/read.ts';
import { exportSubject } from '../../prisma/queries/members/export.ts';
import type { StoredPolicy } from '../../rules/organizations/policy.ts';
import { beginMassRemoval, crowd } from '../mass-removals/set.ts';
import { dependencies } from '../removals/leaving.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';
import { testTemporal, type TestTemporal, timeSkippingTemporal } from '../support/temporal.ts';
import { beginErasure, deactivated, decides, erasureRun } from './erasing.ts';

let data: TestData;
let server: TestTemporal;

beforeAll(async () => {
  [data, server] = await Promise.all([testData(), testTemporal()]);
  await server.startWorker(createActivities(await dependencies(data)));
});
afterAll(async () => {
  await server.close();
  await data.close();
});

async function acme(removals: NonNullable<StoredPolicy['removals']> = {}): Promise<TestOrganization> {
  const organization = await testOrganization(data);
  const policy = JSON.stringify({ removals });
  await data.owner.query('UPDATE organizations SET policy = $2 WHERE id = $1', [organization.id, policy]);
  return organization;
}
const memberOf = async (organization: string, id: string) => {
  const { rows } = await data.owner.query(
    'SELECT status, name, email, pseudonym FROM members WHERE organization_id = $1 AND id = $2',
    [organization, id],
  );
  return rows[0] as { status: string; name: string; email: string | null; pseudonym: string | null };
};

describe('an erasure', () => {
  test('replaces name and address by one pseudonym, and the audit keeps neither', async () => {
    const organization = await acme();
    const lea = await deactivated(data, organization.id);
    const run = await beginErasure(data, server, organization, lea.id);
    expect(await run.result()).toBe('erased');
    const member = await memberOf(organization.id, lea.id);
    expect(member).toMatchObject({ status: 'removed', email: null });
    expect(member.name).toBe(member.pseudonym);
    expect(await run.row()).toMatchObject({ status: 'erased', reason: 'erased' });
  });

  test('waits for another admin where policy asks, and a refusal leaves the person as they are', async () => {
    const organization = await acme({ erasure: 'after-approval' });
    const other = await testMember(data, organization.id, { role: 'admin' });
    const lea = await deactivated(data, organization.id);
    const refused = await beginErasure(data, server, organization, lea.id);
    const { approvalId } = await refused.until('awaiting_approval');
    await decides(data, server, organization.id, { approvalId, by: other.id, decision: 'refuse' });
    expect(await refused.result()).toBe('refused');
    expect(await memberOf(organization.id, lea.id)).toMatchObject({ status: 'deactivated', name: 'Lea Winter' });

    const approved = await beginErasure(data, server, organization, lea.id);
    const second = await approved.until('awaiting_approval');
    const decision = { approvalId: second.approvalId, by: other.id, decision: 'approve' as const };
    await decides(data, server, organization.id, decision);
    expect(await approved.result()).toBe('erased');
  });

  test('is held under a legal hold, whatever its date, and goes on when it is lifted', async () => {
    const organization = await acme();
    const { id, as } = organization;
    const lea = await deactivated(data, id);
    await placeLegalHold(data.db, id, as, { memberId: lea.id, reason: 'A lawsuit', now: new Date() });
    const run = await beginErasure(data, server, organization, lea.id);
    await run.until('held');
    expect(await memberOf(id, lea.id)).toMatchObject({ status: 'deactivated', name: 'Lea Winter' });
    await liftLegalHold(data.db, id, as, { memberId: lea.id, reason: 'It is settled', now: new Date() });
    await run.lookAgain();
    expect(await run.result()).toBe('erased');
  });

  test('can be cancelled while it waits, and a second one of the same person is refused meanwhile', async () => {
    const organization = await acme({ eraseAfterDays: 30 });
    const lea = await deactivated(data, organization.id);
    const run = await beginErasure(data, server, organization, lea.id);
    await expect(beginErasure(data, server, organization, lea.id)).rejects.toThrow();
    await run.cancel();
    expect(await run.result()).toBe('cancelled');
    await expect(run.cancel()).rejects.toThrow();
    expect(await memberOf(organization.id, lea.id)).toMatchObject({ status: 'deactivated' });
  });

  test('waits for the days of the policy, counted from the deactivation, by a durable timer', async () => {
    const skipping = await timeSkippingTemporal();
    try {
      await skipping.startWorker(createActivities(await dependencies(data)));
      const organization = await acme({ eraseAfterDays: 30 });
      const lea = await deactivated(data, organization.id);
      const run = await beginErasure(data, skipping, organization, lea.id);
      expect(await run.row()).toMatchObject({ status: 'waiting' });
      expect(await memberOf(organization.id, lea.id)).toMatchObject({ status: 'deactivated' });
      expect(await run.result()).toBe('erased');
    } finally {
      await skipping.close();
    }
  });

  test('of someone who came back meanwhile does nothing', async () => {
    const organization = await acme();
    const { id, as } = organization;
    const lea = await deactivated(data, id);
    await placeLegalHold(data.db, id, as, { memberId: lea.id, reason: 'A lawsuit', now: new Date() });
    const run = await beginErasure(data, server, organization, lea.id);
    await run.until('held');
    await data.owner.query(
      `UPDATE members SET status = 'active', suspended_at = NULL, deactivated_at = NULL, legal_hold_at = NULL, legal_hold_by_id = NULL WHERE id = $1`,
      [lea.id],
    );
    await run.lookAgain();
    expect(await run.result()).toBe('cancelled');
    expect(await memberOf(id, lea.id)).toMatchObject({ status: 'active', name: 'Lea Winter' });
  });
});

test('a removal that ends in an erasure which has to wait deactivates first, is proven, and says what is to come; then the erasure follows by itself', async () => {
  const who = await crowd(data, { people: 1, policy: { removals: { erasure: 'after-approval' } } });
  const { organization, otherAdmin } = who;
  const removal = await beginMassRemoval(data, server, who, { ending: 'erase' });
  await removal.until(({ counts }) => counts.completed === 1);
  const [person] = await removal.people();
  const [, payload = ''] = (person?.certificate ?? '').split('.');
  const { predicate } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  expect(predicate).toMatchObject({ proven: true, ending: 'erase', member: { status: 'deactivated' } });
  const [found] = await listErasures(data.db, organization.id, { limit: 10 });
  if (found === undefined) throw new Error('there is no erasure');
  expect(predicate.erasure).toMatchObject({ id: found.id, status: 'awaiting_approval' });
  await decides(data, server, organization.id, {
    approvalId: found.approvalId,
    by: otherAdmin.id,
    decision: 'approve',
  });
  expect(await erasureRun(data, server, organization, found.id).result()).toBe('erased');
  expect(await memberOf(organization.id, found.memberId)).toMatchObject({ status: 'removed', email: null });
});

test('a person’s own copy has what is theirs, and nothing of who acted on them', async () => {
  const organization = await acme();
  const { id, as, adminEmail } = organization;
  const lea = await testMember(data, id, { name: 'Lea Winter' });
  await placeLegalHold(
    data.db,
    id,
    { ...as, from: { address: '203.0.113.7', agent: 'admin’s browser' } },
    {
      memberId: lea.id,
      reason: 'A lawsuit about Lea',
      now: new Date(),
    },
  );
  const copy = JSON.stringify(await exportSubject(data.db, id, { memberId: lea.id, now: new Date() }));
  for (const theirs of ['Lea Winter', lea.email, 'A lawsuit about Lea', 'member.hold-placed'])
    expect(copy).toContain(theirs);
  for (const others of ['203.0.113.7', adminEmail]) expect(copy).not.toContain(others);
});
