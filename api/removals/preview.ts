import type { z } from 'zod';
import { memberRefs, refOf, refOrNull } from '../../prisma/queries/members/refs.ts';
import { namesOfItems } from '../../prisma/queries/removals/items.ts';
import { previewPlan } from '../../prisma/queries/removals/preview.ts';
import { namesOfResources } from '../../prisma/queries/resources/names.ts';
import { sayReason } from '../../rules/access/explain.ts';
import { itemKinds, type PlanItem } from '../../rules/removals/items.ts';
import { notRestored } from '../../rules/removals/reinstate.ts';
import { choicesOf } from './choices.ts';
import { presentPlanned } from './present.ts';
import type { PreviewRemoval, RemovalPreview } from './schemas.ts';
import type { Services } from '../services.ts';

const MOST_ITEMS = 1_000;

/** What a removal would do, with the names that people know things by. @throws Failure not-found, wrong-state */
export async function preview(
  { db }: Services,
  organization: string,
  { memberIds, successors, effectiveAt }: z.output<typeof PreviewRemoval>,
): Promise<z.output<typeof RemovalPreview>> {
  const { plans, forecast } = await previewPlan(db, organization, {
    memberIds,
    successors: choicesOf(successors),
    now: new Date(),
    ...(effectiveAt === undefined ? {} : { effectiveAt }),
  });
  const shown = plans.map((plan) => ({ ...plan, first: plan.items.slice(0, MOST_ITEMS) }));
  const [names, schedules, refs] = await Promise.all([
    namesOfItems(
      db,
      organization,
      shown.flatMap(({ first }) => first),
    ),
    namesOfResources(
      db,
      organization,
      forecast.map(({ scheduleId }) => scheduleId),
    ),
    memberRefs(db, organization, [...memberIds, ...forecast.map(({ runsAsId }) => runsAsId)]),
  ]);
  const count = (items: readonly PlanItem[], risk: string) => items.filter((item) => item.risk === risk).length;
  return {
    plans: shown.map(({ memberId, hash, items, first }) => ({
      member: refOf(refs, memberId),
      hash,
      total: items.length,
      red: count(items, 'red'),
      amber: count(items, 'amber'),
      notRestored: notRestored(items).map((lost) => ({ ...lost, title: itemKinds[lost.kind].title })),
      items: first.map((item) =>
        presentPlanned({
          ...item,
          objectName: names.get(item.objectId) ?? null,
          successorName: names.get(item.successorId ?? '') ?? null,
        }),
      ),
    })),
    forecast: forecast.map((failing) => ({
      ...failing,
      because: failing.because.map((reason) => sayReason(reason)).join('; '),
      scheduleName: schedules.get(failing.scheduleId) ?? null,
      firstAt: new Date(failing.firstAt),
      runsAs: refOrNull(refs, failing.runsAsId),
    })),
  };
}
