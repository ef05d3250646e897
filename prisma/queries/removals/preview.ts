import { Failure } from '../../../rules/failures.ts';
import { type EndingKey, endingKeys } from '../../../rules/removals/ending-keys.ts';
import type { FailingRuns } from '../../../rules/removals/forecast.ts';
import type { PlanItem, Risk } from '../../../rules/removals/items.ts';
import { type PlanFact, planner } from '../../../rules/removals/plan.ts';
import { type Explanation, explanations } from '../../../rules/removals/succession.ts';
import { type Choice, type Ground, ineligibleForChoice } from '../../../rules/removals/successor.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { mustNotBeReinstated } from '../reinstatements/terms.ts';
import { candidatesAmong, factsOf, groundOf, type Leaving, settledAt } from './facts.ts';
import { forecastOf } from './forecast.ts';
import { expiringKeys } from './expiring-keys.ts';
import { planHasher } from './hash.ts';
import { sources } from './sources/all.ts';
import type { Asked } from './sources/source.ts';

/** All items are kept until they are shown: fewer round trips. */
const largePage = 5000;

export interface PreviewInput {
  /** all are planned as one set: none of them becomes a successor */
  memberIds: readonly string[];
  successors: readonly Choice[];
  now: Date;
  /** default: now */
  effectiveAt?: Date;
  /** for so many items of each member, red first, it is explained how their successor was found; default: none */
  explain?: number;
}

export interface MemberPlan {
  memberId: string;
  /** what `draftRemoval` takes: lower-case hex SHA-256 */
  hash: string;
  /** red first */
  items: PlanItem[];
  /** by the item's key */
  explained: ReadonlyMap<string, Explanation>;
}

export interface Preview {
  plans: MemberPlan[];
  /** scheduled runs of the next 14 days that would fail */
  forecast: FailingRuns[];
  /** keys in use that end in these days */
  endingKeys: EndingKey[];
}

/**
 * What a removal would do, by the same planner and facts as the run (`planRemoval`). Items without a `successorId` where one is needed are red and stop the
 * start (`no-successor`). Throws `not-found`, `wrong-state` (a service account, or neither active nor suspended), `successor-not-eligible`.
 */
export function previewPlan(db: Database, organization: string, input: PreviewInput): Promise<Preview> {
  const { memberIds, successors, now, effectiveAt = now, explain = 0 } = input;
  return inOrganization(db, organization, async (tx) => {
    for (const memberId of memberIds) await mustBeRemovable(tx, organization, memberId);
    const leaving = { memberIds, choices: successors, effectiveAt, now };
    await mustBeEligible(tx, organization, leaving);
    const ground = await groundOf(tx, organization, leaving);
    const { rotate, caretakerDays, rotationGraceHours: graceHours } = ground.policy.removals;
    const plans: MemberPlan[] = [];
    for (const leaverId of memberIds) {
      const asked = { organization, leaverId, now, rotate };
      plans.push(await planOf(tx, ground.of(leaverId), asked, explain));
    }
    const forecast = await forecastOf(tx, organization, { plans, now, effectiveAt, caretakerDays });
    const expiring = await expiringKeys(tx, organization, now);
    return { plans, forecast, endingKeys: endingKeys({ plans, expiring, now, effectiveAt, graceHours }) };
  });
}

async function planOf(tx: Transaction, ground: Ground, asked: Asked, explain: number): Promise<MemberPlan> {
  const plan = planner(ground);
  const hasher = planHasher();
  const items: { [R in Risk]: PlanItem[] } = { red: [], amber: [], none: [] };
  const facts = new Map<string, PlanFact>(); // only of those that may be explained: of each risk the first ones
  for await (const page of factsOf(tx, asked, sources, largePage)) {
    for (const fact of page) {
      const item = plan(fact);
      hasher.add(item);
      items[item.risk].push(item);
      if (items[item.risk].length <= explain) facts.set(item.key, fact);
    }
  }
  const inOrder = [...items.red, ...items.amber, ...items.none];
  const explained = explainedOf(ground, inOrder.slice(0, explain), facts);
  return { memberId: asked.leaverId, hash: hasher.digest(), items: inOrder, explained };
}

function explainedOf(
  ground: Ground,
  items: readonly PlanItem[],
  facts: ReadonlyMap<string, PlanFact>,
): Map<string, Explanation> {
  const explain = explanations(ground);
  const found = new Map<string, Explanation>();
  for (const { key, action, successorId, successorRule: rule } of items) {
    const fact = facts.get(key);
    if (fact === undefined || action === 'revoke' || action === 'end') continue;
    found.set(key, explain(fact, successorId === undefined || rule === undefined ? null : { successorId, rule }));
  }
  return found;
}

/** An admin's choice that can't be followed is said, never passed over. Throws `successor-not-eligible`. */
export async function mustBeEligible(tx: Transaction, organization: string, asked: Leaving): Promise<void> {
  const { choices, memberIds: leaving } = asked;
  const memberIds = choices.map(({ successorId }) => successorId);
  const candidates = await candidatesAmong(tx, organization, { leaving, until: settledAt(asked), memberIds });
  for (const choice of choices) {
    const because = ineligibleForChoice(candidates.get(choice.successorId), choice);
    if (because !== null) throw new Failure('successor-not-eligible', { memberId: choice.successorId, because });
  }
}

/** Throws `not-found`, `wrong-state`, `being-reinstated`: only a person who is active or suspended can be removed. */
export async function mustBeRemovable(
  tx: Transaction,
  organization: string,
  memberId: string,
): Promise<{ status: 'active' | 'suspended' }> {
  const member = await tx.member.findUnique({
    where: { organizationId_id: { organizationId: organization, id: memberId } },
    select: { kind: true, status: true },
  });
  if (member === null) throw new Failure('not-found', { object: 'member' });
  const { kind, status } = member;
  if (kind !== 'person' || (status !== 'active' && status !== 'suspended')) {
    const state = kind === 'person' ? status : 'service-account';
    throw new Failure('wrong-state', { object: 'member', state, needs: 'active person' });
  }
  await mustNotBeReinstated(tx, organization, memberId); // asked second: whoever sees the suspension that it began with sees it, too
  return { status };
}
