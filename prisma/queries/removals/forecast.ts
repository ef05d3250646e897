import { reaches } from '../../../rules/access/actions.ts';
import type { AccessFacts, Action, RelationFacts } from '../../../rules/access/types.ts';
import {
  type FailingRuns,
  type ForecastWindow,
  forecast,
  type RunQuestion,
  type ScheduleFacts,
} from '../../../rules/removals/forecast.ts';
import type { PlanItem } from '../../../rules/removals/items.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { type KnownResource, type RelationSets, relationSets } from './relation-sets.ts';

export interface ForecastInput {
  plans: readonly { memberId: string; items: readonly PlanItem[] }[];
  now: Date;
  effectiveAt: Date;
  caretakerDays: number;
}

export const schedulesPerPage = 5000;

/** Walks all schedules of the organization, page by page, through `rules/removals/forecast.ts`. */
export async function forecastOf(tx: Transaction, organization: string, input: ForecastInput): Promise<FailingRuns[]> {
  const future = futureOf(input);
  const caretaker = await caretakerOf(tx, organization);
  const { now, effectiveAt, caretakerDays } = input;
  const window: ForecastWindow = { now: now.getTime(), effectiveAt: effectiveAt.getTime(), caretaker, caretakerDays };
  const failing: FailingRuns[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await schedulesAfter(tx, organization, after);
    const facts = await questionsOf(tx, organization, page, future);
    failing.push(...forecast(facts, window));
    const last = page.at(-1);
    if (last === undefined || page.length < schedulesPerPage) return failing;
    after = last.id;
  }
}

/** Who stands in for whoever is suspended; null: there is none yet. */
export async function caretakerOf(tx: Transaction, organizationId: string): Promise<ForecastWindow['caretaker']> {
  return await tx.member.findFirst({
    where: { organizationId, caretaker: true },
    select: { organizationId: true, id: true, kind: true, role: true, status: true },
  });
}

/** What the plans change, for looking up: to whom it goes; undefined: to nobody. */
export interface Future {
  leaving: ReadonlySet<string>;
  owner: ReadonlyMap<string, string | undefined>;
  runsAs: ReadonlyMap<string, string | undefined>;
}

function futureOf({ plans }: ForecastInput): Future {
  const owner = new Map<string, string | undefined>();
  const runsAs = new Map<string, string | undefined>();
  for (const { items } of plans) {
    for (const { kind, objectId, successorId } of items) {
      if (kind === 'resource-owner') owner.set(objectId, successorId);
      if (kind === 'resource-runs-as') runsAs.set(objectId, successorId);
    }
  }
  return { leaving: new Set(plans.map(({ memberId }) => memberId)), owner, runsAs };
}

/** Something that runs as someone: a schedule, or what it runs. */
interface Automation extends KnownResource {
  runsAsId: string | null;
  connections: string[];
}

export interface Schedule extends Automation {
  nextRunAt: number;
  everySeconds: number;
  target: Automation | null;
}

type AutomationTuple = [
  ...[id: string, kind: string, archived: boolean, runsAs: string | null],
  ...[owner: string | null, ownerTeam: string | null, team: string | null],
];
type ScheduleTuple = [own: AutomationTuple, target: string | null, nextRunAt: number, everySeconds: number];

const scheduled = Prisma.sql`archived_at IS NULL AND every_seconds IS NOT NULL AND next_run_at IS NOT NULL`;

/** Three lists in one statement; what many schedules share is read once. `which`: of the table resources. */
export async function schedulesAfter(
  tx: Transaction,
  organization: string,
  after: string,
  which: Prisma.Sql = scheduled,
): Promise<Schedule[]> {
  const own = Prisma.sql`organization_id = ${organization}::uuid`;
  const automation = Prisma.sql`json_build_array(r.id, r.kind, r.archived_at IS NOT NULL, r.runs_as_id, r.owner_id, r.owner_team_id, r.team_id)`;
  interface Found {
    schedules: ScheduleTuple[] | null;
    targets: AutomationTuple[] | null;
    uses: [resource: string, connection: string][] | null;
  }
  const [found] = await tx.$queryRaw<Found[]>(Prisma.sql`
    WITH page AS MATERIALIZED (SELECT * FROM resources WHERE ${own} AND id > ${after}::uuid AND ${which} ORDER BY id LIMIT ${schedulesPerPage})
    SELECT (SELECT json_agg(json_build_array(${automation}, r.target_id, epoch_ms(r.next_run_at), r.every_seconds) ORDER BY r.id) FROM page r) AS schedules,
      (SELECT json_agg(${automation}) FROM resources r WHERE ${own} AND r.id = ANY(ARRAY(SELECT target_id FROM page))) AS targets,
      (SELECT json_agg(json_build_array(u.resource_id, u.connection_id)) FROM connection_uses u
        WHERE ${own} AND u.resource_id = ANY(ARRAY(SELECT id FROM page UNION SELECT target_id FROM page))) AS uses`);
  const uses = new Map<string, string[]>();
  for (const [resource, connection] of found?.uses ?? []) {
    const known = uses.get(resource);
    if (known === undefined) uses.set(resource, [connection]);
    else known.push(connection);
  }
  const automationOf = ([id, kind, archived, runsAsId, ownerId, ownerTeamId, teamId]: AutomationTuple): Automation => ({
    organizationId: organization,
    id,
    kind,
    archived,
    ownerId,
    ownerTeamId,
    teamId,
    runsAsId,
    connections: uses.get(id) ?? [],
  });
  const targets = new Map((found?.targets ?? []).map((tuple) => [tuple[0], automationOf(tuple)]));
  return (found?.schedules ?? []).map(([tuple, target, nextRunAt, everySeconds]) => ({
    ...automationOf(tuple),
    nextRunAt,
    everySeconds,
    target: target === null ? null : (targets.get(target) ?? null),
  }));
}

/** What one automation asks to be allowed, and what it has to do with the object. */
export interface Asked {
  by: Automation;
  action: Action;
  object: string;
  isTarget: boolean;
}

/**
 * What hosts ask before a run (docs/hosts.md), each as whatever that part runs as: the schedule, what it runs, the connections; and that the schedule may
 * run its target on them.
 */
export function askedFor(schedule: Schedule): Asked[] {
  const { target } = schedule;
  const asked: Asked[] = [{ by: schedule, action: 'run', object: schedule.id, isTarget: false }];
  const use = (by: Automation, connections: readonly string[]) => {
    for (const object of connections) asked.push({ by, action: 'use', object, isTarget: false });
  };
  if (target !== null) asked.push({ by: schedule, action: 'run', object: target.id, isTarget: true });
  use(
    schedule,
    target === null ? schedule.connections : [...new Set([...schedule.connections, ...target.connections])],
  );
  if (target === null || target.runsAsId === null) return asked;
  asked.push({ by: target, action: 'run', object: target.id, isTarget: false });
  use(target, target.connections);
  return asked;
}

export async function questionsOf(
  tx: Transaction,
  organization: string,
  schedules: readonly Schedule[],
  future: Future,
): Promise<ScheduleFacts[]> {
  const asked = schedules.map(askedFor);
  const [members, resources] = [new Set<string>(), new Set<string>()];
  const known = new Map<string, KnownResource>();
  for (const { by, object } of asked.flat()) {
    resources.add(object);
    known.set(by.id, by);
    for (const id of [by.runsAsId, future.runsAs.get(by.id)]) if (typeof id === 'string') members.add(id);
  }
  const sets = await relationSets(tx, organization, { members, resources, known });
  const question = questioning(sets, future);
  return schedules.map(({ id, nextRunAt, everySeconds }, index) => ({
    scheduleId: id,
    nextRunAt,
    everySeconds,
    questions: (asked[index] ?? []).map(question),
  }));
}

/** The use of a connection is asked by many in the same way: one question for all of them. */
function questioning(sets: RelationSets, future: Future): (asked: Asked) => RunQuestion {
  const uses = new Map<string, RunQuestion>();
  return (asked) => {
    if (asked.action !== 'use') return questionOf(asked, sets, future);
    const { by, object } = asked;
    const key = `${object} ${by.runsAsId} ${future.runsAs.get(by.id)} ${by.archived}`;
    const known = uses.get(key);
    if (known !== undefined) return known;
    const question = questionOf(asked, sets, future);
    uses.set(key, question);
    return question;
  };
}

function questionOf(asked: Asked, sets: RelationSets, future: Future): RunQuestion {
  const { by, action } = asked;
  const leaves = by.runsAsId !== null && future.leaving.has(by.runsAsId);
  const today = factsOf(asked, by.runsAsId, sets);
  const next = leaves ? (future.runsAs.get(by.id) ?? null) : by.runsAsId;
  const after = leaves ? factsOf(asked, next, sets, future) : today;
  const endsAt = { today: endOf(by.runsAsId, sets), after: leaves ? endOf(next, sets) : null };
  return { action, today, after, leaves, endsAt };
}

function endOf(memberId: string | null, sets: RelationSets): number | null {
  return memberId === null ? null : (sets.member(memberId)?.endsAt ?? null);
}

/** `future`: with what the removal brings along: ownership, and `use` where it is missing (prisma/commands/removals/come-along.ts). */
function factsOf(
  { by, object, isTarget, action }: Asked,
  runsAsId: string | null,
  sets: RelationSets,
  future?: Future,
): AccessFacts {
  const known = runsAsId === null ? null : sets.member(runsAsId);
  const relation = sets.relation(runsAsId ?? '', object);
  return {
    organization: sets.organization,
    member: null,
    resource: sets.resource(object),
    relation: future === undefined ? relation : afterwards(relation, runsAsId, object, future),
    automation: {
      resourceId: by.id,
      archived: by.archived,
      runsAs: known,
      caretaking: known?.caretaking ?? null,
      isObject: by.id === object,
      isTarget,
      usesObject: action === 'use',
    },
  };
}

function afterwards(
  { ownerTeam, team, share, teamShares, owner }: RelationFacts,
  memberId: string | null,
  object: string,
  future: Future,
): RelationFacts {
  const owns = future.owner.has(object) ? future.owner.get(object) === memberId : owner;
  return { owner: owns, ownerTeam, team, share: share !== null && reaches(share, 'use') ? share : 'use', teamShares };
}
