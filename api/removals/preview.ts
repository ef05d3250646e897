import type { z } from 'zod';
import { memberRefs, refOf, refOrNull } from '../../prisma/queries/members/refs.ts';
import { namesOfItems } from '../../prisma/queries/removals/items.ts';
import { type MemberPlan, type Preview, previewPlan } from '../../prisma/queries/removals/preview.ts';
import { namesOfResources } from '../../prisma/queries/resources/names.ts';
import { sayReason } from '../../rules/access/explain.ts';
import { fixOf, fixOfKey } from '../../rules/removals/fixes.ts';
import { itemKinds, type PlanItem } from '../../rules/removals/items.ts';
import { notRestored } from '../../rules/removals/reinstate.ts';
import type { Services } from '../services.ts';
import { choicesOf } from './choices.ts';
import { presentExplained } from './explained.ts';
import { presentPlanned } from './present.ts';
import type { PreviewRemoval, RemovalPreview } from './schemas.ts';

type Presented = z.output<typeof RemovalPreview>;
type Refs = Awaited<ReturnType<typeof memberRefs>>;
type Names = ReadonlyMap<string, string>;

const MOST_ITEMS = 1_000;
const MOST_KEYS = 1_000;

/**
 * What a removal would do, with the names that people know things by. `most`: items of each member, red first.
 * @throws Failure not-found, wrong-state, successor-not-eligible
 */
export async function preview(
  { db }: Services,
  organization: string,
  { memberIds, successors, effectiveAt }: z.output<typeof PreviewRemoval>,
  most = MOST_ITEMS,
): Promise<Presented> {
  const now = new Date();
  const found = await previewPlan(db, organization, {
    memberIds,
    successors: choicesOf(successors),
    now,
    explain: most,
    ...(effectiveAt === undefined ? {} : { effectiveAt }),
  });
  const plans = found.plans.map((plan) => ({ ...plan, first: plan.items.slice(0, most) }));
  const keys = found.endingKeys.slice(0, MOST_KEYS);
  const [names, refs, resources] = await Promise.all([
    namesOfItems(db, organization, [...plans.flatMap(({ first }) => first), ...keys.map(keyItem)]),
    memberRefs(db, organization, membersIn(found, memberIds)),
    namesOfResources(
      db,
      organization,
      found.forecast.flatMap(({ scheduleId, resourceId }) => [scheduleId, resourceId]),
    ),
  ]);
  return {
    computedAt: now,
    effectiveAt: effectiveAt ?? now,
    plans: plans.map((plan) => presentPlan(plan, names, refs)),
    forecast: found.forecast.map((failing) => presentFailing(failing, resources, refs)),
    endingKeys: keys.map((key) => presentKey(key, names, refs)),
  };
}

function membersIn({ plans, forecast, endingKeys }: Preview, memberIds: readonly string[]): Set<string> {
  const ids = new Set(memberIds);
  for (const { runsAsId } of forecast) if (runsAsId !== null) ids.add(runsAsId);
  for (const { holderId } of endingKeys) ids.add(holderId);
  for (const { explained } of plans)
    for (const { passedOver } of explained.values())
      for (const { memberId } of passedOver) if (memberId !== null) ids.add(memberId);
  return ids;
}

/** As an item, for its name. */
const keyItem = ({ credentialId }: Preview['endingKeys'][number]): Pick<PlanItem, 'objectId' | 'facts'> => ({
  objectId: credentialId,
  facts: {},
});

function presentPlan(
  { memberId, hash, items, first, explained }: MemberPlan & { first: PlanItem[] },
  names: Names,
  refs: Refs,
): Presented['plans'][number] {
  const count = (risk: string) => items.filter((item) => item.risk === risk).length;
  return {
    member: refOf(refs, memberId),
    hash,
    total: items.length,
    red: count('red'),
    amber: count('amber'),
    notRestored: notRestored(items).map((lost) => ({ ...lost, title: itemKinds[lost.kind].title })),
    items: first.map((item) => {
      const objectName = names.get(item.objectId) ?? null;
      const successorName = names.get(item.successorId ?? '') ?? null;
      const explanation = explained.get(item.key);
      return presentPlanned(
        { ...item, objectName, successorName },
        explanation === undefined ? null : presentExplained(explanation, refs),
      );
    }),
  };
}

/** A finding of the forecast, in words. */
export function presentFailing(
  { resourceId, because, runsAsId, ...failing }: Preview['forecast'][number],
  names: Names,
  refs: Refs,
): Presented['forecast'][number] {
  return {
    ...failing,
    resource: { id: resourceId, name: names.get(resourceId) ?? null },
    because: because.map((reason) => sayReason(reason)).join('; '),
    fix: fixOf(because, failing),
    scheduleName: names.get(failing.scheduleId) ?? null,
    firstAt: new Date(failing.firstAt),
    runsAs: refOrNull(refs, runsAsId),
  };
}

function presentKey(
  { credentialId, holderId, endsAt, lastUsedAt, ...key }: Preview['endingKeys'][number],
  names: Names,
  refs: Refs,
): Presented['endingKeys'][number] {
  return {
    ...key,
    id: credentialId,
    name: names.get(credentialId) ?? null,
    holder: refs.get(holderId) ?? null,
    endsAt: new Date(endsAt),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
    fix: fixOfKey(key),
  };
}
