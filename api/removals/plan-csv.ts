import type { z } from 'zod';
import { csvRow } from '../csv.ts';
import type { PlanItem, PreviewItem, RemovalPreview } from './schemas.ts';

type Planned = z.output<typeof PreviewItem>;

const planned = (
  'risk what object object_id kind happens step successor successor_id chosen_by next_run_at runs_every_seconds schedules used_by ' +
  'last_used_at last_used_from ends_at'
).split(' ');

/** The previews of one set, red first, each item with whose it is, the plan's hash and when it was computed. Ends with the runs that would fail. */
export function* previewCsv({ computedAt, plans, forecast }: z.output<typeof RemovalPreview>): Generator<string> {
  yield csvRow(['member', 'member_id', ...planned, 'passed_over', 'plan_hash', 'computed_at']);
  const at = computedAt.toISOString();
  for (const { member, hash, items } of plans) {
    for (const item of items) {
      const passedOver = item.explained?.passedOver.map(({ says }) => says).join('; ') ?? '';
      yield csvRow([member.name, member.id, ...fieldsOf(item), passedOver, hash, at]);
    }
  }
  const blank = planned.slice(10).map(() => null);
  for (const { scheduleName, scheduleId, firstAt, because, today, runs } of forecast) {
    const what = `${runs} scheduled runs would fail${today ? ', as they do today' : ''}: ${because}`;
    const fields = ['red', what, scheduleName, scheduleId, 'forecast', null, null, null, null, null];
    yield csvRow([null, null, ...fields, firstAt.toISOString(), ...blank.slice(1), null, null, at]);
  }
}

/** The head of a run's plan. */
export const planCsvHead = (): string => csvRow([...planned, 'status', 'reason', 'drift', 'done_at']);

export function planCsvRow(item: z.output<typeof PlanItem>): string {
  const { status, reason, drift, doneAt } = item;
  return csvRow([...fieldsOf(item), status, reason, drift, doneAt?.toISOString() ?? null]);
}

function fieldsOf({ facts, ...item }: Planned): (string | number | boolean | null)[] {
  const { risk, title, objectName, objectId, kind, action, step, successor, successorRule } = item;
  const fact = (name: string) => facts[name] ?? null;
  const ends = fact('expiresAt') ?? fact('endsAt') ?? fact('dueAt') ?? fact('deadline');
  const { id = null, name = null } = successor ?? {};
  const whom = [risk, title, objectName, objectId, kind, action, step, name, id, successorRule];
  const known = ['nextRunAt', 'everySeconds', 'schedules', 'usedBy', 'lastUsedAt', 'lastUsedFrom'].map(fact);
  return [...whom, ...known, ends];
}
