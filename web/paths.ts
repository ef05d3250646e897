/** Every address of the console, once. A page never writes one down by hand. */
const organizationPath = (organization: string) => `/o/${encodeURIComponent(organization)}`;
const inside = (organization: string, ...parts: string[]) =>
  [organizationPath(organization), ...parts.map(encodeURIComponent)].join('/');

export const paths = {
  home: () => '/',
  signIn: () => '/sign-in',
  join: () => '/join',
  /** Where a provider sends people back to: rules/grants/consent.ts has it, too. */
  consented: (organization: string, provider: string) => inside(organization, 'consented', provider),
  /** Where an organization's own sign-in begins, and where its provider sends people back to: rules/sso/sign-in.ts has both, too. */
  organizationSignIn: (organization: string) => inside(organization, 'sign-in'),
  organizationEmergency: (organization: string) => inside(organization, 'sign-in', 'emergency'),
  signedIn: (organization: string) => inside(organization, 'signed-in'),
  /** All of one's own, without leading into the only one as home does. */
  organizations: () => '/organizations',
  organizationNew: () => '/organizations/new',
  organizationReopen: (organization: string) => `/organizations/${encodeURIComponent(organization)}/reopen`,
  sessions: () => '/sessions',

  members: (organization: string) => inside(organization, 'members'),
  member: (organization: string, member: string) => inside(organization, 'members', member),
  memberChangeRole: (organization: string, member: string) => inside(organization, 'members', member, 'change-role'),
  memberLeaveTeam: (organization: string, member: string, team: string) =>
    inside(organization, 'members', member, 'leave-team', team),
  memberSuspend: (organization: string, member: string) => inside(organization, 'members', member, 'suspend'),
  memberErase: (organization: string, member: string) => inside(organization, 'members', member, 'erase'),
  memberPlaceHold: (organization: string, member: string) =>
    inside(organization, 'members', member, 'place-legal-hold'),
  memberLiftHold: (organization: string, member: string) => inside(organization, 'members', member, 'lift-legal-hold'),
  memberReactivate: (organization: string, member: string) => inside(organization, 'members', member, 'reactivate'),

  invitations: (organization: string) => inside(organization, 'invitations'),
  invitationNew: (organization: string) => inside(organization, 'invitations', 'new'),
  invitationsFromCsv: (organization: string) => inside(organization, 'invitations', 'from-csv'),

  approvals: (organization: string) => inside(organization, 'approvals'),
  approval: (organization: string, approval: string) => inside(organization, 'approvals', approval),

  removals: (organization: string) => inside(organization, 'removals'),
  removalNew: (organization: string) => inside(organization, 'removals', 'new'),
  removalPreview: (organization: string, member: string) => inside(organization, 'removals', 'new', member),
  removal: (organization: string, removal: string) => inside(organization, 'removals', removal),
  removalMoveDate: (organization: string, removal: string) => inside(organization, 'removals', removal, 'move-date'),
  /** For one item of its plan, or (none given) for all that is left. */
  removalSuccessor: (organization: string, removal: string, item?: string) =>
    inside(organization, 'removals', removal, 'successor', ...(item === undefined ? [] : [item])),
  /** One item, or (none given) the whole step. */
  removalSkip: (organization: string, removal: string, step: string, item?: string) =>
    inside(organization, 'removals', removal, 'skip', step, ...(item === undefined ? [] : [item])),
  removalAttest: (organization: string, removal: string, followUp: string) =>
    inside(organization, 'removals', removal, 'attest', followUp),
  removalReinstate: (organization: string, removal: string) => inside(organization, 'removals', removal, 'reinstate'),
  reinstatement: (organization: string, reinstatement: string) => inside(organization, 'reinstatements', reinstatement),
  reinstatementSkip: (organization: string, reinstatement: string, step: string) =>
    inside(organization, 'reinstatements', reinstatement, 'skip', step),
  certificate: (organization: string, removal: string) => inside(organization, 'removals', removal, 'certificate'),

  evidencePacks: (organization: string) => inside(organization, 'evidence-packs'),

  massRemovals: (organization: string) => inside(organization, 'mass-removals'),
  massRemovalNew: (organization: string) => inside(organization, 'mass-removals', 'new'),
  massRemoval: (organization: string, massRemoval: string) => inside(organization, 'mass-removals', massRemoval),

  leaves: (organization: string) => inside(organization, 'leaves'),
  leaveNew: (organization: string) => inside(organization, 'leaves', 'new'),
  leave: (organization: string, leave: string) => inside(organization, 'leaves', leave),
  leaveMoveDate: (organization: string, leave: string) => inside(organization, 'leaves', leave, 'move-date'),
  leaveRequest: (organization: string, leave: string) => inside(organization, 'leave-requests', leave),

  customRoles: (organization: string) => inside(organization, 'custom-roles'),
  customRoleNew: (organization: string) => inside(organization, 'custom-roles', 'new'),
  customRole: (organization: string, role: string) => inside(organization, 'custom-roles', role),
  customRoleRename: (organization: string, role: string) => inside(organization, 'custom-roles', role, 'rename'),
  customRoleBuildOn: (organization: string, role: string) => inside(organization, 'custom-roles', role, 'build-on'),
  customRoleArchive: (organization: string, role: string) => inside(organization, 'custom-roles', role, 'archive'),
  customRoleRemovePermission: (organization: string, role: string, permission: string) =>
    inside(organization, 'custom-roles', role, 'remove-permission', permission),

  access: (organization: string) => inside(organization, 'access'),

  apiKeys: (organization: string) => inside(organization, 'api-keys'),
  /** One's own, or (named) a service account's. */
  apiKeyNew: (organization: string, holder?: string) =>
    inside(organization, 'api-keys', 'new', ...(holder === undefined ? [] : [holder])),
  apiKeyConvert: (organization: string, key: string) => inside(organization, 'api-keys', key, 'convert'),
  apiKeyRotate: (organization: string, key: string) => inside(organization, 'api-keys', key, 'rotate'),

  connections: (organization: string) => inside(organization, 'connections'),
  connection: (organization: string, connection: string) => inside(organization, 'connections', connection),
  connectionSetSecret: (organization: string, connection: string) =>
    inside(organization, 'connections', connection, 'set-secret'),

  connectionConsent: (organization: string, connection: string) =>
    inside(organization, 'connections', connection, 'consent'),

  bookmarks: (organization: string) => inside(organization, 'bookmarks'),

  resources: (organization: string) => inside(organization, 'resources'),
  resource: (organization: string, resource: string) => inside(organization, 'resources', resource),
  resourceRename: (organization: string, resource: string) => inside(organization, 'resources', resource, 'rename'),
  resourceShare: (organization: string, resource: string) => inside(organization, 'resources', resource, 'share'),
  resourceUnshare: (organization: string, resource: string, share: string) =>
    inside(organization, 'resources', resource, 'unshare', share),
  resourceTransfer: (organization: string, resource: string) => inside(organization, 'resources', resource, 'transfer'),

  teams: (organization: string) => inside(organization, 'teams'),
  teamNew: (organization: string) => inside(organization, 'teams', 'new'),
  team: (organization: string, team: string) => inside(organization, 'teams', team),
  teamRename: (organization: string, team: string) => inside(organization, 'teams', team, 'rename'),
  teamAddMember: (organization: string, team: string) => inside(organization, 'teams', team, 'add-member'),
  teamArchive: (organization: string, team: string) => inside(organization, 'teams', team, 'archive'),

  serviceAccounts: (organization: string) => inside(organization, 'service-accounts'),
  serviceAccountNew: (organization: string) => inside(organization, 'service-accounts', 'new'),
  serviceAccount: (organization: string, account: string) => inside(organization, 'service-accounts', account),
  serviceAccountChange: (organization: string, account: string) =>
    inside(organization, 'service-accounts', account, 'change'),

  auditEntries: (organization: string) => inside(organization, 'audit-entries'),

  webhooks: (organization: string) => inside(organization, 'webhooks'),
  webhookNew: (organization: string) => inside(organization, 'webhooks', 'new'),
  webhook: (organization: string, webhook: string) => inside(organization, 'webhooks', webhook),
  webhookChange: (organization: string, webhook: string) => inside(organization, 'webhooks', webhook, 'change'),
  webhookReplay: (organization: string, webhook: string) => inside(organization, 'webhooks', webhook, 'replay'),
  webhookDelivery: (organization: string, webhook: string, sequence: string) =>
    inside(organization, 'webhooks', webhook, 'deliveries', sequence),

  handOverOffers: (organization: string) => inside(organization, 'hand-over-offers'),
  handOverOffer: (organization: string, offer: string) => inside(organization, 'hand-over-offers', offer),
  handOverOfferDecline: (organization: string, offer: string) =>
    inside(organization, 'hand-over-offers', offer, 'decline'),
  handOverOfferRedirect: (organization: string, offer: string) =>
    inside(organization, 'hand-over-offers', offer, 'redirect'),

  followUps: (organization: string) => inside(organization, 'follow-ups'),
  followUpAttest: (organization: string, followUp: string) => inside(organization, 'follow-ups', followUp, 'attest'),
  followUpReassign: (organization: string, followUp: string) =>
    inside(organization, 'follow-ups', followUp, 'reassign'),
  followUpReopen: (organization: string, followUp: string) => inside(organization, 'follow-ups', followUp, 'reopen'),

  settings: (organization: string) => inside(organization, 'settings'),
  settingsRename: (organization: string) => inside(organization, 'settings', 'rename'),
  /** `billing-contact` or `custodian` */
  settingsContact: (organization: string, contact: string) => inside(organization, 'settings', 'contact', contact),
  settingsJoining: (organization: string) => inside(organization, 'settings', 'joining'),
  settingsEmailDomain: (organization: string) => inside(organization, 'settings', 'email-domain'),
  /** For a provider, or `new`. */
  settingsOauthClient: (organization: string, provider: string) =>
    inside(organization, 'settings', 'oauth-client', provider),
  settingsSso: (organization: string) => inside(organization, 'settings', 'sso'),
  settingsSsoRename: (organization: string) => inside(organization, 'settings', 'sso', 'rename'),
  settingsSsoSecret: (organization: string) => inside(organization, 'settings', 'sso', 'change-secret'),
  settingsRemoval: (organization: string) => inside(organization, 'settings', 'removal'),
  settingsFollowUps: (organization: string) => inside(organization, 'settings', 'follow-ups'),
  settingsMassRemovals: (organization: string) => inside(organization, 'settings', 'mass-removals'),
  settingsAudit: (organization: string) => inside(organization, 'settings', 'audit'),
  settingsClose: (organization: string) => inside(organization, 'settings', 'close'),

  affiliations: (organization: string) => inside(organization, 'affiliations'),
  affiliationOffer: (organization: string) => inside(organization, 'affiliations', 'offer'),
  affiliationAccept: (organization: string) => inside(organization, 'affiliations', 'accept'),
};
