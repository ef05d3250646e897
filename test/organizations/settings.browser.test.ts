import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/browser.ts';
import { ada, type Console, heading, omar, openConsole, reloadUntil, row, signInByLink } from '../support/console.ts';
import { type OauthProvider, startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import { consented, joins, startRemoval } from '../support/console-estate.ts';

let site: Console;
let provider: OauthProvider;
beforeAll(async () => {
  [site, provider] = await Promise.all([openConsole(), startOauthProvider()]);
});
afterAll(async () => {
  await site?.close();
  await provider?.close();
});
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

test('an admin changes what the organization decides for itself, section by section', async () => {
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Settings' }).click();
  await heading(page, 'Organization settings').waitFor();
  await page.getByRole('link', { name: 'Change joining' }).click();
  await page.getByLabel('Links are good for, in days').fill('45');
  await page.getByRole('button', { name: 'Change joining' }).click();
  await page.getByText('45 days').waitFor();
  await page.getByRole('link', { name: 'List an email domain' }).click();
  await page.getByRole('textbox', { name: 'Email domain' }).fill('not one');
  await page.getByRole('button', { name: 'List it' }).click();
  await page.getByRole('alert', { name: 'The request is not valid' }).waitFor();
  await page.getByRole('textbox', { name: 'Email domain' }).fill('Partner.example');
  await page.getByRole('button', { name: 'List it' }).click();
  await row(page, 'partner.example').getByText('Guest: approved first').waitFor();
  await page.getByRole('button', { name: 'Actions for partner.example' }).click();
  await page.getByRole('menuitem', { name: 'Block' }).click();
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await row(page, 'partner.example').getByText('Blocked: refused').waitFor();
  await page.getByRole('link', { name: 'Change follow-ups' }).click();
  await page.getByLabel('Due after, in working days').fill('3');
  await page.getByRole('dialog').getByRole('button', { name: 'Change follow-ups' }).click();
  await page.getByText('3 working days', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Change removals of many' }).click();
  await page.getByLabel('Breaker: so many people').fill('7');
  await page.getByLabel('How many must agree').fill('2');
  await page.getByRole('dialog').getByRole('button', { name: 'Change removals of many' }).click();
  await page.getByText('7 people or 20 % of all, within 24 hours').waitFor();
  await page.getByRole('link', { name: 'Change audit' }).click();
  await page.getByLabel('Kept for, in days').fill('12');
  await page.getByRole('dialog').getByRole('button', { name: 'Change audit' }).click();
  await page.getByText('At least 30 days, or nothing: for ever').waitFor();
  await page.getByLabel('Kept for, in days').fill('400');
  await page.getByRole('switch', { name: 'Legal hold' }).check({ force: true });
  await page.getByRole('dialog').getByRole('button', { name: 'Change audit' }).click();
  await page.getByText('400 days', { exact: true }).waitFor();
  await page.getByText('Yes: nothing is dropped').waitFor();
  await page.getByRole('link', { name: 'Change custodian' }).click();
  await page.getByRole('combobox', { name: 'Custodian' }).fill('Omar');
  await page.getByRole('option', { name: /Omar Haddad/ }).click();
  await page.getByRole('button', { name: 'Make them custodian' }).click();
  await page.getByText('Omar Haddad is the custodian').waitFor();
});

test('an admin sets an OAuth client; whose connection rests on a leaver’s consent gives another one, and sees how far it has come', async () => {
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Set an OAuth client' }).click();
  const form = page.getByRole('dialog', { name: 'Set an OAuth client' });
  await form.getByRole('button', { name: 'Set the client' }).click();
  await form.getByText('Enter at least one scope').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const fill = (name: string, value: string) => form.getByRole('textbox', { name, exact: true }).fill(value);
  await fill('Provider', 'Ads');
  await fill('Client id', provider.client.id);
  await form.getByLabel('Client secret').fill(provider.client.secret);
  for (const scope of ['openid', 'offline_access']) {
    await form.getByRole('combobox', { name: 'Scopes' }).fill(scope);
    await form.getByRole('combobox', { name: 'Scopes' }).press('Enter');
  }
  await form.getByRole('combobox', { name: 'Scopes' }).press('Tab');
  await fill('Issuer', provider.issuer);
  await fill('Authorization endpoint', provider.authorizationEndpoint);
  await fill('Token endpoint', provider.tokenEndpoint);
  await fill('Revocation endpoint', provider.revocationEndpoint);
  await form.getByRole('button', { name: 'Set the client' }).click();
  await page.getByRole('region', { name: 'ads' }).getByText('openid offline_access').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);

  const lea = await joins(site, 'Lea Ferrari');
  await consented(site, lea, omar.email, 'Campaigns');
  const { person } = site.acme.admin;
  const { items } = await person.get<{ items: { id: string }[] }>(`${site.acme.path}/connections?search=Campaigns`);
  const pipeline = { kind: 'pipeline', hostId: 'ads', name: 'Ads', connectionIds: items.map(({ id }) => id) };
  await person.post(`${site.acme.path}/resources`, pipeline);
  await startRemoval(site, lea, new Date(Date.now() + 30 * 86_400_000));
  const owner = await site.pageOf(omar);
  await owner.getByRole('link', { name: 'Follow-ups' }).click();
  await heading(owner, 'Follow-ups').waitFor();
  await reloadUntil(owner, owner.getByRole('link', { name: 'Give consent for Campaigns' }));
  expect(await accessibilityProblems(owner)).toEqual([]);
  await owner.getByRole('link', { name: 'Connections' }).click();
  await owner.getByRole('link', { name: 'Campaigns' }).click();
  await owner.getByRole('link', { name: 'See whose, or give another' }).click();
  await heading(owner, 'Consent for Campaigns').waitFor();
  await owner.getByText('Lea Ferrari, who leaves').waitFor();
  await owner.getByRole('button', { name: 'Give consent' }).click();
  await heading(owner, 'Consent for Campaigns').waitFor(); // there and back again
  await owner.getByText('Tested by a refresh').waitFor();
  await owner.getByText('The consent of Lea Ferrari is revoked').waitFor();
  await owner
    .getByRole('region', { name: 'The consent of Omar Haddad' })
    .getByText('somebody', { exact: true })
    .waitFor(); // as whom, there
  expect(await accessibilityProblems(owner)).toEqual([]);
  await owner.waitForURL(({ search }) => !search.includes('code='));
});

test('someone creates an organization, closes it and reopens it; the other one stays open', async () => {
  const page = await site.pageOf(omar);
  await page.getByRole('button', { name: 'Organization Acme: switch' }).click();
  await page.getByRole('menuitem', { name: 'All organizations' }).click();
  await page.getByRole('link', { name: 'Create an organization' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Blue Moon');
  await page.getByLabel('Your name in it').fill('Omar H.');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('button', { name: 'Organization Blue Moon: switch' }).waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Close organization' }).click();
  await page.getByLabel('Type blue-moon, to be sure').fill('blue-moon');
  await page.getByLabel('Reason').fill('Only a try');
  await page.getByRole('button', { name: 'Close Blue Moon' }).click();
  await heading(page, 'Your organizations').waitFor();
  await page.getByText('Closed', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Acme', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Reopen Blue Moon' }).click();
  await page.getByLabel('Reason').fill('It was needed');
  await page.getByRole('button', { name: 'Reopen Blue Moon' }).click();
  await page.getByRole('link', { name: 'Blue Moon', exact: true }).click();
  await page.getByRole('button', { name: 'Organization Blue Moon: switch' }).waitFor();
});

test('an admin sees where a member is signed in, and makes them sign in anew without suspending them', async () => {
  const ben = await joins(site, 'Ben Carter');
  const theirs = await site.pageOf(ben);
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Ben Carter' }).click();
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await sessions
    .getByText(/^From /)
    .first()
    .waitFor();
  await sessions.getByRole('button', { name: 'End all sessions' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End all' }).click();
  await sessions.getByText('Not signed in').waitFor();
  await page.getByText('Active', { exact: true }).first().waitFor();
  await theirs.reload();
  await heading(theirs, 'Sign in').waitFor();
});

test('a person sees where they are signed in, and ends what they left open elsewhere', async () => {
  const page = await site.pageOf(ada);
  const elsewhere = await site.page();
  await signInByLink(elsewhere, site.stack, ada.email);
  await heading(elsewhere, 'Members').waitFor();
  await page.getByRole('button', { name: 'AM, account of Ada Moreno' }).click();
  await page.getByRole('menuitem', { name: 'Your sessions' }).click();
  await page.getByText('This one').waitFor();
  await page
    .getByRole('button', { name: /^End the session/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'End it' }).click();
  await page.getByText('The session is ended').waitFor();
  await elsewhere.reload();
  await heading(elsewhere, 'Sign in').waitFor();
});

test('an admin asks the audit who changed what from where, opens an entry, and takes along what the filters show', async () => {
  const { path, admin } = site.acme;
  const { id } = await admin.person.post<{ id: string }>(`${path}/teams`, { name: 'Night watch' });
  await admin.person.post(`${path}/teams/${id}/rename`, { name: 'Day watch' });
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Audit' }).click();
  await heading(page, 'Audit').waitFor();
  const filters = page.getByRole('form', { name: 'Filters' });
  await filters.getByRole('textbox', { name: 'Action' }).fill('Who?');
  await filters.getByRole('button', { name: 'Show' }).click();
  await filters.getByText('Actions look like member.suspended').waitFor();
  await filters.getByRole('textbox', { name: 'Action' }).fill('team');
  await filters.getByRole('combobox', { name: 'Who' }).fill('Ada');
  await page.getByRole('option', { name: /Ada Moreno/ }).click();
  await filters.getByRole('textbox', { name: 'Action' }).press('Enter');
  await page.getByText('2 entries', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'team.renamed' }).press('Enter');
  const entry = page.getByRole('dialog', { name: /^Entry \d+: team.renamed$/ });
  await entry.getByRole('cell', { name: 'Night watch' }).waitFor();
  await entry.getByRole('cell', { name: 'Day watch' }).waitFor();
  await entry.getByText('127.0.0.1').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await entry.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'team.renamed' }).and(page.locator(':focus')).waitFor();

  await page.reload();
  await page.getByText('2 entries', { exact: true }).waitFor(); // the address has the filters
  for (const [format, start] of [
    ['NDJSON', /^\{"sequence":\d+,/m],
    ['CSV', /^sequence,at,action,/],
  ] as const) {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: `Export ${format}` }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    expect(text).toMatch(start);
    expect(text.match(/team\.(created|renamed)/g)).toHaveLength(2);
  }
  await filters.getByRole('textbox', { name: 'Action' }).fill('never.happened');
  await filters.getByRole('button', { name: 'Show' }).click();
  await page.getByText('None matches these filters.').waitFor();
  await filters.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('button', { name: 'organization.created' }).waitFor();
});
