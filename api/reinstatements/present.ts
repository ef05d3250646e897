import type { z } from 'zod';
import { type MemberRef, memberRefs, refOf } from '../../prisma/queries/members/refs.ts';
import {
  findReinstatement,
  type ReinstatementDetail,
  type ReinstatementStepState,
  type ReinstatementSummary as SummaryRow,
} from '../../prisma/queries/reinstatements/detail.ts';
import { namesOfItems } from '../../prisma/queries/removals/items.ts';
import { Failure, failures } from '../../rules/failures.ts';
import { type ReinstatementItem, titleOfReinstated } from '../../rules/removals/reinstate.ts';
import { reinstatementStepOf } from '../../rules/removals/reinstatement-steps.ts';
import { reinstatementWorkflowId } from '../../workflows/reinstatements/messages.ts';
import { unless } from '../may.ts';
import { runOf } from '../run-link.ts';
import type { Services } from '../services.ts';
import type { PlannedReinstatement, Reinstatement, ReinstatementSummary } from './schemas.ts';

/** A reinstatement that has begun: drafts show nowhere. @throws Failure not-found */
export async function reinstatementIn(
  { db }: Services,
  organization: string,
  reinstatementId: string,
): Promise<ReinstatementDetail> {
  const found = await findReinstatement(db, organization, reinstatementId);
  if (found === null || found.status === 'draft') throw new Failure('not-found', { object: 'reinstatement' });
  return found;
}

export function presentSummary(
  row: SummaryRow,
  refs: ReadonlyMap<string, MemberRef>,
): z.output<typeof ReinstatementSummary> {
  const { memberId, requestedById, ...rest } = row;
  return {
    ...rest,
    status: row.status as z.output<typeof ReinstatementSummary>['status'], // a draft is never shown
    member: refOf(refs, memberId),
    requestedBy: refOf(refs, requestedById),
  };
}

export async function presentReinstatement(
  { db, temporalUi }: Services,
  organization: string,
  row: ReinstatementDetail,
): Promise<z.output<typeof Reinstatement>> {
  const refs = await memberRefs(db, organization, [row.memberId, row.requestedById]);
  const { steps, reason, planHash, outcomes, pending, awaitingHost, skipped } = row;
  return {
    ...presentSummary(row, refs),
    reason,
    planHash,
    outcomes,
    pending,
    awaitingHost,
    skipped,
    steps: steps.map(presentStep),
    run: runOf(reinstatementWorkflowId(organization, row.memberId), temporalUi),
  };
}

function presentStep(state: ReinstatementStepState): z.output<typeof Reinstatement>['steps'][number] {
  const { title, skippable } = reinstatementStepOf(state.step);
  const { failure } = state;
  const notBlocked = state.status !== 'blocked' && `It is ${state.status}, not blocked`;
  return {
    ...state,
    title,
    failure: failure === null ? null : { ...failure, says: failures[failure.name].says },
    may: { retry: unless(notBlocked), skip: unless(!skippable && 'This step can’t be left out', notBlocked) },
  };
}

/** Items with the names that people know things by. */
export async function namedItems<I extends ReinstatementItem>(
  { db }: Services,
  organization: string,
  items: readonly I[],
): Promise<(I & z.output<typeof PlannedReinstatement>)[]> {
  const asked = items.map(({ objectId, before, receiverId }) => ({ objectId, facts: before, successorId: receiverId }));
  const names = await namesOfItems(db, organization, asked);
  return items.map((item) => {
    const { objectId, before, receiverId, kind } = item;
    const name = names.get(objectId) ?? names.get(textOf(before['resourceId'])) ?? null;
    const receiver = receiverId === null ? null : { id: receiverId, name: names.get(receiverId) ?? receiverId };
    return { ...item, title: titleOfReinstated(kind), objectName: name, receiver };
  });
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
