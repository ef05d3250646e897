import type { z } from 'zod';
import { roomOf } from '../../prisma/queries/removals/room.ts';
import { hashOfSet } from '../../prisma/queries/mass-removals/hash.ts';
import { leaversAmong } from '../../prisma/queries/mass-removals/leavers.ts';
import { memberRefs, refOf } from '../../prisma/queries/members/refs.ts';
import { type MemberPlan, previewPlan } from '../../prisma/queries/removals/preview.ts';
import { failures } from '../../rules/failures.ts';
import { isMissingSuccessor } from '../../rules/removals/plan.ts';
import { choicesOf } from '../removals/choices.ts';
import type { Services } from '../services.ts';
import type { MassRemovalPreview, PreviewMassRemoval } from './schemas.ts';

/** What it would do to remove these people as one set; who can't be removed is named, and left out. @throws Failure successor-not-eligible */
export async function preview(
  { db }: Services,
  { organization, memberId }: { organization: string; memberId: string },
  { memberIds: ids, emails, successors, effectiveAt }: z.output<typeof PreviewMassRemoval>,
): Promise<z.output<typeof MassRemovalPreview>> {
  const now = new Date();
  const { memberIds, refused } = await leaversAmong(db, organization, { memberIds: ids, emails });
  const { plans, forecast } = await previewPlan(db, organization, {
    memberIds,
    successors: choicesOf(successors),
    now,
    ...(effectiveAt === undefined ? {} : { effectiveAt }),
  });
  const receiving = received(plans);
  const refs = await memberRefs(db, organization, [...memberIds, ...receiving.map(({ id }) => id)]);
  const people = plans.map(({ memberId: id, hash, items }) => ({
    member: refOf(refs, id),
    planHash: hash,
    total: items.length,
    red: items.filter(({ risk }) => risk === 'red').length,
    amber: items.filter(({ risk }) => risk === 'amber').length,
    cannotGo: items.filter(isMissingSuccessor).length,
  }));
  const room = await roomOf(db, organization, { requestedById: memberId, now });
  return {
    planHash: hashOfSet(people.map(({ member, planHash }) => ({ memberId: member.id, planHash }))),
    people,
    refused: refused.map(({ failure, ...who }) => ({
      ...who,
      failure: { name: failure.name, says: failures[failure.name].says },
    })),
    receivers: receiving.map(({ id, items }) => ({ member: refOf(refs, id), items })),
    failingSchedules: forecast.length,
    needsApproval: people.length > room.left,
  };
}

function received(plans: readonly MemberPlan[]): { id: string; items: number }[] {
  const counts = new Map<string, number>();
  for (const { items } of plans)
    for (const { successorId } of items)
      if (successorId !== undefined) counts.set(successorId, (counts.get(successorId) ?? 0) + 1);
  return [...counts].map(([id, items]) => ({ id, items })).sort((a, b) => b.items - a.items || (a.id < b.id ? -1 : 1));
}
