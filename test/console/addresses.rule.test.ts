import { expect, test } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import { paths } from '../../web/paths.ts';
import { consoleRouter } from '../../web/router.ts';

const router = consoleRouter(new QueryClient());
const addressOf = (path: (...names: string[]) => string): string => path('acme', 'one', 'two', 'three');
const pageOf = (address: string): string | undefined => router.getMatchedRoutes(address)[0].at(-1)?.fullPath;
const addresses = Object.entries(paths) as [string, (...names: string[]) => string][];

test('every address of the console leads to a page of its own', () => {
  const pages = addresses.map(([, path]) => pageOf(addressOf(path)));
  expect(pages).not.toContain(undefined);
  expect(new Set(pages).size).toBe(addresses.length);
});

test('the addresses are these: mails and bookmarks have them', () => {
  const shown = addresses.map(([name, path]) => `${name} ${addressOf(path)}`);
  expect(shown).toEqual([
    'home /',
    'signIn /sign-in',
    'join /join',
    'consented /consented',
    'organizations /organizations',
    'organizationNew /organizations/new',
    'organizationReopen /organizations/acme/reopen',
    'sessions /sessions',
    'members /o/acme/members',
    'member /o/acme/members/one',
    'memberChangeRole /o/acme/members/one/change-role',
    'memberLeaveTeam /o/acme/members/one/leave-team/two',
    'memberSuspend /o/acme/members/one/suspend',
    'memberErase /o/acme/members/one/erase',
    'memberPlaceHold /o/acme/members/one/place-legal-hold',
    'memberLiftHold /o/acme/members/one/lift-legal-hold',
    'memberReactivate /o/acme/members/one/reactivate',
    'invitations /o/acme/invitations',
    'invitationNew /o/acme/invitations/new',
    'approvals /o/acme/approvals',
    'approval /o/acme/approvals/one',
    'removals /o/acme/removals',
    'removalNew /o/acme/removals/new',
    'removalPreview /o/acme/removals/new/one',
    'removal /o/acme/removals/one',
    'removalMoveDate /o/acme/removals/one/move-date',
    'removalSuccessor /o/acme/removals/one/successor/two',
    'removalSkip /o/acme/removals/one/skip/two/three',
    'removalAttest /o/acme/removals/one/attest/two',
    'removalReinstate /o/acme/removals/one/reinstate',
    'reinstatement /o/acme/reinstatements/one',
    'reinstatementSkip /o/acme/reinstatements/one/skip/two',
    'certificate /o/acme/removals/one/certificate',
    'evidencePacks /o/acme/evidence-packs',
    'massRemovals /o/acme/mass-removals',
    'massRemovalNew /o/acme/mass-removals/new',
    'massRemoval /o/acme/mass-removals/one',
    'customRoles /o/acme/custom-roles',
    'customRoleNew /o/acme/custom-roles/new',
    'customRole /o/acme/custom-roles/one',
    'customRoleRename /o/acme/custom-roles/one/rename',
    'customRoleBuildOn /o/acme/custom-roles/one/build-on',
    'customRoleArchive /o/acme/custom-roles/one/archive',
    'customRoleRemovePermission /o/acme/custom-roles/one/remove-permission/two',
    'access /o/acme/access',
    'apiKeys /o/acme/api-keys',
    'apiKeyNew /o/acme/api-keys/new/one',
    'apiKeyConvert /o/acme/api-keys/one/convert',
    'apiKeyRotate /o/acme/api-keys/one/rotate',
    'connections /o/acme/connections',
    'connection /o/acme/connections/one',
    'connectionSetSecret /o/acme/connections/one/set-secret',
    'connectionConsent /o/acme/connections/one/consent',
    'bookmarks /o/acme/bookmarks',
    'resources /o/acme/resources',
    'resource /o/acme/resources/one',
    'resourceRename /o/acme/resources/one/rename',
    'resourceShare /o/acme/resources/one/share',
    'resourceUnshare /o/acme/resources/one/unshare/two',
    'resourceTransfer /o/acme/resources/one/transfer',
    'teams /o/acme/teams',
    'teamNew /o/acme/teams/new',
    'team /o/acme/teams/one',
    'teamRename /o/acme/teams/one/rename',
    'teamAddMember /o/acme/teams/one/add-member',
    'teamArchive /o/acme/teams/one/archive',
    'serviceAccounts /o/acme/service-accounts',
    'serviceAccountNew /o/acme/service-accounts/new',
    'serviceAccount /o/acme/service-accounts/one',
    'serviceAccountChange /o/acme/service-accounts/one/change',
    'auditEntries /o/acme/audit-entries',
    'webhooks /o/acme/webhooks',
    'webhookNew /o/acme/webhooks/new',
    'webhook /o/acme/webhooks/one',
    'webhookChange /o/acme/webhooks/one/change',
    'webhookReplay /o/acme/webhooks/one/replay',
    'webhookDelivery /o/acme/webhooks/one/deliveries/two',
    'handOverOffers /o/acme/hand-over-offers',
    'handOverOffer /o/acme/hand-over-offers/one',
    'handOverOfferDecline /o/acme/hand-over-offers/one/decline',
    'handOverOfferRedirect /o/acme/hand-over-offers/one/redirect',
    'followUps /o/acme/follow-ups',
    'followUpAttest /o/acme/follow-ups/one/attest',
    'followUpReassign /o/acme/follow-ups/one/reassign',
    'followUpReopen /o/acme/follow-ups/one/reopen',
    'settings /o/acme/settings',
    'settingsRename /o/acme/settings/rename',
    'settingsContact /o/acme/settings/contact/one',
    'settingsJoining /o/acme/settings/joining',
    'settingsEmailDomain /o/acme/settings/email-domain',
    'settingsOauthClient /o/acme/settings/oauth-client/one',
    'settingsRemoval /o/acme/settings/removal',
    'settingsFollowUps /o/acme/settings/follow-ups',
    'settingsMassRemovals /o/acme/settings/mass-removals',
    'settingsAudit /o/acme/settings/audit',
    'settingsClose /o/acme/settings/close',
    'affiliations /o/acme/affiliations',
    'affiliationOffer /o/acme/affiliations/offer',
    'affiliationAccept /o/acme/affiliations/accept',
  ]);
});

test('a name can’t lead out of its place in an address', () => {
  expect(paths.member('acme', '../../sign-in?to=#x')).toBe('/o/acme/members/..%2F..%2Fsign-in%3Fto%3D%23x');
});
