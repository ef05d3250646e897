import { defineSearchAttributeKey, type SearchAttributePair, TypedSearchAttributes } from '@temporalio/common';
import { ParentClosePolicy } from '@temporalio/workflow';
import { searchAttributes } from '../../rules/search-attributes.ts';

/**
 * What a child of ours is started with: the same as a run that the API starts (temporal/start-options.ts), but that it outlives its parent, and that a
 * second one with its ID is refused. Add `workflowId` and `args`.
 */
export function childOptions({
  process,
  organization,
  summary,
}: {
  process: string;
  organization: string;
  summary: string;
}) {
  const attributes: SearchAttributePair[] = [
    {
      key: defineSearchAttributeKey('DoorwardOrganization', searchAttributes.DoorwardOrganization),
      value: organization,
    },
    { key: defineSearchAttributeKey('DoorwardProcess', searchAttributes.DoorwardProcess), value: process },
    { key: defineSearchAttributeKey('DoorwardBlocked', searchAttributes.DoorwardBlocked), value: false },
  ];
  return {
    typedSearchAttributes: new TypedSearchAttributes(attributes),
    staticSummary: summary,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
  } as const;
}
