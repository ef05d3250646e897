import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { mailedSignIn } from '../../scripts/demo/mailbox.ts';
import { ada, type Console, heading, mailedCode, openConsole } from '../support/console.ts';

let site: Console;
beforeAll(async () => {
  site = await openConsole();
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

test('a mailed link signs in by its button; opening it, however often, uses nothing up', async () => {
  const link = await mailedSignIn(site.stack, ada.email);
  const scanner = await site.page();
  await scanner.goto(link);
  await heading(scanner, 'Sign in').waitFor();
  await scanner.reload();
  await heading(scanner, 'Sign in').waitFor();

  const page = await site.page();
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading(page, 'Members').waitFor();
  await page.waitForURL(({ hash }) => hash === '');

  await scanner.getByRole('button', { name: 'Sign in' }).click();
  await scanner.getByText('This link is used, expired or was replaced by a newer one').waitFor();
});

test('the code of the mail signs in where the mail is not, and a wrong one does not', async () => {
  const page = await site.page();
  await page.goto(`${site.stack.url}/sign-in`);
  await page.getByLabel('E-mail address').fill(ada.email);
  const mailed = await mailedCode(site.stack, ada.email, () => page.keyboard.press('Enter'));
  const code = page.getByLabel('Code from the mail');
  await code.fill('000000x');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();

  await code.fill(mailed);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading(page, 'Members').waitFor();
});

test('an address that nobody has gets the same answer', async () => {
  const says = async (email: string): Promise<string | null> => {
    const page = await site.page();
    await page.goto(`${site.stack.url}/sign-in`);
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Mail me a link' }).click();
    await page.getByLabel('Code from the mail').waitFor();
    return await page.getByRole('status').textContent();
  };
  expect(await says('nobody@nowhere.example')).toBe(await says(ada.email));
});

test('who is not signed in is asked to, and then sees the page they wanted', async () => {
  const page = await site.page();
  await page.goto(`${site.stack.url}/o/${site.acme.id}/removals`);
  await heading(page, 'Sign in').waitFor();
  await page.waitForURL(({ searchParams }) => searchParams.get('to') === `/o/${site.acme.id}/removals`);

  await page.getByLabel('E-mail address').fill(ada.email);
  const mailed = await mailedCode(site.stack, ada.email, () =>
    page.getByRole('button', { name: 'Mail me a link' }).click(),
  );
  await page.getByLabel('Code from the mail').fill(mailed);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading(page, 'Removals').waitFor();
});

test('a page of somewhere else is not where a sign-in leads', async () => {
  const page = await site.page();
  for (const elsewhere of ['https://evil.example/', '//evil.example/', '/\\evil.example']) {
    const link = await mailedSignIn(site.stack, ada.email);
    await page.goto('about:blank');
    await page.goto(link.replace('#', `?to=${encodeURIComponent(elsewhere)}#`));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await heading(page, 'Members').waitFor();
    expect(new URL(page.url()).origin).toBe(site.stack.url);
  }
});

test('who signed out is out, in every tab', async () => {
  const page = await site.page();
  await page.goto(await mailedSignIn(site.stack, ada.email));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading(page, 'Members').waitFor();
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  await heading(tab, 'Members').waitFor();

  await page.getByRole('button', { name: 'Account of Ada Moreno' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await heading(page, 'Sign in').waitFor();
  await tab.getByRole('link', { name: 'Removals' }).click();
  await heading(tab, 'Sign in').waitFor();
});
