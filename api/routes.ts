import type { App } from './app-types.ts';
import type { OpenStream } from './closing.ts';
import type { Services } from './services.ts';
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
import { removalsRoutes } from './removals/routes.ts';
import { followUpsRoutes } from './follow-ups/routes.ts';
import { auditEntriesRoutes } from './audit-entries/routes.ts';
import { eventsRoutes } from './events/routes.ts';
import { signInLinksRoutes } from './sign-in-links/routes.ts';
import { sessionsRoutes } from './sessions/routes.ts';
import { invitationLinksRoutes } from './invitation-links/routes.ts';
import { wellKnownRoutes } from './well-known/routes.ts';

/** Every route of the product but those of access/, which have a context of their own. */
export function allRoutes(app: App, services: Services, streams: Set<OpenStream>): void {
  organizationsRoutes(app, services);
  membersRoutes(app, services);
  invitationsRoutes(app, services);
  approvalsRoutes(app, services);
  teamsRoutes(app, services);
  sharesRoutes(app, services);
  resourceKindsRoutes(app, services);
  resourcesRoutes(app, services);
  connectionsRoutes(app, services);
  grantsRoutes(app, services);
  serviceAccountsRoutes(app, services);
  apiKeysRoutes(app, services);
  bookmarksRoutes(app, services);
  removalsRoutes(app, services, streams);
  followUpsRoutes(app, services);
  auditEntriesRoutes(app, services);
  eventsRoutes(app, services);
  signInLinksRoutes(app, services);
  sessionsRoutes(app, services);
  invitationLinksRoutes(app, services);
  wellKnownRoutes(app, services);
}
