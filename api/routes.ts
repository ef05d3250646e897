import type { App } from './app-types.ts';
import { organizationsRoutes } from './organizations/routes.ts';
import { membersRoutes } from './members/routes.ts';
import { invitationsRoutes } from './invitations/routes.ts';
import { approvalsRoutes } from './approvals/routes.ts';
import { teamsRoutes } from './teams/routes.ts';
import { sharesRoutes } from './shares/routes.ts';
import { resourceKindsRoutes } from './resource-kinds/routes.ts';
import { resourcesRoutes } from './resources/routes.ts';
import { connectionsRoutes } from './connections/routes.ts';
import { grantsRoutes } from './grants/routes.ts';
import { serviceAccountsRoutes } from './service-accounts/routes.ts';
import { apiKeysRoutes } from './api-keys/routes.ts';
import { bookmarksRoutes } from './bookmarks/routes.ts';
import { accessRoutes } from './access/routes.ts';
import { removalsRoutes } from './removals/routes.ts';
import { followUpsRoutes } from './follow-ups/routes.ts';
import { auditEntriesRoutes } from './audit-entries/routes.ts';
import { eventsRoutes } from './events/routes.ts';
import { signInLinksRoutes } from './sign-in-links/routes.ts';
import { sessionsRoutes } from './sessions/routes.ts';
import { invitationLinksRoutes } from './invitation-links/routes.ts';
import { wellKnownRoutes } from './well-known/routes.ts';

/** Every route of the product. */
export function allRoutes(app: App): void {
  organizationsRoutes(app);
  membersRoutes(app);
  invitationsRoutes(app);
  approvalsRoutes(app);
  teamsRoutes(app);
  sharesRoutes(app);
  resourceKindsRoutes(app);
  resourcesRoutes(app);
  connectionsRoutes(app);
  grantsRoutes(app);
  serviceAccountsRoutes(app);
  apiKeysRoutes(app);
  bookmarksRoutes(app);
  accessRoutes(app);
  removalsRoutes(app);
  followUpsRoutes(app);
  auditEntriesRoutes(app);
  eventsRoutes(app);
  signInLinksRoutes(app);
  sessionsRoutes(app);
  invitationLinksRoutes(app);
  wellKnownRoutes(app);
}
