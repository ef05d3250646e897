import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { accessibilityProblems } from '../support/browser.ts';
import { type Console, heading, omar, openConsole } from '../support/console.ts';
import { consented, joins, ownsAutomation, startRemoval } from '../support/console-estate.ts';

let site: Console;
/** Every page and form of an organization, by what is looked for on it. */
let pages: (readonly [address: string, shows: string])[];

beforeAll(async () => {
  site = await openConsole();
  const { path, admin } = site.acme;
  const ben = await joins(site, 'Ben Carter');
  await ownsAutomation(site, ben, 'orders');
  await consented(site, ben, omar.email, 'ads');
  const removal = await startRemoval(site, ben);
  const cleo = await joins(site, 'Cleo Berg');
  await ownsAutomation(site, cleo, 'reports');
  const waiting = await startRemoval(site, cleo, new Date(Date.now() + 86_400_000));
  const lena = await joins(site, 'Lena Holm');
  const certified = await startRemoval(site, lena);
  await admin.person.post(`${path}/change-policy`, { invitations: { unlisted: 'approve' } });
  await admin.person.post(`${path}/invitations`, { email: 'gil@partner.example', relationship: 'employee' });

  const { id: auditor } = await admin.person.post<{ id: string }>(`${path}/custom-roles`, {
    name: 'Auditor',
    buildsOn: { role: 'member' },
    permissions: ['view', 'run', 'use'],
  });
  await admin.person.post(`${path}/members/${cleo.id}/change-role`, { customRoleId: auditor });
  const owned = await admin.person.get<{ items: { id: string }[] }>(`${path}/resources?ownerId=${cleo.id}`);

  const page = await site.pageOf(omar);
  await page.getByRole('link', { name: 'Approvals' }).click();
  const approval = (await page.getByRole('link', { name: /^Invitation of/ }).getAttribute('href')) ?? '';
  await page.goto(`${site.stack.url}/o/${site.acme.id}/removals/${removal}`);
  await page.getByText('Waits for 1 follow-up').first().waitFor();
  await page.goto(`${site.stack.url}/o/${site.acme.id}/follow-ups`);
  const attest = (await page.getByRole('link', { name: 'Attest' }).getAttribute('href')) ?? '';
  await page.goto(`${site.stack.url}/o/${site.acme.id}/removals/${certified}`);
  await page.getByText('Completed', { exact: true }).waitFor();

  const robot = await admin.person.post<{ id: string }>(`${path}/service-accounts`, { name: 'CI', purpose: 'builds' });
  const key = await admin.person.post<{ id: string }>(`${path}/api-keys`, { name: 'deploy', scopes: ['read'] });
  const secret = { hostId: 'lake', name: 'Lake', provider: 'Storage', auth: 'secret', secret: 'first' };
  const connection = await admin.person.post<{ id: string }>(`${path}/connections`, secret);
  const pipeline = { kind: 'pipeline', hostId: 'lake-load', name: 'lake-load', connectionIds: [connection.id] };
  const resource = await admin.person.post<{ id: string }>(`${path}/resources`, pipeline);
  await page.goto(`${site.stack.url}/o/${site.acme.id}/resources/${resource.id}`);
  const bookmarked = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Bookmark lake-load', disabled: false }).click();
  await bookmarked;
  const team = await admin.person.post<{ id: string }>(`${path}/teams`, { name: 'Data' });
  await admin.person.post(`${path}/teams/${team.id}/members`, { memberId: cleo.id });
  const share = await admin.person.post<{ id: string }>(`${path}/shares`, {
    resourceId: connection.id,
    teamId: team.id,
    level: 'use',
  });
  const undone = { removalId: certified };
  const { hash } = await admin.person.post<{ hash: string }>(`${path}/reinstatements/preview`, undone);
  const undoing = { ...undone, reason: 'Stays after all', planHash: hash };
  const { id: reinstatement } = await admin.person.post<{ id: string }>(`${path}/reinstatements`, undoing);

  const inside = (rest: string) => `/o/${site.acme.id}/${rest}`;
  pages = [
    [inside('members'), 'Lena Holm'],
    [inside(`members/${cleo.id}`), 'reports-nightly'],
    [inside(`members/${admin.id}`), 'End all sessions'],
    [inside(`members/${cleo.id}/suspend`), 'Suspend Cleo Berg now'],
    [inside(`members/${cleo.id}/change-role`), 'Change the role of Cleo Berg'],
    [inside(`members/${cleo.id}/leave-team/${team.id}`), 'Remove Cleo Berg from Data'],
    [inside('invitations'), 'gil@partner.example'],
    [inside('invitations/new'), 'Invite to Acme'],
    [inside('invitations/from-csv'), 'Show what would happen'],
    [inside('approvals'), 'Waiting for you'],
    [approval, 'Your decision'],
    [inside('removals'), 'Waits for its date'],
    [inside('removals/new'), 'Who leaves?'],
    [inside('evidence-packs'), 'Removals that took effect from'],
    [inside('mass-removals'), 'Removals of many'],
    [inside('mass-removals/new'), 'E-mail addresses'],
    [inside(`removals/new/${admin.id}`), 'Forecast'],
    [inside(`removals/${removal}`), 'Waits for 1 follow-up'],
    [inside(`removals/${waiting}`), 'reports-nightly'],
    [inside(`removals/${waiting}/move-date`), 'That is'],
    [inside(`removals/${waiting}/successor`), 'Who gets all that is left?'],
    [inside(`removals/${removal}/skip/grants`), 'Skip Revoke upstream grants'],
    [inside(`removals/${removal}/reinstate`), 'The removal still runs: it ends where it stands'],
    [inside(`reinstatements/${reinstatement}`), 'Lena Holm is in again'],
    [inside(`reinstatements/${reinstatement}/skip/transfer`), 'Skip Give back ownership'],
    [inside(`removals/${certified}/certificate`), 'Proven: no way in is left'],
    [inside('custom-roles'), 'Auditor'],
    [inside('custom-roles/new'), 'What it can have at most'],
    [inside(`custom-roles/${auditor}`), 'Every custom role has it'],
    [inside(`custom-roles/${auditor}/rename`), 'Rename Auditor'],
    [inside(`custom-roles/${auditor}/build-on`), 'What Auditor builds on'],
    [inside(`custom-roles/${auditor}/archive`), 'Instead they get'],
    [inside(`custom-roles/${auditor}/remove-permission/use`), 'Take “Use” from Auditor'],
    [
      inside(`access?resource=${owned.items[0]?.id}&action=edit&refused=true`),
      'the custom role “Auditor” lacks “edit”',
    ],
    [inside('api-keys'), 'All keys'],
    [inside(`api-keys/new/${robot.id}`), 'New API key of CI'],
    [inside(`api-keys/${key.id}/convert`), 'Make deploy a service account’s'],
    [inside(`api-keys/${key.id}/rotate`), 'Rotate deploy'],
    [inside('connections'), 'Lake'],
    [inside(`connections/${connection.id}`), 'Who could have known the secret'],
    [inside(`connections/${connection.id}/set-secret`), 'Set the secret of Lake'],
    [inside('bookmarks'), 'lake-load'],
    [inside('resources'), 'lake-load'],
    [inside(`resources/${resource.id}`), 'Shared with nobody'],
    [inside(`resources/${resource.id}/rename`), 'Rename lake-load'],
    [inside(`resources/${resource.id}/transfer`), 'Transfer lake-load'],
    [inside(`resources/${connection.id}/unshare/${share.id}`), 'Stop sharing Lake'],
    [inside(`resources/${resource.id}/share`), 'Share lake-load'],
    [inside('teams'), 'Data'],
    [inside('teams/new'), 'It begins without members'],
    [inside(`teams/${team.id}`), 'Stop sharing'],
    [inside(`teams/${team.id}/rename`), 'Rename Data'],
    [inside(`teams/${team.id}/add-member`), 'Add to Data'],
    [inside(`teams/${team.id}/archive`), 'Archive Data'],
    [inside('service-accounts'), 'builds'],
    [inside('service-accounts/new'), 'Who answers for it'],
    [inside(`service-accounts/${robot.id}`), 'Nothing runs as it'],
    [inside(`service-accounts/${robot.id}/change`), 'Change CI'],
    [inside('hand-over-offers'), 'Nothing is offered to you'],
    [inside('follow-ups'), 'Attest'],
    [attest, 'Attest that it is done'],
    [inside('audit-entries'), 'member.joined'],
    [inside('settings'), 'None is listed'],
    [inside('settings/rename'), 'Rename Acme'],
    [inside('settings/contact/custodian'), 'Change the custodian'],
    [inside('settings/joining'), 'Role of an invitation that names none'],
    [inside('settings/email-domain'), 'List an email domain'],
    [inside('settings/removal'), 'Secrets that are rotated'],
    [inside('settings/follow-ups'), 'A removal waits for its follow-ups'],
    [inside('settings/mass-removals'), 'How many must agree'],
    [inside('settings/audit'), 'Nothing entered: for ever'],
    [inside('settings/close'), 'Type acme, to be sure'],
    [inside('leaves'), 'Only the admins of a parent can ask'],
    [inside('leaves/new'), 'This organization has no subsidiaries'],
    [inside('affiliations'), 'No affiliations'],
    [inside('affiliations/offer'), 'The other organization would be'],
    [inside('affiliations/accept'), 'From an admin of the other organization'],
    ['/organizations', 'Create an organization'],
    ['/organizations/new', 'Your name in it'],
    ['/sessions', 'Your sessions'],
  ];
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

/** How a page that is open is looked at: what only colours decide is asked anew in dark, everything on a telephone. */
const looks = {
  'in light colours': { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  'in dark colours': { colorScheme: 'dark', viewport: { width: 1280, height: 900 }, rules: 'colours' },
  'on a telephone': { colorScheme: 'light', viewport: { width: 390, height: 844 } },
} as const;

test('no page has an accessibility fault, and none is wider than the screen, in light and dark colours and on a telephone', async () => {
  const page = await site.pageOf(omar);
  const found: Record<string, string[]> = {};
  for (const [address, shows] of pages) {
    await page.setViewportSize(looks['in light colours'].viewport);
    await page.goto(site.stack.url + address);
    Object.assign(found, await faultsOf(page, address, page.getByText(shows)));
  }
  expect(found).toEqual({});
}, 1_200_000); // a limit for what hangs: some eighty pages, each looked at thrice

test('nor have the pages before the door', async () => {
  const page = await site.page();
  const found: Record<string, string[]> = {};
  for (const [address, title] of [
    ['/sign-in', 'Sign in'],
    ['/sign-in#a-token-that-nobody-made', 'Sign in'],
    ['/join#incomplete', 'Invitation'],
  ] as const) {
    await page.goto('about:blank');
    await page.goto(site.stack.url + address);
    Object.assign(found, await faultsOf(page, address, heading(page, title)));
  }
  expect(found).toEqual({});
});

/** By address and look, of the page that is open; `shows` must be there in each look. */
async function faultsOf(page: Page, address: string, shows: Locator): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const [name, { viewport, colorScheme, ...look }] of Object.entries(looks)) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
    await shows.filter({ visible: true }).first().waitFor(); // a telephone hides the navigation, which may say the same
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    const faults = await accessibilityProblems(page, look);
    if (wide === true) faults.push('wider than the screen');
    if (faults.length > 0) found[`${address} ${name}`] = faults;
  }
  return found;
}
