import type { AccessFacts, AutomationFacts, Level, MemberFacts } from '../../../rules/access/types.ts';
import { reaches } from '../../../rules/access/actions.ts';
import { type FailingRuns, forecast, type RunQuestion, type ScheduleFacts } from '../../../rules/removals/forecast.ts';
import type { PlanItem } from '../../../rules/removals/items.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { type Pair, relationsOf } from './relations.ts';

export interface ForecastInput {
  plans: readonly { memberId: string; items: readonly PlanItem[] }[];
  now: Date;
  effectiveAt: Date;
  caretakerDays: number;
}

interface Schedule {
  id: string;
  next_run_at: Date;
  every_seconds: number;
  runs_as_id: string | null;
  target_id: string | null;
  connections: string[];
}

const pageSize = 500;

/** Walks all schedules of the organization, page by page, through `rules/removals/forecast.ts`. */
export async function forecastOf(tx: Transaction, organization: string, input: ForecastInput): Promise<FailingRuns[]> {
  const future = await futureOf(tx, organization, input);
  const window = { now: input.now.getTime(), effectiveAt: input.effectiveAt.getTime() };
  const failing: FailingRuns[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const schedules = await tx.$queryRaw<Schedule[]>(Prisma.sql`
      SELECT s.id, s.next_run_at, s.every_seconds, s.runs_as_id, s.target_id, ARRAY(SELECT DISTINCT u.connection_id FROM connection_uses u
        WHERE u.organization_id = s.organization_id AND u.resource_id IN (s.id, s.target_id) ORDER BY 1) AS connections
      FROM resources s WHERE s.organization_id = ${organization}::uuid AND s.id > ${after}::uuid AND s.archived_at IS NULL
        AND s.every_seconds IS NOT NULL AND s.next_run_at IS NOT NULL ORDER BY s.id LIMIT ${pageSize}`);
    failing.push(...forecast(await questionsOf(tx, organization, schedules, future), window));
    const last = schedules.at(-1);
    if (last === undefined || schedules.length < pageSize) return failing;
    after = last.id;
  }
}

/** What the plans change, for looking up. */
interface Future {
  leaving: ReadonlySet<string>;
  owner: ReadonlyMap<string, string | undefined>;
  runsAs: ReadonlyMap<string, string | undefined>;
  caretaking: AutomationFacts['caretaking'];
}

async function futureOf(tx: Transaction, organization: string, input: ForecastInput): Promise<Future> {
  const owner = new Map<string, string | undefined>();
  const runsAs = new Map<string, string | undefined>();
  for (const { items } of input.plans) {
    for (const { kind, objectId, successorId } of items) {
      if (kind === 'resource-owner') owner.set(objectId, successorId);
      if (kind === 'resource-runs-as') runsAs.set(objectId, successorId);
    }
  }
  const caretaker = await tx.member.findFirst({
    where: { organizationId: organization, caretaker: true },
    select: { organizationId: true, id: true, kind: true, role: true, status: true },
  });
  const until = input.effectiveAt.getTime() + input.caretakerDays * 86_400_000;
  return {
    leaving: new Set(input.plans.map(({ memberId }) => memberId)),
    owner,
    runsAs,
    caretaking: caretaker === null ? null : { caretaker, until },
  };
}

async function questionsOf(
  tx: Transaction,
  organization: string,
  schedules: readonly Schedule[],
  future: Future,
): Promise<ScheduleFacts[]> {
  const objects = schedules.map(({ id, target_id, connections }) => [target_id ?? id, ...connections]);
  const today = await relationsOf(
    tx,
    organization,
    schedules.flatMap(({ id }, index) => (objects[index] ?? []).map((resource) => ({ resource, runsAsOf: id }))),
  );
  const received = await successorFacts(tx, organization, schedules, objects, future);
  let at = 0;
  return schedules.map((schedule, index) => {
    const own = today.slice(at, at + (objects[index]?.length ?? 0));
    at += own.length;
    const leaves = schedule.runs_as_id !== null && future.leaving.has(schedule.runs_as_id);
    return {
      scheduleId: schedule.id,
      nextRunAt: schedule.next_run_at.getTime(),
      everySeconds: schedule.every_seconds,
      today: own.map(asked),
      meanwhile: leaves ? own.map((facts) => asked(underCaretaker(facts, future))) : [],
      after: leaves ? own.map((facts) => asked(underSuccessor(facts, received))) : own.map(asked),
    };
  });
}

const keyOf = (member: string | undefined, resource: string | undefined): string => `${member} ${resource}`;

/** What connects each schedule's next runs-as to what it needs, with what the removal brings along. */
async function successorFacts(
  tx: Transaction,
  organization: string,
  schedules: readonly Schedule[],
  objects: readonly string[][],
  future: Future,
): Promise<(automationId: string, resource: string) => AccessFacts | undefined> {
  const pairs = new Map<string, Extract<Pair, { member: string }>>();
  schedules.forEach(({ id }, index) => {
    const member = future.runsAs.get(id);
    if (member === undefined) return;
    for (const resource of objects[index] ?? []) pairs.set(keyOf(member, resource), { resource, member });
  });
  const facts = await relationsOf(tx, organization, [...pairs.values()]);
  const found = new Map([...pairs.keys()].map((key, index) => [key, facts[index]]));
  return (automationId, resource) => {
    const member = future.runsAs.get(automationId);
    const fact = found.get(keyOf(member, resource));
    if (fact === undefined) return undefined;
    const { relation } = fact;
    const owner = future.owner.has(resource) ? future.owner.get(resource) === member : relation.owner;
    return { ...fact, relation: { ...relation, owner, share: atLeastUse(relation.share) } };
  };
}

/** The transfer adds `use` where it is missing (prisma/commands/removals/come-along.ts). */
function atLeastUse(share: Level | null): Level {
  return share !== null && reaches(share, 'use') ? share : 'use';
}

function underCaretaker(facts: AccessFacts, { caretaking }: Future): AccessFacts {
  const { automation } = facts;
  if (automation === undefined || automation.runsAs === null) return facts;
  const runsAs: MemberFacts = { ...automation.runsAs, status: 'suspended' };
  return { ...facts, automation: { ...automation, runsAs, caretaking } };
}

function underSuccessor(
  facts: AccessFacts,
  received: (automationId: string, resource: string) => AccessFacts | undefined,
): AccessFacts {
  const { automation, resource } = facts;
  if (automation === undefined || resource === null) return facts;
  const then = received(automation.resourceId, resource.id);
  return {
    ...facts,
    relation: then?.relation ?? facts.relation,
    automation: { ...automation, runsAs: then?.member ?? null, caretaking: null },
  };
}

function asked(facts: AccessFacts): RunQuestion {
  return { facts, action: facts.resource?.kind === 'connection' ? 'use' : 'run' };
}
