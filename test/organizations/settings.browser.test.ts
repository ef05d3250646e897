import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ada, type Console, heading, omar, openConsole, row, signInByLink } from '../support/console.ts';

let site: Console;
beforeAll(async () => {
  site = await openConsole();
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

test('an admin changes what the organization decides for itself, section by section', async () => {
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Settings' }).click();
  await heading(page, 'Organization settings').waitFor();
  await page.getByRole('link', { name: 'Change joining' }).click();
  await page.getByLabel('Links are good for, in days').fill('30');
  await page.getByRole('button', { name: 'Change joining' }).click();
  await page.getByText('30 days').waitFor();
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
  await page.getByRole('link', { name: 'Change custodian' }).click();
  await page.getByRole('combobox', { name: 'Custodian' }).fill('Omar');
  await page.getByRole('option', { name: /Omar Haddad/ }).click();
  await page.getByRole('button', { name: 'Make them custodian' }).click();
  await page.getByText('Omar Haddad is the custodian').waitFor();
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
