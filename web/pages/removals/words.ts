import type { Schema } from '../../client.ts';
import type { StatusOf } from '../../components/status-words.ts';
import { humanize } from '../../components/words.ts';

export const stepWords: Readonly<Record<Schema<'StepName'>, string>> = {
  plan: 'Plan',
  wait: 'Wait for the date',
  suspend: 'Suspend',
  transfer: 'Transfer ownership',
  deactivate: 'Deactivate or erase',
  rotate: 'Rotate keys and secrets',
  grants: 'Revoke upstream grants',
  certificate: 'Certificate',
};

export const endingWords = {
  deactivate: {
    label: 'Deactivate',
    says: 'Nobody can enter any more; name and audit history are kept.',
  },
  erase: {
    label: 'Remove permanently',
    says: 'Personal data is replaced by a pseudonym, for good. The audit history stays whole.',
  },
} as const;

/** What a person can hold, by the kind of item. */
export const kindWords: Readonly<Record<string, string>> = {
  'resource-owner': 'Resources owned',
  'resource-runs-as': 'Automation run as them',
  'sponsored-guest': 'Guests and contractors sponsored',
  'service-account': 'Service accounts answered for',
  'managed-member': 'Members managed',
  'approval-waiting': 'Approvals that waited for them',
  'invitation-sent': 'Open invitations sent',
  'billing-contact': 'Billing contact',
  custodian: 'Custodian',
  'follow-up': 'Follow-ups owed',
  'api-key': 'API keys',
  session: 'Sessions',
  'team-membership': 'Team memberships',
  share: 'Shares',
  bookmark: 'Bookmarks',
  'service-account-key': 'Service accounts’ keys made or known',
  'connection-secret': 'Connections’ secrets known',
  'webhook-secret': 'Webhooks’ secrets shown to them',
  grant: 'Upstream consents given',
};

/** What is said of a removal in one word: paused and blocked come before its status. */
export function stateOf(removal: Schema<'RemovalSummary'>): StatusOf<'removal'> {
  if (removal.endedAt === null && removal.blocked) return 'blocked';
  if (removal.endedAt === null && removal.pausedAt !== null) return 'paused';
  return removal.status;
}

/** What an item is called: the name that its object has today, or its kind where that has none (a session). */
export function itemName(item: { kind: string; objectName: string | null }): string {
  return item.objectName ?? humanize(item.kind);
}

/** Whether somebody receives it, or what comes in its place. */
export function handsOver(item: { action: string }): boolean {
  return item.action !== 'revoke' && item.action !== 'end';
}

/** Whether somebody must be chosen before the removal can start. */
export function isMissingSuccessor(item: Schema<'PreviewItem'>): boolean {
  return item.successor === null && item.risk === 'red' && handsOver(item);
}

/** The resource that a successor can be named for: it itself, or the connection on which it rests. Undefined: only the kind can be named. */
export function resourceOf(item: Pick<Schema<'PreviewItem'>, 'kind' | 'objectId' | 'facts'>): string | undefined {
  if (item.kind === 'resource-owner' || item.kind === 'resource-runs-as') return item.objectId;
  const { connectionId } = item.facts;
  return typeof connectionId === 'string' ? connectionId : undefined;
}
