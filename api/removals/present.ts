import type { z } from 'zod';
import type { MemberRef } from '../../prisma/queries/members/refs.ts';
import { refOf } from '../../prisma/queries/members/refs.ts';
import type { RemovalDetail, RemovalStepState } from '../../prisma/queries/removals/detail.ts';
import type { RemovalItem } from '../../prisma/queries/removals/items.ts';
import type { RemovalSummary as SummaryRow } from '../../prisma/queries/removals/list.ts';
import { failures } from '../../rules/failures.ts';
import { type DriftReason, driftReasons } from '../../rules/removals/drift.ts';
import { itemKinds, type PlanItem as PlannedItem } from '../../rules/removals/items.ts';
import { stepOf } from '../../rules/removals/steps.ts';
import { removalWorkflowId } from '../../workflows/removals/messages.ts';
import { unless } from '../may.ts';
import { runOf } from '../run-link.ts';
import type { Services } from '../services.ts';
import type { PlanItem, PreviewItem, Removal, RemovalStep, RemovalSummary } from './schemas.ts';

type Refs = ReadonlyMap<string, MemberRef>;

export function hasEnded({ status }: Pick<SummaryRow, 'status'>): boolean {
  return status === 'completed' || status === 'cancelled';
}

export function presentSummary(row: SummaryRow, refs: Refs): z.output<typeof RemovalSummary> {
  return {
    ...row,
    status: row.status as z.output<typeof RemovalSummary>['status'], // a draft is never shown
    step: row.step as z.output<typeof RemovalSummary>['step'],
    member: refOf(refs, row.memberId),
    requestedBy: refOf(refs, row.requestedById),
  };
}

export function presentRemoval(
  row: RemovalDetail,
  refs: Refs,
  around: {
    organization: string;
    temporalUi: Services['temporalUi'];
    keysEndAt: Date | null;
    reinstatement: { id: string; status: string } | null;
    whyNotReinstated: string | undefined;
  },
): z.output<typeof Removal> {
  return {
    ...presentSummary(row, refs),
    reason: row.reason,
    planHash: row.planHash,
    startedAt: row.startedAt,
    adoptedSuspension: row.adoptedSuspension,
    steps: row.steps.map((step) => presentStep(step, row)),
    items: row.items,
    driftWaiting: row.driftWaiting,
    firstRunsRefused: row.firstRunsRefused,
    successors: row.successors,
    openFollowUps: row.openFollowUps,
    keysEndAt: around.keysEndAt,
    hasCertificate: row.certificate !== null,
    run: runOf(removalWorkflowId(around.organization, row.memberId), around.temporalUi),
    reinstatementId: around.reinstatement?.id ?? null,
    may: { ...mayOf(row), reinstate: unless(around.whyNotReinstated) },
  };
}

function presentStep(state: RemovalStepState, removal: RemovalDetail): z.output<typeof RemovalStep> {
  const { title, skippable } = stepOf(state.step);
  const { failure } = state;
  const notBlocked = state.status !== 'blocked' && `It is ${state.status}, not blocked`;
  return {
    ...state,
    title,
    failure: failure === null ? null : { ...failure, says: failures[failure.name].says },
    may: {
      retry: unless(ended(removal), notBlocked),
      skip: unless(ended(removal), !skippable && 'This step can’t be left out', notBlocked),
    },
  };
}

const ended = (removal: RemovalDetail): string | false => hasEnded(removal) && `The removal is ${removal.status}`;

function mayOf(removal: RemovalDetail): Omit<z.output<typeof Removal>['may'], 'reinstate'> {
  const statusOf = (name: string) => removal.steps.find(({ step }) => step === name)?.status ?? 'pending';
  const isOver = ended(removal);
  const suspended = statusOf('suspend') !== 'pending' && 'The suspension has begun';
  const transferring = statusOf('transfer') !== 'pending' && 'Ownership is being, or was, transferred';
  const paused = removal.pausedAt !== null;
  return {
    pause: unless(isOver, paused && 'It is paused'),
    resume: unless(isOver, !paused && 'It is not paused'),
    moveDate: unless(isOver, suspended),
    changeSuccessor: unless(isOver, ['done', 'skipped'].includes(statusOf('transfer')) && 'Ownership was transferred'),
    acceptDrift: unless(isOver, removal.driftWaiting === 0 && 'Nothing was found that waits for a person'),
    cancel: unless(isOver, transferring),
  };
}

type Planned = PlannedItem & { objectName: string | null; successorName: string | null };

export function presentPlanned(
  item: Planned,
  explained: z.output<typeof PreviewItem>['explained'] = null,
): z.output<typeof PreviewItem> {
  return {
    ...item,
    explained,
    title: itemKinds[item.kind].title,
    facts: { ...item.facts },
    successor:
      item.successorId === undefined ? null : { id: item.successorId, name: item.successorName ?? item.successorId },
    successorRule: item.successorRule ?? null,
  };
}

export function presentItem(item: RemovalItem, removal: RemovalDetail): z.output<typeof PlanItem> {
  const over = item.status === 'done' || item.status === 'skipped';
  return {
    ...presentPlanned(item),
    status: item.status,
    reason: item.reason,
    drift: item.drift,
    driftBecause: driftBecause(item),
    firstRun: item.firstRun,
    handOver: item.handOver,
    declinedBy: item.declinedBy,
    doneAt: item.doneAt,
    may: {
      skip: unless(ended(removal), over && `It is ${item.status}`),
      acceptDrift: unless(
        ended(removal),
        over && `It is ${item.status}`,
        item.drift !== 'waits' && 'It waits for nobody',
      ),
    },
  };
}

const reasons: Readonly<Record<DriftReason, string>> = {
  secret: 'A secret: whoever knows it keeps a way in',
  'admin-right': 'A right to administer',
  'new-kind': 'The plan had nothing of this kind',
  'successor-changed': 'Who was to receive it can’t any more, and another rule found somebody else',
  unlike: 'The plan had nothing with this risk and a successor by this rule',
  'too-many': 'So much is new that it is more than the policy’s share of the plan',
};

function driftBecause({ driftBecause: reason }: RemovalItem): z.output<typeof PlanItem>['driftBecause'] {
  const known = driftReasons.find((one) => one === reason);
  return known === undefined ? null : { reason: known, says: reasons[known] };
}
