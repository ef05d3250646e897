import { defineSearchAttributeKey, type SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { searchAttributes } from '../../rules/search-attributes.ts';

const stepKey = defineSearchAttributeKey('DoorwardStep', searchAttributes.DoorwardStep);
const blockedKey = defineSearchAttributeKey('DoorwardBlocked', searchAttributes.DoorwardBlocked);
const dueKey = defineSearchAttributeKey('DoorwardDue', searchAttributes.DoorwardDue);

/** What a run is at, in the words that ops read. Ids, counts and dates only. */
export interface Situation {
  /** the step, stage or wait */
  step: string;
  /** `nothing` while it works */
  waitsFor: string;
  /** ISO 8601, UTC */
  since: string;
  blocked: boolean;
  /** when it goes on by itself, or someone else is told */
  due?: string;
  /** what went wrong, when blocked */
  because?: string;
  whatToDo?: string;
}

/** Keeps search attributes and current details up. Writes one event when an attribute changed, none otherwise. One per run. */
export function opsView(): (situation: Situation) => void {
  let shown = { step: '', blocked: false, due: '' };
  return (situation) => {
    const { step, blocked, due = '' } = situation;
    const changed: SearchAttributeUpdatePair[] = [];
    if (step !== shown.step) changed.push({ key: stepKey, value: step });
    if (blocked !== shown.blocked) changed.push({ key: blockedKey, value: blocked });
    if (due !== shown.due) changed.push({ key: dueKey, value: due === '' ? null : new Date(due) });
    if (changed.length > 0) upsertSearchAttributes(changed);
    shown = { step, blocked, due };
    setCurrentDetails(detailsOf(situation));
  };
}

function detailsOf({ step, waitsFor, since, blocked, due, because, whatToDo }: Situation): string {
  const lines = [`**${blocked ? 'Blocked at' : 'At'} ${step}** since ${since}`, '', `Waits for: ${waitsFor}`];
  if (because !== undefined) lines.push(`Because: ${because}`);
  if (due !== undefined) lines.push(`Until: ${due}`);
  if (whatToDo !== undefined) lines.push(`What to do: ${whatToDo}`);
  return lines.join('  \n');
}
