import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { reinstate } from '../../../rules/removals/reinstate.ts';
import { type ReinstatementStepName, reinstatementSteps } from '../../../rules/removals/reinstatement-steps.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { reinstateFactsOf } from '../../queries/reinstatements/facts.ts';
import { reinstatementHasher } from '../../queries/reinstatements/hash.ts';
import { type OutcomeCount, outcomeTally } from '../../queries/reinstatements/preview.ts';
import { reinstateTerms, type Terms } from '../../queries/reinstatements/terms.ts';
import { once } from '../../receipt.ts';
import { lockMember } from '../members/lock.ts';
import { openCaretaking } from '../members/suspend.ts';
import { lockRemoval } from '../removals/lock.ts';
import type { ReinstatementEffectInput } from './input.ts';
import { insertReinstatementItems } from './items.ts';
import { lockReinstatement } from './lock.ts';

/**
 * Draft → running, in one transaction: the same rules run again on today's facts, page by page, and the hash is compared with the one that the admin agreed to. A
 * removal that still runs is ended where it stands. The member is suspended from here on, with a caretaker for what will run as them. `progress` is called after
 * each page, with the items so far: for heartbeats.
 * @returns stopsRemoval: the removal's own run has to hear of it
 * @throws Failure plan-changed (nothing is kept); as reinstateTerms; already-a-member when someone else has their address now
 */
export function planReinstatement(
  db: Database,
  organization: string,
  actor: Actor,
  input: ReinstatementEffectInput,
  progress: (items: number) => void = () => undefined,
): Promise<{ items: number; stopsRemoval: boolean }> {
  const { reinstatementId, now, receipt } = input;
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const { status, removalId, planHash, reason } = await lockReinstatement(tx, organization, reinstatementId);
      if (status !== 'draft')
        throw new Failure('wrong-state', { object: 'reinstatement', state: status, needs: 'draft' });
      await lockRemoval(tx, organization, removalId);
      const terms = await reinstateTerms(tx, organization, { removalId, now });
      const at = { organization, reinstatementId, removalId, now };
      const plan = await writeItems(tx, at, terms, progress);
      if (plan.hash !== planHash) throw new Failure('plan-changed', { expected: planHash, given: plan.hash });
      await insertSteps(tx, at);
      if (terms.stopsRemoval) await endRemoval(tx, record, at);
      await shut(tx, record, at, terms.memberId);
      await tx.reinstatement.update({
        where: { organizationId_id: { organizationId: organization, id: reinstatementId } },
        data: { status: 'running', startedAt: now, endsSuspended: terms.endsSuspended },
        select: { id: true },
      });
      const counts = plan.counts.map((count) => ({ ...count }));
      record({
        action: 'reinstatement.planned',
        object: 'reinstatement',
        objectId: reinstatementId,
        after: { memberId: terms.memberId, removalId, planHash, items: plan.items, counts },
        personal: [{ of: terms.memberId, values: { reason } }],
      });
      return { items: plan.items, stopsRemoval: terms.stopsRemoval };
    }),
  );
}

interface At {
  organization: string;
  reinstatementId: string;
  removalId: string;
  now: Date;
}

async function writeItems(
  tx: Transaction,
  at: At,
  terms: Terms,
  progress: (items: number) => void,
): Promise<{ hash: string; items: number; counts: OutcomeCount[] }> {
  const { organization, removalId } = at;
  const hasher = reinstatementHasher(terms);
  const tally = outcomeTally();
  let written = 0;
  for await (const facts of reinstateFactsOf(tx, { organization, removalId, leaverId: terms.memberId })) {
    const page = facts.map(reinstate);
    for (const item of page) {
      hasher.add(item);
      tally.add(item);
    }
    const from = written;
    await insertReinstatementItems(
      tx,
      at,
      page.map((item, index) => ({ ...item, position: from + index })),
    );
    written += page.length;
    progress(written);
  }
  return { hash: hasher.digest(), items: written, counts: tally.counts() };
}

/** Planning is done with this very transaction; `total` is what each step will have to do. */
async function insertSteps(tx: Transaction, { organization, reinstatementId, now }: At): Promise<void> {
  const planned: ReinstatementStepName = 'plan';
  await tx.$executeRaw`
    INSERT INTO reinstatement_steps (organization_id, reinstatement_id, step, position, status, started_at, ended_at, total)
    SELECT ${organization}::uuid, ${reinstatementId}::uuid, s.name, s.position,
      (CASE s.name WHEN ${planned} THEN 'done' ELSE 'pending' END)::step_status,
      CASE s.name WHEN ${planned} THEN ${now}::timestamptz END, CASE s.name WHEN ${planned} THEN ${now}::timestamptz END,
      (SELECT count(*) FROM reinstatement_items i WHERE i.organization_id = ${organization}::uuid AND i.reinstatement_id = ${reinstatementId}::uuid
        AND i.step = s.name AND i.status = 'pending')
    FROM unnest(${reinstatementSteps.map(({ name }) => name)}::text[]) WITH ORDINALITY AS s(name, position)`;
}

/** Half-way is where it ends: what it has done is undone, what it has not is never done. */
async function endRemoval(tx: Transaction, record: Record, { organization, removalId, now }: At): Promise<void> {
  await tx.removal.update({
    where: { organizationId_id: { organizationId: organization, id: removalId } },
    data: { status: 'cancelled', endedAt: now, pausedAt: null },
    select: { id: true },
  });
  await tx.removalStep.updateMany({
    where: { organizationId: organization, removalId, status: { in: ['pending', 'running', 'blocked'] } },
    data: { status: 'skipped', reason: 'reinstated', endedAt: now, failure: Prisma.DbNull, deadline: null },
  });
  record({ action: 'removal.cancelled', object: 'removal', objectId: removalId, reason: 'reinstated' });
}

/** Not in before all is given back; but what is given back can run already, as the caretaker. A sponsor who is gone is followed by the custodian. */
async function shut(tx: Transaction, record: Record, { organization, now }: At, memberId: string): Promise<void> {
  const { status } = await lockMember(tx, organization, memberId);
  if (status === 'removed') throw new Failure('already-erased', { memberId }); // since the terms were read
  if (status !== 'deactivated' && status !== 'suspended')
    throw new Failure('wrong-state', { object: 'member', state: status, needs: 'deactivated' });
  const until = await openCaretaking(tx, organization, memberId, now);
  const [sponsor] = await tx.$queryRaw<{ custodianId: string }[]>`
    SELECT o.custodian_id AS "custodianId" FROM members m JOIN organizations o ON o.id = m.organization_id
      JOIN members s ON s.organization_id = m.organization_id AND s.id = m.sponsor_id AND s.status NOT IN ('active', 'suspended')
    WHERE m.organization_id = ${organization}::uuid AND m.id = ${memberId}::uuid AND m.relationship <> 'employee'`;
  await tx.member.update({
    where: { organizationId_id: { organizationId: organization, id: memberId } },
    data: {
      status: 'suspended',
      deactivatedAt: null,
      ...(sponsor === undefined ? {} : { sponsorId: sponsor.custodianId }),
    },
    select: { id: true },
  });
  record({
    action: 'member.suspended',
    object: 'member',
    objectId: memberId,
    before: { status },
    after: { status: 'suspended', caretakerUntil: until.toISOString(), sponsorId: sponsor?.custodianId },
    reason: 'reinstatement',
  });
}
