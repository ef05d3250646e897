import { defineSearchAttributeKey, type SearchAttributePair, TypedSearchAttributes } from '@temporalio/common';
import { searchAttributes } from '../rules/search-attributes.ts';
import { taskQueue } from './task-queue.ts';

export interface RunDescription {
  process:
    | 'removal'
    | 'reinstatement'
    | 'mass-removal'
    | 'erasure'
    | 'invitation'
    | 'approval'
    | 'sign-in-link'
    | 'webhook'
    | 'webhook-test'
    | 'audit-retention'
    | 'consent-request';
  /** none: for a person, outside any organization */
  organization?: string;
  /** one line for ops, ids and dates only: `removal of member 0f3c… on 2026-12-01` */
  summary: string;
  /** default: the one queue */
  queue?: string;
}

/** What every run of ours is started with: queue, search attributes, summary, and that starting twice is the same run. Add `workflowId` and `args`. */
export function startOptions({ process, organization, summary, queue = taskQueue }: RunDescription) {
  const attributes: SearchAttributePair[] = [
    { key: defineSearchAttributeKey('DoorwardProcess', searchAttributes.DoorwardProcess), value: process },
    { key: defineSearchAttributeKey('DoorwardBlocked', searchAttributes.DoorwardBlocked), value: false },
  ];
  if (organization !== undefined) {
    const key = defineSearchAttributeKey('DoorwardOrganization', searchAttributes.DoorwardOrganization);
    attributes.push({ key, value: organization });
  }
  return {
    taskQueue: queue,
    typedSearchAttributes: new TypedSearchAttributes(attributes),
    staticSummary: summary,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    priority: { fairnessKey: organization ?? process },
  } as const;
}
