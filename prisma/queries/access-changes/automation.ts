import { decide } from '../../../rules/access/decide.ts';
import type { RefusedRun } from '../../../rules/access-changes/effects.ts';
import { type FailingRuns, forecast, type ScheduleFacts } from '../../../rules/removals/forecast.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import {
  askedFor,
  caretakerOf,
  type Future,
  questionsOf,
  type Schedule,
  schedulesAfter,
  schedulesPerPage,
} from '../removals/forecast.ts';

/** What is refused of all that runs as some members, as things are. */
export interface AutomationState {
  refused: RefusedRun[];
  /** scheduled runs of the next 14 days that fail */
  failing: FailingRuns[];
}

const unchanged: Future = { leaving: new Set(), owner: new Map(), runsAs: new Map() };

/**
 * Asks for all that runs as these members, and for the schedules that run it, what its host asks before a run (docs/hosts.md), by the same facts and rules as the
 * forecast of a removal. In the order of the automation's ids.
 */
export async function automationOf(
  tx: Transaction,
  organization: string,
  { memberIds, now }: { memberIds: readonly string[]; now: Date },
): Promise<AutomationState> {
  const members = new Set(memberIds);
  const refused = new Map<string, RefusedRun>();
  const failing: FailingRuns[] = [];
  const window = await windowOf(tx, organization, now);
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await schedulesAfter(tx, organization, after, runningAs(organization, memberIds));
    const all = page.length === 0 ? [] : await questionsOf(tx, organization, page, unchanged);
    page.forEach((schedule, index) => {
      const facts = all[index];
      if (facts === undefined) return;
      for (const run of refusedOf(schedule, facts, { members, now: now.getTime() }))
        refused.set(`${run.automationId} ${run.resourceId}`, run);
      if (isScheduled(schedule)) failing.push(...forecast([asMembers(facts, members)], window));
    });
    const last = page.at(-1);
    if (last === undefined || page.length < schedulesPerPage) break;
    after = last.id;
  }
  const inOrder = [...refused].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, run]) => run);
  return { refused: inOrder, failing };
}

/** What runs as them, and what runs that. */
function runningAs(organization: string, memberIds: readonly string[]): Prisma.Sql {
  const own = Prisma.sql`SELECT x.id FROM resources x WHERE x.organization_id = ${organization}::uuid AND x.runs_as_id = ANY(${[...memberIds]}::uuid[])
    AND x.archived_at IS NULL`;
  return Prisma.sql`archived_at IS NULL AND id IN (${own} UNION SELECT s.id FROM resources s WHERE s.organization_id = ${organization}::uuid
    AND s.target_id IN (${own}))`;
}

/** Nothing is handed over at an instant here: each forecast is of things as they are. */
async function windowOf(tx: Transaction, organization: string, now: Date) {
  const caretaker = await caretakerOf(tx, organization);
  return { now: now.getTime(), effectiveAt: now.getTime(), caretaker, caretakerDays: 0 };
}

/** What else runs has neither. */
const isScheduled = ({ nextRunAt, everySeconds }: { nextRunAt: number | null; everySeconds: number | null }): boolean =>
  nextRunAt !== null && everySeconds !== null;

/** Only what is asked by the authority of one of them. */
function asMembers(facts: ScheduleFacts, members: ReadonlySet<string>): ScheduleFacts {
  const questions = facts.questions.filter(({ today }) => members.has(today.automation?.runsAs?.id ?? ''));
  return { ...facts, questions };
}

/** The use of a connection is one question for all that ask it in the same way: who asks is in what was asked. */
function refusedOf(
  schedule: Schedule,
  { questions }: ScheduleFacts,
  { members, now }: { members: ReadonlySet<string>; now: number },
): RefusedRun[] {
  return askedFor(schedule).flatMap(({ by, object }, index): RefusedRun[] => {
    const question = questions[index];
    if (question === undefined || by.runsAsId === null || !members.has(by.runsAsId)) return [];
    const { allowed, because } = decide(question.today, question.action, now);
    return allowed ? [] : [{ automationId: by.id, memberId: by.runsAsId, resourceId: object, because }];
  });
}
