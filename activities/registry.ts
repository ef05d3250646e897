import { auditRetentionActivities } from './audit-retention/activities.ts';
import { approvalActivities } from './approvals/activities.ts';
import { consentRequestActivities } from './consent-requests/activities.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { erasureActivities } from './erasures/activities.ts';
import { withNamedFailures } from './failures.ts';
import { invitationActivities } from './invitations/activities.ts';
import { massRemovalActivities } from './mass-removals/activities.ts';
import { reinstatementActivities } from './reinstatements/activities.ts';
import { removalActivities } from './removals/activities.ts';
import { signInLinkActivities } from './sign-in-links/activities.ts';
import { webhookActivities } from './webhooks/activities.ts';

/**
 * Every activity by its registered name. `test/faults` walks this list. Each process spreads its own here:
 * `activities/<noun>/activities.ts` makes them, typed by `contract.ts` beside it (types only, no import of Node), which is what workflows import.
 */
export function createActivities(deps: ActivityDependencies) {
  return withNamedFailures({
    ...invitationActivities(deps),
    ...approvalActivities(deps),
    ...removalActivities(deps),
    ...massRemovalActivities(deps),
    ...erasureActivities(deps),
    ...reinstatementActivities(deps),
    ...signInLinkActivities(deps),
    ...webhookActivities(deps),
    ...auditRetentionActivities(deps),
    ...consentRequestActivities(deps),
  });
}
