import {
  type FailingRuns,
  forecast,
  forecastDays,
  runsWithin,
  type ScheduleFacts,
} from '../../../rules/removals/forecast.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { policyIn } from '../organizations/policy.ts';
import {
  askedFor,
  caretakerOf,
  type Future,
  questionsOf,
  type Schedule,
  schedulesAfter,
  schedulesPerPage,
} from '../removals/forecast.ts';
import { type OfferRow, seenBy } from './list.ts';
import { wasOffered } from './offered.ts';

const DAY = 86_400_000;
const MOST_LISTED = 100;

/** What would run as a successor in the 14 days after the hand-over. */
export interface OfferForecast {
  /** how many schedules run something as them */
  schedules: number;
  /** the first of these that run, by their ids. A name that the successor may not see is null */
  runs: { scheduleId: string; name: string | null; firstAt: string; runs: number }[];
  /** what the access rules would refuse then, as far as it is asked as the successor */
  failing: (Omit<FailingRuns, 'today'> & { name: string | null; resourceName: string | null })[];
}

/** By the same facts and rules as the forecast of a removal, as they would be at the hand-over. */
export function forecastOfOffer(
  db: Database,
  organization: string,
  { offer, now }: { offer: OfferRow; now: Date },
): Promise<OfferForecast> {
  return inOrganization(db, organization, async (tx) => {
    const window = await windowOf(tx, organization, offer.effectiveAt);
    const found: OfferForecast = { schedules: 0, runs: [], failing: [] };
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const page = await schedulesAfter(tx, organization, after, runningAs(organization, offer));
      if (page.length > 0) await look(tx, organization, { offer, page, window, found });
      const last = page.at(-1);
      if (last === undefined || page.length < schedulesPerPage) break;
      after = last.id;
    }
    return await named(tx, organization, { offer, found, now });
  });
}

type Window = Parameters<typeof forecast>[1];

async function look(
  tx: Transaction,
  organization: string,
  { offer, page, window, found }: { offer: OfferRow; page: readonly Schedule[]; window: Window; found: OfferForecast },
): Promise<void> {
  const future = await futureOf(tx, organization, offer, page);
  found.schedules += page.length;
  for (const schedule of page) {
    const runs = runsWithin(schedule, window.now, window.now + forecastDays * DAY);
    if (runs !== null && found.runs.length < MOST_LISTED)
      found.runs.push({ scheduleId: schedule.id, name: null, ...runs });
  }
  const facts = await questionsOf(tx, organization, page, future);
  const failing = forecast(facts.map(afterwards), window);
  for (const { today: _, ...one } of failing)
    if (one.runsAsId === offer.successorId && found.failing.length < MOST_LISTED)
      found.failing.push({ ...one, name: null, resourceName: null });
}

/** Schedules that would run as the successor, and those of something that would. */
function runningAs(organization: string, { removalId, successorId }: OfferRow): Prisma.Sql {
  const theirs = Prisma.sql`SELECT i.object_id FROM plan_items i WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid
    AND i.kind = 'resource-runs-as' AND i.successor_id = ${successorId}::uuid AND ${wasOffered}`;
  return Prisma.sql`archived_at IS NULL AND every_seconds IS NOT NULL AND next_run_at IS NOT NULL
    AND id IN (${theirs} UNION SELECT s.id FROM resources s WHERE s.organization_id = ${organization}::uuid AND s.target_id IN (${theirs}))`;
}

/** What the plan gives to whom, of what these schedules ask about. */
async function futureOf(
  tx: Transaction,
  organizationId: string,
  { removalId, leaverId }: OfferRow,
  page: readonly Schedule[],
): Promise<Future> {
  const ids = new Set(page.flatMap((schedule) => askedFor(schedule).flatMap(({ by, object }) => [by.id, object])));
  const items = await tx.planItem.findMany({
    where: {
      organizationId,
      removalId,
      step: 'transfer',
      kind: { in: ['resource-owner', 'resource-runs-as'] },
      objectId: { in: [...ids] },
    },
    select: { kind: true, objectId: true, successorId: true },
  });
  const to = (wanted: string) =>
    new Map(
      items.flatMap(({ kind, objectId, successorId }) =>
        kind === wanted ? [[objectId, successorId ?? undefined] as const] : [],
      ),
    );
  return { leaving: new Set([leaverId]), owner: to('resource-owner'), runsAs: to('resource-runs-as') };
}

/** As if all was handed over already. */
const afterwards = ({ questions, ...schedule }: ScheduleFacts): ScheduleFacts => ({
  ...schedule,
  questions: questions.map((question) =>
    question.leaves
      ? { ...question, today: question.after, endsAt: { today: question.endsAt.after, after: null }, leaves: false }
      : question,
  ),
});

/** From the hand-over on. */
async function windowOf(tx: Transaction, organization: string, at: Date): Promise<Window> {
  const { caretakerDays } = (await policyIn(tx, organization)).removals;
  const caretaker = await caretakerOf(tx, organization);
  return { now: at.getTime(), effectiveAt: at.getTime(), caretaker, caretakerDays };
}

async function named(
  tx: Transaction,
  organizationId: string,
  { offer, found, now }: { offer: OfferRow; found: OfferForecast; now: Date },
): Promise<OfferForecast> {
  const ids = [
    ...found.runs.map(({ scheduleId }) => scheduleId),
    ...found.failing.flatMap(({ scheduleId, resourceId }) => [scheduleId, resourceId]),
  ];
  const seen = await seenBy(tx, organizationId, offer.successorId, ids, now);
  const rows = await tx.resource.findMany({
    where: { organizationId, id: { in: [...seen] } },
    select: { id: true, name: true },
  });
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? null;
  return {
    schedules: found.schedules,
    runs: found.runs.map((run) => ({ ...run, name: nameOf(run.scheduleId) })),
    failing: found.failing.map((one) => ({
      ...one,
      name: nameOf(one.scheduleId),
      resourceName: nameOf(one.resourceId),
    })),
  };
}
