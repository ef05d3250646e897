import type { StepName } from './steps.ts';

/** The kinds of things a person can hold, and what a removal does with each, in which step. The one list: plan, run and certificate use it. */
export const itemKinds = {
  'resource-owner': { step: 'transfer', action: 'transfer', title: 'owns a resource' },
  'resource-runs-as': { step: 'transfer', action: 'transfer', title: 'automation runs as them' },
  'sponsored-guest': { step: 'transfer', action: 'transfer', title: 'sponsors a guest or contractor' },
  'service-account': { step: 'transfer', action: 'transfer', title: 'answers for a service account' },
  'managed-member': { step: 'transfer', action: 'transfer', title: 'manages a member' },
  'approval-waiting': { step: 'transfer', action: 'transfer', title: 'an approval waits for them' },
  'invitation-sent': { step: 'transfer', action: 'transfer', title: 'sent an invitation that is open' },
  'billing-contact': { step: 'transfer', action: 'transfer', title: 'billing contact' },
  custodian: { step: 'transfer', action: 'transfer', title: 'custodian' },
  'follow-up': { step: 'transfer', action: 'transfer', title: 'owes a follow-up' },
  'api-key': { step: 'deactivate', action: 'revoke', title: 'holds an API key' },
  session: { step: 'deactivate', action: 'end', title: 'is signed in' },
  'team-membership': { step: 'deactivate', action: 'end', title: 'belongs to a team' },
  share: { step: 'deactivate', action: 'end', title: 'has a share' },
  bookmark: { step: 'deactivate', action: 'end', title: 'has a bookmark' },
  'service-account-key': {
    step: 'rotate',
    action: 'rotate',
    title: 'made or could have copied a service account’s key',
  },
  'connection-secret': { step: 'rotate', action: 'rotate', title: 'could know a connection’s secret' },
  'webhook-secret': { step: 'rotate', action: 'rotate', title: 'knows a webhook’s secret, or chose its address' },
  grant: { step: 'grants', action: 'revoke-upstream', title: 'gave an upstream consent' },
} as const satisfies Record<string, { step: StepName; action: ItemAction; title: string }>;

export type ItemKind = keyof typeof itemKinds;

/** The key of an item: stable between runs of the planner. */
export const keyOf = (kind: ItemKind, objectId: string): string => `${kind}:${objectId}`;

export type ItemAction = 'transfer' | 'revoke' | 'end' | 'rotate' | 'revoke-upstream';
export type Risk = 'red' | 'amber' | 'none';

/** What would stop, when, for whom, and what else is known of it: ids, counts and instants (ISO 8601, UTC); never names. */
export interface ItemFacts {
  readonly [name: string]: string | number | boolean | null;
}

/** One line of a plan. `key` is `kind:objectId` and stays the same between runs of the planner, which is how drift is seen. */
export interface PlanItem {
  key: string;
  kind: ItemKind;
  step: StepName;
  action: ItemAction;
  objectId: string;
  risk: Risk;
  facts: ItemFacts;
  successorId?: string;
  successorRule?: SuccessorRule;
}

/**
 * Which rule chose the successor, in their order. `item`, `kind` and `rest` were named by an admin; `owner`: for what is not owned itself (a grant, a
 * secret), who owns its connection. `redirect`: to whom it was offered first named a colleague.
 */
export type SuccessorRule = 'item' | 'kind' | 'rest' | 'redirect' | 'owner' | 'team' | 'manager' | 'custodian';
