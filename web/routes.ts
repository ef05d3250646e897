import { accessRoutes } from './pages/access/routes.ts';
import { affiliationRoutes } from './pages/affiliations/routes.ts';
import { apiKeyRoutes } from './pages/api-keys/routes.ts';
import { approvalRoutes } from './pages/approvals/routes.ts';
import { auditEntryRoutes } from './pages/audit-entries/routes.ts';
import { bookmarkRoutes } from './pages/bookmarks/routes.ts';
import { consentedRoutes, consentRoutes } from './pages/consents/routes.ts';
import { connectionRoutes } from './pages/connections/routes.ts';
import { customRoleRoutes } from './pages/custom-roles/routes.ts';
import { evidencePackRoutes } from './pages/evidence-packs/routes.ts';
import { followUpRoutes } from './pages/follow-ups/routes.ts';
import { handOverOfferRoutes } from './pages/hand-over-offers/routes.ts';
import { homeRoutes } from './pages/home/routes.ts';
import { invitationRoutes } from './pages/invitations/routes.ts';
import { joinRoutes } from './pages/join/routes.ts';
import { leaveRoutes } from './pages/leaves/routes.ts';
import { massRemovalRoutes } from './pages/mass-removals/routes.ts';
import { memberRoutes } from './pages/members/routes.ts';
import { reinstatementRoutes } from './pages/reinstatements/routes.ts';
import { removalRoutes } from './pages/removals/routes.ts';
import { resourceRoutes } from './pages/resources/routes.ts';
import { serviceAccountRoutes } from './pages/service-accounts/routes.ts';
import { sessionRoutes } from './pages/sessions/routes.ts';
import { settingsRoutes } from './pages/settings/routes.ts';
import { signInRoutes } from './pages/sign-in/routes.ts';
import { ssoRoutes } from './pages/sso/routes.ts';
import { teamRoutes } from './pages/teams/routes.ts';
import { webhookRoutes } from './pages/webhooks/routes.ts';
import { organization, organizationHome, root } from './shell/routes.ts';

// Every address and what it shows: a file per noun. What a page needs to know its own name is read before it is shown; lists come in afterwards.

export const routeTree = root.addChildren([
  ...homeRoutes,
  ...sessionRoutes,
  ...signInRoutes,
  ...ssoRoutes,
  ...joinRoutes,
  ...consentedRoutes,
  organization.addChildren([
    organizationHome,
    ...memberRoutes,
    ...invitationRoutes,
    ...approvalRoutes,
    ...removalRoutes,
    ...reinstatementRoutes,
    ...evidencePackRoutes,
    ...massRemovalRoutes,
    ...leaveRoutes,
    ...accessRoutes,
    ...customRoleRoutes,
    ...apiKeyRoutes,
    ...connectionRoutes,
    ...consentRoutes,
    ...bookmarkRoutes,
    ...resourceRoutes,
    ...serviceAccountRoutes,
    ...teamRoutes,
    ...settingsRoutes,
    ...affiliationRoutes,
    ...auditEntryRoutes,
    ...webhookRoutes,
    ...followUpRoutes,
    ...handOverOfferRoutes,
  ]),
]);
