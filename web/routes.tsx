import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { apiKeyQuery } from './pages/api-keys/queries.ts';
import { approvalQuery } from './pages/approvals/queries.ts';
import { connectionQuery } from './pages/connections/queries.ts';
import { followUpQuery } from './pages/follow-ups/queries.ts';
import { HomePage } from './pages/home/HomePage.tsx';
import { teamsQuery } from './pages/invitations/queries.ts';
import { JoinPage } from './pages/join/JoinPage.tsx';
import { massRemovalQuery } from './pages/mass-removals/queries.ts';
import { memberQuery } from './pages/members/queries.ts';
import { customRoleChoicesQuery, customRoleQuery } from './pages/custom-roles/queries.ts';
import { reinstatementQuery } from './pages/reinstatements/queries.ts';
import { certificateQuery, removalQuery } from './pages/removals/queries.ts';
import { resourceQuery } from './pages/resources/queries.ts';
import { serviceAccountQuery } from './pages/service-accounts/queries.ts';
import { SignInPage } from './pages/sign-in/SignInPage.tsx';
import { deliveryQuery, webhookQuery } from './pages/webhooks/queries.ts';
import { paths } from './paths.ts';
import { problemOf } from './problem.ts';
import {
  accessSearch,
  allSearch,
  auditSearch,
  memberSearch,
  resourceSearch,
  returnSearch,
  statusSearch,
  textSearch,
} from './search.ts';
import { organizationQuery, sessionQuery } from './session.ts';
import { ErrorPage, MissingPage } from './shell/ErrorPage.tsx';
import { OrganizationLayout } from './shell/OrganizationLayout.tsx';
import { Root } from './shell/Root.tsx';

// Every address and what it shows. What a page needs to know its own name is read before it is shown; lists come in afterwards.

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Root,
  notFoundComponent: MissingPage,
  errorComponent: ErrorPage,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context, location }) => {
    const { organizations } = await orSignIn(context.queries.ensureQueryData(sessionQuery), location.href);
    const [only, ...more] = organizations;
    if (only?.open && more.length === 0) throw redirect({ to: paths.members(only.id), replace: true });
  },
  component: HomePage,
  errorComponent: ErrorPage,
});

const beside = { beside: true };
const organizations = createRoute({
  getParentRoute: () => root,
  path: '/organizations',
  beforeLoad: async ({ context, location }) => {
    await orSignIn(context.queries.fetchQuery(sessionQuery), location.href);
  },
  component: HomePage,
  errorComponent: ErrorPage,
});
const organizationForms = [
  createRoute({
    getParentRoute: () => organizations,
    path: 'new',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/home/OrganizationForms.tsx'), 'CreateOrganizationForm'),
  }),
  createRoute({
    getParentRoute: () => organizations,
    path: '$organization/reopen',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/home/OrganizationForms.tsx'), 'ReopenForm'),
  }),
] as const;
const sessions = createRoute({
  getParentRoute: () => root,
  path: '/sessions',
  beforeLoad: async ({ context, location }) => {
    await orSignIn(context.queries.ensureQueryData(sessionQuery), location.href);
  },
  component: lazyRouteComponent(() => import('./pages/sessions/SessionsPage.tsx'), 'SessionsPage'),
  errorComponent: ErrorPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: returnSearch,
  component: SignInPage,
});

const join = createRoute({ getParentRoute: () => root, path: '/join', component: JoinPage });

const organization = createRoute({
  getParentRoute: () => root,
  path: '/o/$organization',
  beforeLoad: async ({ context, params, location }) => {
    await orSignIn(context.queries.ensureQueryData(organizationQuery(params.organization)), location.href);
  },
  component: OrganizationLayout,
  errorComponent: ErrorPage,
});

const organizationHome = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: paths.members(params.organization), replace: true });
  },
});

const members = createRoute({
  getParentRoute: () => organization,
  path: 'members',
  validateSearch: memberSearch,
  component: lazyRouteComponent(() => import('./pages/members/MembersPage.tsx'), 'MembersPage'),
});

const member = createRoute({
  getParentRoute: () => organization,
  path: 'members/$member',
  loader: ({ context, params }) => context.queries.ensureQueryData(memberQuery(params.organization, params.member)),
  component: lazyRouteComponent(() => import('./pages/members/MemberPage.tsx'), 'MemberPage'),
});
const memberForms = [
  createRoute({
    getParentRoute: () => member,
    path: 'change-role',
    staticData: beside,
    loader: ({ context, params }) => context.queries.ensureQueryData(customRoleChoicesQuery(params.organization)),
    component: lazyRouteComponent(() => import('./pages/members/ChangeRoleForm.tsx'), 'ChangeRoleForm'),
  }),
  createRoute({
    getParentRoute: () => member,
    path: 'suspend',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/members/SuspendForm.tsx'), 'SuspendForm'),
  }),
  createRoute({
    getParentRoute: () => member,
    path: 'reactivate',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/members/SuspendForm.tsx'), 'ReactivateForm'),
  }),
  createRoute({
    getParentRoute: () => member,
    path: 'erase',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/members/EraseForm.tsx'), 'EraseForm'),
  }),
  createRoute({
    getParentRoute: () => member,
    path: 'place-legal-hold',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/members/LegalHoldForm.tsx'), 'PlaceLegalHoldForm'),
  }),
  createRoute({
    getParentRoute: () => member,
    path: 'lift-legal-hold',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/members/LegalHoldForm.tsx'), 'LiftLegalHoldForm'),
  }),
] as const;

const invitations = createRoute({
  getParentRoute: () => organization,
  path: 'invitations',
  validateSearch: statusSearch(['awaiting_approval', 'sent', 'accepted', 'refused', 'expired', 'revoked']),
  component: lazyRouteComponent(() => import('./pages/invitations/InvitationsPage.tsx'), 'InvitationsPage'),
});
const invite = createRoute({
  getParentRoute: () => invitations,
  path: 'new',
  staticData: beside,
  loader: ({ context, params }) => context.queries.ensureQueryData(teamsQuery(params.organization)),
  component: lazyRouteComponent(() => import('./pages/invitations/InviteForm.tsx'), 'InviteForm'),
});

const approvals = createRoute({
  getParentRoute: () => organization,
  path: 'approvals',
  validateSearch: allSearch,
  component: lazyRouteComponent(() => import('./pages/approvals/ApprovalsPage.tsx'), 'ApprovalsPage'),
});
const approval = createRoute({
  getParentRoute: () => organization,
  path: 'approvals/$approval',
  loader: ({ context, params }) => context.queries.ensureQueryData(approvalQuery(params.organization, params.approval)),
  component: lazyRouteComponent(() => import('./pages/approvals/ApprovalPage.tsx'), 'ApprovalPage'),
});

const removals = createRoute({
  getParentRoute: () => organization,
  path: 'removals',
  validateSearch: statusSearch(['planned', 'awaiting_approval', 'waiting', 'running', 'completed', 'cancelled']),
  component: lazyRouteComponent(() => import('./pages/removals/RemovalsPage.tsx'), 'RemovalsPage'),
});
const removalNew = createRoute({
  getParentRoute: () => organization,
  path: 'removals/new',
  component: lazyRouteComponent(() => import('./pages/removals/NewRemovalPage.tsx'), 'NewRemovalPage'),
});
const removalPreview = createRoute({
  getParentRoute: () => organization,
  path: 'removals/new/$member',
  loader: ({ context, params }) => context.queries.ensureQueryData(memberQuery(params.organization, params.member)),
  component: lazyRouteComponent(() => import('./pages/removals/PreviewPage.tsx'), 'PreviewPage'),
});
const removal = createRoute({
  getParentRoute: () => organization,
  path: 'removals/$removal',
  loader: ({ context, params }) => context.queries.ensureQueryData(removalQuery(params.organization, params.removal)),
  component: lazyRouteComponent(() => import('./pages/removals/RemovalPage.tsx'), 'RemovalPage'),
});
const changeSuccessorForm = lazyRouteComponent(
  () => import('./pages/removals/ChangeSuccessorForm.tsx'),
  'ChangeSuccessorForm',
);
const skipForm = lazyRouteComponent(() => import('./pages/removals/SkipForm.tsx'), 'SkipForm');
const attestForm = {
  staticData: beside,
  loader: ({
    context,
    params,
  }: {
    context: { queries: QueryClient };
    params: { organization: string; followUp: string };
  }) => context.queries.ensureQueryData(followUpQuery(params.organization, params.followUp)),
  component: lazyRouteComponent(() => import('./pages/follow-ups/AttestForm.tsx'), 'AttestForm'),
};
const removalForms = [
  createRoute({
    getParentRoute: () => removal,
    path: 'move-date',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/removals/MoveDateForm.tsx'), 'MoveDateForm'),
  }),
  createRoute({
    getParentRoute: () => removal,
    path: 'successor',
    staticData: beside,
    component: changeSuccessorForm,
  }),
  createRoute({
    getParentRoute: () => removal,
    path: 'successor/$item',
    staticData: beside,
    component: changeSuccessorForm,
  }),
  createRoute({ getParentRoute: () => removal, path: 'skip/$step', staticData: beside, component: skipForm }),
  createRoute({ getParentRoute: () => removal, path: 'skip/$step/$item', staticData: beside, component: skipForm }),
  createRoute({ getParentRoute: () => removal, path: 'attest/$followUp', ...attestForm }),
] as const;
const reinstate = createRoute({
  getParentRoute: () => organization,
  path: 'removals/$removal/reinstate',
  loader: ({ context, params }) => context.queries.ensureQueryData(removalQuery(params.organization, params.removal)),
  component: lazyRouteComponent(() => import('./pages/reinstatements/ReinstatePage.tsx'), 'ReinstatePage'),
});
const reinstatement = createRoute({
  getParentRoute: () => organization,
  path: 'reinstatements/$reinstatement',
  loader: ({ context, params }) =>
    context.queries.ensureQueryData(reinstatementQuery(params.organization, params.reinstatement)),
  component: lazyRouteComponent(() => import('./pages/reinstatements/ReinstatementPage.tsx'), 'ReinstatementPage'),
});
const reinstatementSkip = createRoute({
  getParentRoute: () => reinstatement,
  path: 'skip/$step',
  staticData: beside,
  component: lazyRouteComponent(
    () => import('./pages/reinstatements/SkipReinstatementForm.tsx'),
    'SkipReinstatementForm',
  ),
});
const certificate = createRoute({
  getParentRoute: () => organization,
  path: 'removals/$removal/certificate',
  loader: ({ context, params }) =>
    Promise.all([
      context.queries.ensureQueryData(removalQuery(params.organization, params.removal)),
      context.queries.ensureQueryData(certificateQuery(params.organization, params.removal)),
    ]),
  component: lazyRouteComponent(() => import('./pages/removals/CertificatePage.tsx'), 'CertificatePage'),
});

const evidencePacks = createRoute({
  getParentRoute: () => organization,
  path: 'evidence-packs',
  component: lazyRouteComponent(() => import('./pages/evidence-packs/EvidencePackPage.tsx'), 'EvidencePackPage'),
});

const massRemovals = createRoute({
  getParentRoute: () => organization,
  path: 'mass-removals',
  component: lazyRouteComponent(() => import('./pages/mass-removals/MassRemovalsPage.tsx'), 'MassRemovalsPage'),
});
const massRemovalNew = createRoute({
  getParentRoute: () => organization,
  path: 'mass-removals/new',
  component: lazyRouteComponent(() => import('./pages/mass-removals/NewMassRemovalPage.tsx'), 'NewMassRemovalPage'),
});
const massRemoval = createRoute({
  getParentRoute: () => organization,
  path: 'mass-removals/$massRemoval',
  loader: ({ context, params }) =>
    context.queries.ensureQueryData(massRemovalQuery(params.organization, params.massRemoval)),
  component: lazyRouteComponent(() => import('./pages/mass-removals/MassRemovalPage.tsx'), 'MassRemovalPage'),
});

const apiKeys = createRoute({
  getParentRoute: () => organization,
  path: 'api-keys',
  component: lazyRouteComponent(() => import('./pages/api-keys/ApiKeysPage.tsx'), 'ApiKeysPage'),
});

const access = createRoute({
  getParentRoute: () => organization,
  path: 'access',
  validateSearch: accessSearch,
  component: lazyRouteComponent(() => import('./pages/access/AccessPage.tsx'), 'AccessPage'),
});

const customRoles = createRoute({
  getParentRoute: () => organization,
  path: 'custom-roles',
  component: lazyRouteComponent(() => import('./pages/custom-roles/CustomRolesPage.tsx'), 'CustomRolesPage'),
});
const customRoleNew = createRoute({
  getParentRoute: () => customRoles,
  path: 'new',
  staticData: beside,
  loader: ({ context, params }) => context.queries.ensureQueryData(customRoleChoicesQuery(params.organization)),
  component: lazyRouteComponent(() => import('./pages/custom-roles/NewCustomRoleForm.tsx'), 'NewCustomRoleForm'),
});
const customRole = createRoute({
  getParentRoute: () => organization,
  path: 'custom-roles/$customRole',
  loader: ({ context, params }) =>
    Promise.all([
      context.queries.ensureQueryData(customRoleQuery(params.organization, params.customRole)),
      context.queries.ensureQueryData(customRoleChoicesQuery(params.organization)),
    ]),
  component: lazyRouteComponent(() => import('./pages/custom-roles/CustomRolePage.tsx'), 'CustomRolePage'),
});
const customRoleForms = [
  createRoute({
    getParentRoute: () => customRole,
    path: 'rename',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/custom-roles/CustomRoleForms.tsx'), 'RenameForm'),
  }),
  createRoute({
    getParentRoute: () => customRole,
    path: 'build-on',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/custom-roles/CustomRoleForms.tsx'), 'BuildOnForm'),
  }),
  createRoute({
    getParentRoute: () => customRole,
    path: 'archive',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/custom-roles/CustomRoleForms.tsx'), 'ArchiveForm'),
  }),
] as const;
const auditEntries = createRoute({
  getParentRoute: () => organization,
  path: 'audit-entries',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./pages/audit-entries/AuditEntriesPage.tsx'), 'AuditEntriesPage'),
});

const webhooks = createRoute({
  getParentRoute: () => organization,
  path: 'webhooks',
  validateSearch: statusSearch(['enabled', 'disabled', 'archived']),
  component: lazyRouteComponent(() => import('./pages/webhooks/WebhooksPage.tsx'), 'WebhooksPage'),
});
const webhookNew = createRoute({
  getParentRoute: () => webhooks,
  path: 'new',
  staticData: beside,
  component: lazyRouteComponent(() => import('./pages/webhooks/NewWebhookForm.tsx'), 'NewWebhookForm'),
});
const webhook = createRoute({
  getParentRoute: () => organization,
  path: 'webhooks/$webhook',
  loader: ({ context, params }) => context.queries.ensureQueryData(webhookQuery(params.organization, params.webhook)),
  component: lazyRouteComponent(() => import('./pages/webhooks/WebhookPage.tsx'), 'WebhookPage'),
});
const webhookForms = [
  createRoute({
    getParentRoute: () => webhook,
    path: 'change',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/webhooks/ChangeWebhookForm.tsx'), 'ChangeWebhookForm'),
  }),
  createRoute({
    getParentRoute: () => webhook,
    path: 'replay',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/webhooks/ReplayForm.tsx'), 'ReplayForm'),
  }),
] as const;
const webhookDelivery = createRoute({
  getParentRoute: () => organization,
  path: 'webhooks/$webhook/deliveries/$sequence',
  loader: ({ context, params }) =>
    Promise.all([
      context.queries.ensureQueryData(webhookQuery(params.organization, params.webhook)),
      context.queries.ensureQueryData(deliveryQuery(params.organization, params.webhook, params.sequence)),
    ]),
  component: lazyRouteComponent(() => import('./pages/webhooks/DeliveryPage.tsx'), 'DeliveryPage'),
});

const apiKeyForms = [
  createRoute({
    getParentRoute: () => apiKeys,
    path: 'new',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/api-keys/NewKeyForm.tsx'), 'NewKeyForm'),
  }),
  createRoute({
    getParentRoute: () => apiKeys,
    path: 'new/$holder',
    staticData: beside,
    loader: ({ context, params }) =>
      context.queries.ensureQueryData(serviceAccountQuery(params.organization, params.holder)),
    component: lazyRouteComponent(() => import('./pages/api-keys/NewKeyForm.tsx'), 'NewKeyOfServiceAccountForm'),
  }),
  createRoute({
    getParentRoute: () => apiKeys,
    path: '$key/convert',
    staticData: beside,
    loader: ({ context, params }) => context.queries.ensureQueryData(apiKeyQuery(params.organization, params.key)),
    component: lazyRouteComponent(() => import('./pages/api-keys/ConvertKeyForm.tsx'), 'ConvertKeyForm'),
  }),
  createRoute({
    getParentRoute: () => apiKeys,
    path: '$key/rotate',
    staticData: beside,
    loader: ({ context, params }) => context.queries.ensureQueryData(apiKeyQuery(params.organization, params.key)),
    component: lazyRouteComponent(() => import('./pages/api-keys/RotateKeyForm.tsx'), 'RotateKeyForm'),
  }),
] as const;

const connections = createRoute({
  getParentRoute: () => organization,
  path: 'connections',
  validateSearch: textSearch,
  component: lazyRouteComponent(() => import('./pages/connections/ConnectionsPage.tsx'), 'ConnectionsPage'),
});
const connection = createRoute({
  getParentRoute: () => organization,
  path: 'connections/$connection',
  loader: ({ context, params }) =>
    context.queries.ensureQueryData(connectionQuery(params.organization, params.connection)),
  component: lazyRouteComponent(() => import('./pages/connections/ConnectionPage.tsx'), 'ConnectionPage'),
});
const setSecret = createRoute({
  getParentRoute: () => connection,
  path: 'set-secret',
  staticData: beside,
  component: lazyRouteComponent(() => import('./pages/connections/SetSecretForm.tsx'), 'SetSecretForm'),
});

const resources = createRoute({
  getParentRoute: () => organization,
  path: 'resources',
  validateSearch: resourceSearch,
  component: lazyRouteComponent(() => import('./pages/resources/ResourcesPage.tsx'), 'ResourcesPage'),
});
const resource = createRoute({
  getParentRoute: () => organization,
  path: 'resources/$resource',
  loader: ({ context, params }) => context.queries.ensureQueryData(resourceQuery(params.organization, params.resource)),
  component: lazyRouteComponent(() => import('./pages/resources/ResourcePage.tsx'), 'ResourcePage'),
});
const resourceForms = [
  createRoute({
    getParentRoute: () => resource,
    path: 'rename',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/resources/RenameForm.tsx'), 'RenameForm'),
  }),
  createRoute({
    getParentRoute: () => resource,
    path: 'transfer',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/resources/TransferForm.tsx'), 'TransferForm'),
  }),
] as const;

const serviceAccounts = createRoute({
  getParentRoute: () => organization,
  path: 'service-accounts',
  validateSearch: textSearch,
  component: lazyRouteComponent(
    () => import('./pages/service-accounts/ServiceAccountsPage.tsx'),
    'ServiceAccountsPage',
  ),
});
const serviceAccountNew = createRoute({
  getParentRoute: () => serviceAccounts,
  path: 'new',
  staticData: beside,
  component: lazyRouteComponent(
    () => import('./pages/service-accounts/ServiceAccountForm.tsx'),
    'NewServiceAccountForm',
  ),
});
const serviceAccount = createRoute({
  getParentRoute: () => organization,
  path: 'service-accounts/$serviceAccount',
  loader: ({ context, params }) =>
    context.queries.ensureQueryData(serviceAccountQuery(params.organization, params.serviceAccount)),
  component: lazyRouteComponent(() => import('./pages/service-accounts/ServiceAccountPage.tsx'), 'ServiceAccountPage'),
});
const serviceAccountChange = createRoute({
  getParentRoute: () => serviceAccount,
  path: 'change',
  staticData: beside,
  component: lazyRouteComponent(
    () => import('./pages/service-accounts/ServiceAccountForm.tsx'),
    'ChangeServiceAccountForm',
  ),
});

const followUps = createRoute({
  getParentRoute: () => organization,
  path: 'follow-ups',
  validateSearch: allSearch,
  component: lazyRouteComponent(() => import('./pages/follow-ups/FollowUpsPage.tsx'), 'FollowUpsPage'),
});
const followUpForms = [
  createRoute({ getParentRoute: () => followUps, path: '$followUp/attest', ...attestForm }),
  createRoute({
    getParentRoute: () => followUps,
    path: '$followUp/reassign',
    ...attestForm,
    component: lazyRouteComponent(() => import('./pages/follow-ups/ReassignForm.tsx'), 'ReassignForm'),
  }),
  createRoute({
    getParentRoute: () => followUps,
    path: '$followUp/reopen',
    ...attestForm,
    component: lazyRouteComponent(() => import('./pages/follow-ups/ReopenForm.tsx'), 'ReopenForm'),
  }),
] as const;

const settings = createRoute({
  getParentRoute: () => organization,
  path: 'settings',
  component: lazyRouteComponent(() => import('./pages/settings/SettingsPage.tsx'), 'SettingsPage'),
});
const settingsForms = [
  createRoute({
    getParentRoute: () => settings,
    path: 'rename',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/settings/NameForms.tsx'), 'RenameForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'contact/$contact',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/settings/NameForms.tsx'), 'ContactForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'joining',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/settings/PolicyForms.tsx'), 'JoiningForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'email-domain',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/settings/PolicyForms.tsx'), 'EmailDomainForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'removal',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/settings/RemovalForms.tsx'), 'RemovalForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'follow-ups',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/settings/RemovalForms.tsx'), 'FollowUpRulesForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'mass-removals',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/settings/RemovalForms.tsx'), 'MassRemovalRulesForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'audit',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/settings/AuditForm.tsx'), 'AuditForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'close',
    staticData: beside,
    component: lazyRouteComponent(() => import('./pages/settings/NameForms.tsx'), 'CloseForm'),
  }),
] as const;

export const routeTree = root.addChildren([
  home,
  organizations.addChildren(organizationForms),
  sessions,
  signIn,
  join,
  organization.addChildren([
    organizationHome,
    members,
    member.addChildren(memberForms),
    invitations.addChildren([invite]),
    approvals,
    approval,
    removals,
    removalNew,
    removalPreview,
    removal.addChildren(removalForms),
    certificate,
    reinstate,
    reinstatement.addChildren([reinstatementSkip]),
    evidencePacks,
    massRemovals,
    massRemovalNew,
    massRemoval,
    access,
    customRoles.addChildren([customRoleNew]),
    customRole.addChildren(customRoleForms),
    apiKeys.addChildren(apiKeyForms),
    connections,
    connection.addChildren([setSecret]),
    resources,
    resource.addChildren(resourceForms),
    serviceAccounts.addChildren([serviceAccountNew]),
    serviceAccount.addChildren([serviceAccountChange]),
    settings.addChildren(settingsForms),
    auditEntries,
    webhooks.addChildren([webhookNew]),
    webhook.addChildren(webhookForms),
    webhookDelivery,
    followUps.addChildren(followUpForms),
  ]),
]);

/** Who is not signed in is asked to, and then sees the page they wanted. */
async function orSignIn<Data>(read: Promise<Data>, href: string): Promise<Data> {
  try {
    return await read;
  } catch (error) {
    if (problemOf(error).name !== 'unauthenticated') throw error;
    throw redirect({ to: paths.signIn(), search: { to: href }, replace: true });
  }
}
