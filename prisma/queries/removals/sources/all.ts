import { type ItemKind, keyOf } from '../../../../rules/removals/items.ts';
import { bookmarks, sessions, shares, teams } from './access.ts';
import { apiKeys, connectionSecrets, grants, serviceAccountKeys } from './credentials.ts';
import { approvals, followUps, invitations, members, ofOrganization } from './duties.ts';
import { resources } from './resources.ts';
import type { Source } from './source.ts';
import { webhookSecrets } from './webhooks.ts';

/** All kinds of `rules/removals/items.ts`, in the order of their keys: the compiler asks for a source when a kind is added. */
const byKind: { readonly [K in ItemKind]: Source } = {
  'api-key': apiKeys,
  'approval-waiting': approvals,
  'billing-contact': ofOrganization('billing-contact', 'billing_contact_id'),
  bookmark: bookmarks,
  'connection-secret': connectionSecrets,
  custodian: ofOrganization('custodian', 'custodian_id'),
  'follow-up': followUps,
  grant: grants,
  'invitation-sent': invitations,
  'managed-member': members('managed-member', 'manager_id'),
  'resource-owner': resources('resource-owner', 'owner_id'),
  'resource-runs-as': resources('resource-runs-as', 'runs_as_id'),
  'service-account': members('service-account', 'sponsor_id'),
  'service-account-key': serviceAccountKeys,
  session: sessions,
  share: shares,
  'sponsored-guest': members('sponsored-guest', 'sponsor_id'),
  'team-membership': teams,
  'webhook-secret': webhookSecrets,
};

export const sources: readonly Source[] = Object.values(byKind).sort((a, b) =>
  keyOf(a.kind, '') < keyOf(b.kind, '') ? -1 : 1,
);
