// A group’s admin agrees that one organization is the parent of the other, asks both to let somebody go, and sees and steers each in its own place.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { enter, welcome } from '../../scripts/demo/cast.ts';
import { accessibilityProblems } from '../support/browser.ts';
import { ada, type Console, heading, openConsole } from '../support/console.ts';
import { joins } from '../support/console-estate.ts';

let site: Console;
let page: Page;
let sub: string;
let ben: { email: string };
beforeAll(async () => {
  site = await openConsole();
  page = await site.pageOf(ada);
  ben = await joins(site, 'Ben Carter');
  const own = { name: 'Sub', slug: 'sub', memberName: ada.name };
  const made = await site.acme.admin.person.post<{ id: string; memberId: string }>('/v1/organizations', own);
  sub = made.id;
  const there = await enter(site.stack, sub, made.memberId, ada.email, ada.name);
  await there.admin.person.post(`${there.path}/change-policy`, { invitations: { unlisted: 'send' } });
  await welcome(there, { name: 'Ben Carter', email: ben.email, role: 'member' });
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

/** As it is typed. */
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
const open = (organization: string, rest: string) => page.goto(`${site.stack.url}/o/${organization}/${rest}`);
const region = (name: string) => page.getByRole('region', { name, exact: true });

async function affiliate(): Promise<void> {
  await open(site.acme.id, 'settings');
  await page.getByRole('link', { name: 'See affiliations' }).click();
  await page.getByRole('link', { name: 'Offer an affiliation' }).click();
  await page.getByRole('button', { name: 'Make the code' }).click();
  const code = await page.getByText(/^dwa_/).innerText();
  await page.getByRole('button', { name: 'I have it' }).click();
  await open(sub, 'affiliations/accept');
  await page.getByRole('textbox', { name: 'Code' }).fill(code);
  await page.getByText('Acme would be the parent of this organization').waitFor();
  await page.getByRole('button', { name: 'Agree', exact: true }).click();
  await page.getByRole('cell', { name: 'Agreed' }).waitFor();
}

async function removes(place: string): Promise<void> {
  await region(place).getByRole('link', { name: 'Preview the removal of Ben Carter' }).click();
  await heading(page, 'Removal of Ben Carter: preview').waitFor();
  await page.getByRole('textbox', { name: 'Reason' }).fill('The group is reorganized');
  await page.getByRole('button', { name: 'Start the removal …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start the removal' }).click();
  await heading(page, 'Removal of Ben Carter').waitFor();
}

test('one leave from two organizations is asked once, and each is previewed, started and cancelled in its own', async () => {
  await affiliate();
  await open(site.acme.id, 'leaves/new');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(ben.email);
  await page.getByLabel('Effective date').fill(inDays(3));
  await page.getByRole('checkbox', { name: 'Sub' }).check();
  await page.getByRole('button', { name: 'Ask them' }).click();
  await heading(page, `Leave of ${ben.email}`).waitFor();
  const leave = page.url();
  await region('Sub').getByText('Asked', { exact: true }).waitFor();
  for (const place of ['Acme', 'Sub']) {
    await removes(place);
    await page.goto(leave);
    await region(place).getByText('Waits for its date').waitFor();
  }
  expect(await accessibilityProblems(page)).toEqual([]);

  await open(sub, 'leaves');
  await page.getByRole('link', { name: ben.email }).click();
  await heading(page, `Acme asks to remove ${ben.email}`).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Answer “no access”' }).click();
  await page.getByRole('button', { name: 'Tell them' }).click();
  await page.getByRole('alert', { name: 'This can’t be done in the present state' }).waitFor();
  await page.getByRole('button', { name: 'Not now' }).click();
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByRole('button', { name: 'Tell them' }).click();
  await page.getByText('They will not').waitFor();

  await page.goto(leave);
  await region('Sub').getByText('They will not').waitFor();
  await page.getByRole('link', { name: 'Move the date' }).click();
  await page.getByRole('dialog').getByLabel('Effective date').fill(inDays(4));
  await page.getByRole('dialog').getByRole('button', { name: 'Move the date' }).click();
  await page.getByRole('alert', { name: 'Done everywhere' }).waitFor();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByRole('button', { name: 'Withdraw and cancel' }).click();
  await page.getByRole('alert', { name: 'Done everywhere' }).waitFor();
  for (const place of ['Acme', 'Sub']) await region(place).getByText('Cancelled', { exact: true }).waitFor();
});
