import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Page } from 'playwright-core';
import { createFirst } from '../../scripts/support/bootstrap.ts';
import { accessibilityProblems } from '../support/browser.ts';
import { ada, type Console, hasFocus, heading, omar, openConsole, signInByLink } from '../support/console.ts';
import { type IdentityProvider, identityProvider } from './identity-provider.ts';

let site: Console;
let provider: IdentityProvider;
let page: Page;
let omars: Page;
beforeAll(async () => {
  site = await openConsole();
  provider = await identityProvider(site.stack.url);
  provider.accounts.set('ada', { email: ada.email, email_verified: true });
  provider.accounts.set('omar', { email: omar.email, email_verified: true });
  provider.seat('ada');
  page = await site.pageOf(ada);
  omars = await site.pageOf(omar);
});
afterAll(async () => {
  await site?.close();
  await provider?.close();
});
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

const inAcme = (rest: string): string => `${site.stack.url}/o/${site.acme.id}/${rest}`;

async function choose(action: string): Promise<void> {
  await page.getByRole('button', { name: 'Actions for SSO' }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('an admin sets up SSO, and is told at the field what is wrong with the issuer', async () => {
  await page.goto(inAcme('settings'));
  await page.getByRole('link', { name: 'Set up SSO' }).click();
  const form = page.getByRole('dialog', { name: 'Set up SSO' });
  await form.getByRole('button', { name: 'Set up' }).click();
  await form.getByText('Enter the issuer').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await form.getByLabel('Name on the button').fill('Acme login');
  await form.getByLabel('Issuer').fill(`${provider.issuer}/elsewhere`);
  await form.getByLabel('Client id').fill(provider.client.id);
  await form.getByLabel('Client secret').fill(provider.client.secret);
  await form.getByRole('button', { name: 'Set up' }).click();
  await form
    .getByRole('alert')
    .getByText(/Expected is an issuer whose/)
    .waitFor();
  await form.getByLabel('Issuer').fill(provider.issuer);
  await form.getByRole('button', { name: 'Set up' }).click();
  await page.getByText('Sign in with Acme login').waitFor();
  await page.getByText('Not yet, as it is now').waitFor();
});

test('it can be enforced when an admin has come in by it', async () => {
  await page.getByRole('button', { name: 'Actions for SSO' }).click();
  await page.getByText('Try the sign-in first').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Try the sign-in' }).click();
  await heading(page, 'Organization settings').waitFor();
  await page.getByRole('region', { name: 'SSO' }).getByText('Not yet').waitFor({ state: 'detached' });
  await page.getByText('No: mailed links lead in, too').waitFor();
  await choose('Enforce');
  await page.getByRole('dialog', { name: 'Enforce SSO?' }).getByRole('button', { name: 'Enforce' }).click();
  await page.getByText(/Nobody comes in otherwise/).waitFor();
});

test('who came in by mail is led to the organization’s sign-in, and back to where they were', async () => {
  provider.seat('omar');
  await omars.goto(inAcme('teams'));
  const button = omars.getByRole('button', { name: 'Sign in with Acme login' });
  await hasFocus(button);
  await omars.getByText('This organization lets people in by its own sign-in only.').waitFor();
  expect(await accessibilityProblems(omars)).toEqual([]);
  await omars.keyboard.press('Enter');
  await heading(omars, 'Teams').waitFor();
});

test('who switches to it from another organization is asked for its sign-in, and keeps the other', async () => {
  await createFirst(site.stack, [{ name: 'Subsidiary', slug: 'sub', admin: omar }]);
  const fresh = await site.page();
  await signInByLink(fresh, site.stack, omar.email);
  await heading(fresh, 'Your organizations').waitFor();
  await fresh.getByText('Asks for its own sign-in').waitFor();
  await fresh.getByRole('link', { name: 'Subsidiary' }).click();
  await heading(fresh, 'Members').waitFor();
  await fresh.getByRole('button', { name: 'Organization Subsidiary: switch' }).click();
  await fresh.getByRole('menuitem', { name: /^Acme/ }).click();
  await fresh.getByRole('button', { name: 'Sign in with Acme login' }).click();
  await fresh.getByRole('button', { name: 'Organization Acme: switch' }).click();
  await fresh.getByRole('menuitem', { name: 'Subsidiary' }).click();
  await fresh.getByRole('button', { name: 'Organization Subsidiary: switch' }).waitFor();
  await heading(fresh, 'Members').waitFor();
});

test('an account that nobody has is refused, with what to do', async () => {
  provider.accounts.set('eve', { email: 'eve@elsewhere.example', email_verified: true });
  provider.seat('eve');
  const eves = await site.page();
  await eves.goto(inAcme('sign-in'));
  await eves.getByRole('button', { name: 'Sign in with Acme login' }).click();
  const refusal = eves.getByRole('alert');
  await refusal.getByText('Nobody who is active in this organization has this account').waitFor();
  await refusal.getByText(/ask an admin/).waitFor();
  expect(await accessibilityProblems(eves)).toEqual([]);
  await eves.getByRole('link', { name: 'Begin again' }).click();
  await eves.getByRole('button', { name: 'Sign in with Acme login' }).waitFor();
});

test('an admin comes in without it when it fails, and says why', async () => {
  const late = await site.page();
  await signInByLink(late, site.stack, omar.email);
  await late.getByRole('link', { name: 'Sign in to Acme' }).click();
  await late.getByRole('link', { name: 'It fails, and I am an admin' }).click();
  await heading(late, 'Come in without SSO').waitFor();
  await late.getByRole('button', { name: 'Come in without SSO' }).click();
  await late.getByText('Say why').waitFor();
  expect(await accessibilityProblems(late)).toEqual([]);
  await late.getByLabel('Reason').fill('Our provider is down');
  await late.getByRole('button', { name: 'Come in without SSO' }).click();
  await heading(late, 'Organization settings').waitFor();
});

test('what needs a fresh sign-in gets it from the provider, and the admin is back where they were', async () => {
  provider.seat('ada');
  const owner = new pg.Client({ connectionString: site.stack.database.ownerUrl });
  await owner.connect();
  await owner.query(`UPDATE session_organizations SET sso_proved_at = now() - interval '1 hour' WHERE how = 'sso'`);
  await owner.end();
  const question = page.getByRole('dialog', { name: 'Stop enforcing SSO?' });
  await choose('Stop enforcing');
  await question.getByRole('button', { name: 'Stop enforcing' }).click();
  await question.getByRole('alert').getByText('by the organization’s own').waitFor();
  await question.getByRole('button', { name: 'Sign in again and come back' }).click();
  await heading(page, 'Organization settings').waitFor();
  await question.waitFor({ state: 'detached' });
  await choose('Stop enforcing');
  await question.getByRole('button', { name: 'Stop enforcing' }).click();
  await page.getByText('No: mailed links lead in, too').waitFor();
});

test('an admin forgets a member’s account, and whoever came in by it is out', async () => {
  await page.goto(inAcme('members'));
  await page.getByRole('link', { name: omar.name }).click();
  await heading(page, omar.name).waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Forget their account at your sign-in' }).click();
  const question = page.getByRole('dialog', { name: `Forget the account of ${omar.name}?` });
  await question.getByRole('button', { name: 'Forget the account' }).click();
  await question.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByText('They have not come in by the organization’s own sign-in').waitFor();
  await omars.goto(inAcme('teams'));
  await heading(omars, 'Sign in').waitFor();
});
