import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { mergePolicy, type StoredPolicy } from '../../../rules/organizations/policy.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';
import { lockMember } from '../members/lock.ts';

export function renameOrganization(
  db: Database,
  organization: string,
  actor: Actor,
  input: { name: string },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const [row] = await tx.$queryRaw<{ name: string }[]>`
      SELECT name FROM organizations WHERE id = ${organization}::uuid FOR NO KEY UPDATE`;
    await update(tx, organization, { name: input.name });
    record({
      action: 'organization.renamed',
      object: 'organization',
      objectId: organization,
      before: { name: row?.name },
      after: { name: input.name },
    });
  });
}

/** @throws Failure name-taken: slugs are unique among all organizations of the installation */
export function changeSlug(db: Database, organization: string, actor: Actor, input: { slug: string }): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const before = await tx.organization.findUniqueOrThrow({ where: { id: organization }, select: { slug: true } });
    if (before.slug === input.slug) return;
    await update(tx, organization, { slug: input.slug });
    record({
      action: 'organization.slug-changed',
      object: 'organization',
      objectId: organization,
      before,
      after: { slug: input.slug },
    });
  });
}

/**
 * Changes what is named in `policy`; the rest stays. Two at once that name different things both hold.
 * @throws Failure not-found for a team of approvers; invalid-request for an approver who is no active person of the organization
 */
export function changePolicy(
  db: Database,
  organization: string,
  actor: Actor,
  input: { policy: StoredPolicy },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const [row] = await tx.$queryRaw<{ policy: Prisma.JsonObject }[]>`
      SELECT policy FROM organizations WHERE id = ${organization}::uuid FOR NO KEY UPDATE`;
    const before = (row?.policy ?? {}) as StoredPolicy;
    await checkApprovers(tx, organization, input.policy.invitations?.approval?.stages ?? []);
    const after = mergePolicy(before, input.policy);
    await update(tx, organization, { policy: after as Prisma.InputJsonObject });
    record({
      action: 'organization.policy-changed',
      object: 'organization',
      objectId: organization,
      before: JSON.parse(JSON.stringify(before)),
      after: JSON.parse(JSON.stringify(after)),
    });
  });
}

/** Who is named to approve can: else every invitation that needs it would wait for nobody. */
async function checkApprovers(tx: Transaction, organization: string, stages: Stages): Promise<void> {
  for (const { approvers } of stages) {
    if (approvers === undefined) continue;
    if ('teamId' in approvers) {
      const found = await tx.team.count({
        where: { organizationId: organization, id: approvers.teamId, archivedAt: null },
      });
      if (found === 0) throw new Failure('not-found', { object: 'team' });
    }
    if ('members' in approvers) {
      const ids = [...new Set(approvers.members)];
      const who = { organizationId: organization, id: { in: ids }, kind: 'person', status: 'active' } as const;
      if ((await tx.member.count({ where: who })) < ids.length)
        throw new Failure('invalid-request', { field: 'approvers', expected: 'active members who are people' });
    }
  }
}
type Stages = NonNullable<NonNullable<NonNullable<StoredPolicy['invitations']>['approval']>['stages']>;

/** @throws Failure not-found; wrong-state for someone who is no active person */
export function changeCustodian(
  db: Database,
  organization: string,
  actor: Actor,
  input: { memberId: string },
): Promise<void> {
  return changeContact(db, organization, actor, input.memberId, 'custodianId', 'organization.custodian-changed');
}

/** @throws Failure not-found; wrong-state for someone who is no active person */
export function changeBillingContact(
  db: Database,
  organization: string,
  actor: Actor,
  input: { memberId: string },
): Promise<void> {
  return changeContact(
    db,
    organization,
    actor,
    input.memberId,
    'billingContactId',
    'organization.billing-contact-changed',
  );
}

function changeContact(
  db: Database,
  organization: string,
  actor: Actor,
  memberId: string,
  field: 'custodianId' | 'billingContactId',
  action: `organization.${string}`,
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const member = await lockMember(tx, organization, memberId);
    if (member.status !== 'active' || member.kind !== 'person') {
      const state = member.kind === 'person' ? member.status : member.kind;
      throw new Failure('wrong-state', { object: 'member', state, needs: 'active person' });
    }
    const before = await tx.organization.findUniqueOrThrow({
      where: { id: organization },
      select: { custodianId: true, billingContactId: true },
    });
    await update(tx, organization, { [field]: memberId });
    record({
      action,
      object: 'organization',
      objectId: organization,
      before: { memberId: before[field] },
      after: { memberId },
    });
  });
}

async function update(tx: Transaction, id: string, data: Prisma.OrganizationUncheckedUpdateInput): Promise<void> {
  await tx.organization.update({ where: { id }, data, select: { id: true } });
}
