import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ada, type Console, hasFocus, heading, openConsole } from '../support/console.ts';
import { joins } from '../support/console-estate.ts';
import { eventually } from '../support/eventually.ts';
import { tabTo } from '../support/keyboard.ts';

let site: Console;
beforeAll(async () => {
  site = await openConsole();
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

const announced = (page: Page) => page.locator('[data-announcer]');

test('a new page is announced, and its heading gets the focus; the first page is the browser’s to announce', async () => {
  const page = await site.pageOf(ada);
  await page.reload();
  await heading(page, 'Members').waitFor();
  expect(await announced(page).textContent()).toBe('');
  await page.getByRole('link', { name: 'Invitations' }).click();
  await hasFocus(heading(page, 'Invitations'));
  await announced(page).getByText('Invitations', { exact: true }).waitFor({ state: 'attached' });
  await eventually(async () => expect(await page.title()).toBe('Invitations · Doorward'));

  await page.getByRole('link', { name: 'Invite' }).click();
  await page.getByRole('dialog', { name: 'Invite to Acme' }).waitFor();
  expect(await announced(page).textContent()).toBe('Invitations'); // a form beside a page is no new page
});

test('Escape and Back both close a form and lead to the page below it', async () => {
  const ben = await joins(site, 'Ben Carter');
  const page = await site.pageOf(ada);
  const member = `${site.stack.url}/o/${site.acme.id}/members/${ben.id}`;
  await page.getByRole('link', { name: 'Ben Carter' }).click();
  for (const close of [() => page.keyboard.press('Escape'), () => page.goBack()]) {
    await page.getByRole('link', { name: 'Change role' }).click();
    const form = page.getByRole('dialog', { name: 'Change the role of Ben Carter' });
    await form.waitFor();
    await close();
    await form.waitFor({ state: 'detached' });
    await page.waitForURL(member);
  }
});

test('the first Tab leads past the navigation to the content', async () => {
  const page = await site.pageOf(ada);
  const first = page.getByRole('link', { name: 'Invite' });
  await first.waitFor(); // it comes with the answer of what Ada may
  await page.keyboard.press('Tab');
  await hasFocus(page.getByRole('link', { name: 'Skip to content' }));
  await page.keyboard.press('Enter');
  await hasFocus(page.getByRole('main'));
  await page.keyboard.press('Tab');
  await hasFocus(first);
});

test('on a telephone the navigation opens by a button, and the keyboard passes it by while it is closed', async () => {
  const page = await site.pageOf(ada, { viewport: { width: 390, height: 844 } });
  const first = page.getByRole('link', { name: 'Invite' });
  await first.waitFor();
  await tabTo(page, 'button', 'AM, account of Ada Moreno');
  await page.keyboard.press('Tab');
  await hasFocus(first);
  await page.getByRole('button', { name: 'Navigation' }).click();
  await page.getByRole('link', { name: 'Removals' }).click();
  await heading(page, 'Removals').waitFor();
  await page.getByRole('link', { name: 'Members' }).waitFor({ state: 'hidden' });
});

test('what belongs to another organization looks as if it did not exist', async () => {
  const page = await site.pageOf(ada);
  await page.goto(`${site.stack.url}/o/${site.acme.id}/members/00000000-0000-4000-8000-000000000000`);
  await heading(page, 'There is nothing here').waitFor();
  await page.goto(`${site.stack.url}/o/00000000-0000-4000-8000-000000000000/members`);
  await heading(page, 'There is nothing here').waitFor();
  await page.getByText(/^Request [0-9a-f-]{36}$/).waitFor(); // the log knows it by this
});

test('a search is part of the address, so that it survives a reload and can be shared', async () => {
  const page = await site.pageOf(ada);
  await page.getByRole('searchbox', { name: 'Search by name or address' }).fill('omar');
  await page.getByText('1 member', { exact: true }).waitFor();
  await page.waitForURL(/search=omar/);
  await page.reload();
  await page.getByText('1 member', { exact: true }).waitFor();
  await page.getByRole('searchbox', { name: 'Search by name or address' }).fill('nobody at all');
  await page.getByText('Nobody found').waitFor();
});

test('a team is made, gets a member and a share, and gives both up again', async () => {
  const { admin, path } = site.acme;
  const connection = { hostId: 'lake', name: 'Lake', provider: 'Storage', auth: 'secret', secret: 'first' };
  const { id } = await admin.person.post<{ id: string }>(`${path}/connections`, connection);
  const dana = await joins(site, 'Dana Novak');
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Teams' }).click();
  await page.getByText('No team yet').waitFor();
  await page.getByRole('link', { name: 'New team' }).click();
  await page.getByLabel('Name').fill('Data');
  await page.getByRole('button', { name: 'Create' }).click();
  await heading(page, 'Data').waitFor();
  const team = page.url();
  await page.getByRole('link', { name: 'Add a member' }).click();
  await page.getByRole('combobox', { name: 'Who' }).fill('Dana');
  await page.getByRole('option', { name: /^Dana Novak/ }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('cell', { name: /^Member:/ }).waitFor();

  await page.goto(`${site.stack.url}/o/${site.acme.id}/connections/${id}`);
  await page.getByRole('link', { name: 'Share', exact: true }).click();
  await page.getByRole('dialog').getByText('A team', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Team' }).click();
  await page.getByRole('option', { name: 'Data' }).click();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('link', { name: 'Team Data' }).click();
  await page.waitForURL(team);
  await page.getByRole('link', { name: 'Lake' }).waitFor();
  const { items } = await dana.person.get<{ items: { name: string }[] }>(`${path}/resources`);
  expect(items.map(({ name }) => name)).toEqual(['Lake']);

  await page.getByRole('button', { name: 'Stop sharing' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click();
  await page.getByText('Nothing is shared with it').waitFor();
  expect((await dana.person.get<{ items: unknown[] }>(`${path}/resources`)).items).toEqual([]);
  await page.getByRole('button', { name: 'Actions for Dana Novak' }).click();
  await page.getByRole('menuitem', { name: 'Take them out' }).click();
  await page.getByRole('button', { name: 'Take them out' }).click();
  await page.getByText('Nobody is in it').waitFor();
});
