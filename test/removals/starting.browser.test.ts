import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../support/browser.ts';
import { ada, type Console, hasFocus, heading, omar, openConsole, row } from '../support/console.ts';
import { consented, joins, ownsAutomation, startRemoval } from '../support/console-estate.ts';
import { tabTo } from '../support/keyboard.ts';

let site: Console;
beforeAll(async () => {
  site = await openConsole();
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

test('by keyboard alone a removal is previewed, a successor chosen, and the run started', async () => {
  const ben = await joins(site, 'Ben Carter');
  await ownsAutomation(site, ben, 'orders');
  const page = await site.pageOf(ada);
  await tabTo(page, 'link', 'Ben Carter');
  await page.keyboard.press('Enter');
  await focusOn(page, 'Ben Carter');
  await tabTo(page, 'link', 'Remove …');
  await page.keyboard.press('Enter');
  await focusOn(page, 'Removal of Ben Carter: preview');
  const runsAs = row(page, 'Automation runs as them').filter({ hasText: 'orders-nightly' });
  await runsAs.getByRole('cell', { name: 'Critical' }).waitFor();
  await runsAs.getByRole('cell', { name: 'Ada Moreno custodian' }).waitFor();
  await page.getByText('No scheduled run of the next 14 days would fail.').waitFor();

  await tabTo(page, 'button', 'Choose who gets all that is left');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Who gets all that is left?' }).waitFor();
  await hasFocus(page.getByPlaceholder('Name or address'));
  await page.keyboard.type('Omar');
  await page.getByRole('option', { name: /^Omar Haddad/ }).waitFor();
  await page.getByRole('option', { name: /^Ada Moreno/ }).waitFor({ state: 'detached' });
  await page.keyboard.press('ArrowDown');
  await page
    .locator('[role="option"][data-combobox-selected]', { hasText: 'Omar Haddad (omar@acme.example)' })
    .waitFor();
  await page.keyboard.press('Enter');
  await tabTo(page, 'button', 'Choose');
  await page.keyboard.press('Enter');
  await runsAs.getByRole('cell', { name: 'Omar Haddad named for all that is left' }).waitFor();

  await tabTo(page, 'textbox', 'Reason');
  await page.keyboard.type('Leaves for another job');
  await tabTo(page, 'button', 'Start the removal …');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Start the removal of Ben Carter?' }).waitFor();
  await hasFocus(page.getByRole('button', { name: 'Not now' }));
  await tabTo(page, 'button', 'Start the removal');
  await page.keyboard.press('Enter');
  await focusOn(page, 'Removal of Ben Carter');
  await page.getByText('Completed', { exact: true }).waitFor();
});

test('who may not receive what is handed over is refused as a successor, with the reason, and can be taken back', async () => {
  const lena = await joins(site, 'Lena Holm');
  await ownsAutomation(site, lena, 'stock');
  await joins(site, 'Vera Viewer', 'viewer');
  const page = await site.pageOf(ada);
  await page.goto(`${site.stack.url}/o/${site.acme.id}/removals/new/${lena.id}`);
  await row(page, 'stock-nightly').first().getByRole('button').click();
  const choosing = page.getByRole('dialog', { name: 'Who gets stock-nightly?' });
  await choosing.getByRole('combobox', { name: 'Successor' }).fill('Vera');
  await page.getByRole('option', { name: /Vera Viewer/ }).click();
  await choosing.getByRole('button', { name: 'Choose' }).click();
  await page.getByRole('alert').getByText('This member can’t be a successor').waitFor();
  await page.getByRole('button', { name: 'Take back: stock-nightly: Vera Viewer' }).click();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await row(page, 'stock-nightly').first().getByRole('cell', { name: 'Ada Moreno custodian' }).waitFor();
});

test('a plan that changed since it was shown is not started: it is said, and worked out again', async () => {
  const cleo = await joins(site, 'Cleo Berg');
  const page = await site.pageOf(ada);
  await page.goto(`${site.stack.url}/o/${site.acme.id}/removals/new/${cleo.id}`);
  await page.getByRole('heading', { name: 'Start', exact: true }).waitFor();
  await ownsAutomation(site, cleo, 'late');

  await page.getByLabel('Reason').fill('Leaves');
  await page.getByRole('button', { name: 'Start the removal …' }).click();
  const question = page.getByRole('dialog', { name: 'Start the removal of Cleo Berg?' });
  await question.getByRole('button', { name: 'Start the removal' }).click();
  await question.getByRole('alert').getByText('The plan is not the one you saw; preview it again').waitFor();
  await question.getByRole('button', { name: 'Not now' }).click();
  await row(page, 'late-nightly').first().waitFor();
});

test('a date is meant in the time zone that is chosen, and shown in both', async () => {
  const kofi = await joins(site, 'Kofi Mensah');
  const page = await site.pageOf(ada, { timezoneId: 'America/New_York' });
  await page.goto(`${site.stack.url}/o/${site.acme.id}/removals/new/${kofi.id}`);
  await page.getByLabel('At a date').check();
  await page.getByLabel('Effective date').fill('2031-03-30T18:00');
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await zone.fill('Tokyo');
  await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
  await page.getByText('That is 30 Mar 2031, 18:00 GMT+9, here 30 Mar 2031, 05:00 GMT-4.').waitFor();

  await page.getByLabel('Reason').fill('Leaves');
  await page.getByRole('button', { name: 'Start the removal …' }).click();
  await page.getByRole('button', { name: 'Start the removal', exact: true }).click();
  await heading(page, 'Removal of Kofi Mensah').waitFor();
  await page.getByText('Waits for its date').first().waitFor();
  const { items } = await site.acme.admin.person.get<{ items: { effectiveAt: string; timeZone: string }[] }>(
    `${site.acme.path}/removals?memberId=${kofi.id}`,
  );
  expect(items).toMatchObject([{ effectiveAt: '2031-03-30T09:00:00.000Z', timeZone: 'Asia/Tokyo' }]);
});

test('a removal that waits for a follow-up goes on, live, when its owner attests it, and ends with a certificate', async () => {
  const dana = await joins(site, 'Dana Novak');
  await consented(site, dana, 'omar@acme.example', 'ads');
  const id = await startRemoval(site, dana);
  const page = await site.pageOf(ada);
  await page.goto(`${site.stack.url}/o/${site.acme.id}/removals/${id}`);
  await page.getByText('Waits for 1 follow-up').waitFor();

  const owner = await site.pageOf({ email: 'omar@acme.example' });
  await owner.getByRole('link', { name: 'Follow-ups' }).click();
  const todo = row(owner, 'Revoke the consent that Dana Novak gave for ads');
  await todo
    .getByRole('link', { name: /provider/ })
    .and(owner.locator('[href="https://ads.example/consents"]'))
    .waitFor();
  await todo.getByRole('link', { name: 'Attest' }).click();
  const form = owner.getByRole('dialog', { name: 'Attest that it is done' });
  await form.getByLabel('What was done').fill('Revoked it in the console of Ads');
  await form.getByLabel('Evidence').fill('TICKET-7');
  const file = form.locator('input[type="file"]');
  const program = { name: 'setup.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') };
  await file.setInputFiles(program);
  await form.getByRole('button', { name: 'Attest' }).click();
  await form.getByText('Choose a PDF, a PNG or JPEG picture, or a text file').waitFor();
  await file.setInputFiles({ name: 'revoked.txt', mimeType: 'text/plain', buffer: Buffer.from('gone') });
  await form.getByRole('button', { name: 'Attest' }).click();
  await owner.getByText('Nothing to do').waitFor();

  await page.getByRole('link', { name: 'revoked.txt' }).waitFor();
  await page.getByText('Completed', { exact: true }).waitFor(); // nobody reloaded it
  await page.getByRole('link', { name: 'Certificate' }).click();
  await heading(page, 'Certificate: removal of Dana Novak').waitFor();
  await page.getByText('Proven: no way in is left').waitFor();
  await page.getByText(createHash('sha256').update('gone').digest('hex')).waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download .jws' }).click();
  expect((await download).suggestedFilename()).toBe(`removal-${id}.jws`);
});

test('who was removed is reinstated from their page: previewed, watched, and reported', async () => {
  const ines = await joins(site, 'Ines Roth');
  await ownsAutomation(site, ines, 'invoices');
  const id = await startRemoval(site, ines);
  const page = await site.pageOf(ada);
  await page.goto(`${site.stack.url}/o/${site.acme.id}/removals/${id}`);
  await page.getByText('Completed', { exact: true }).waitFor();

  await page.goto(`${site.stack.url}/o/${site.acme.id}/members/${ines.id}`);
  await page.getByRole('link', { name: 'Reinstate …' }).click();
  await heading(page, 'Reinstate Ines Roth: preview').waitFor();
  await row(page, 'invoices-nightly').first().getByRole('cell', { name: 'Restored' }).waitFor();
  await page.getByText('4 items are put back as before the removal.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Reinstate Ines Roth …' }).click();
  await page.getByText('Say why').waitFor();
  await page.getByLabel('Reason').fill('Stays after all');
  await page.getByRole('button', { name: 'Reinstate Ines Roth …' }).click();
  const question = page.getByRole('dialog', { name: 'Reinstate Ines Roth?' });
  await question.getByRole('button', { name: 'Reinstate', exact: true }).click();

  await heading(page, 'Reinstatement of Ines Roth').waitFor();
  await page.getByRole('heading', { name: 'Ines Roth is in again' }).waitFor();
  await row(page, 'invoices-nightly').first().getByRole('cell', { name: 'Done' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'Removal of Ines Roth' }).click();
  await page.getByRole('link', { name: 'Open the reinstatement' }).waitFor();
});

test('many are removed as one set: previewed, agreed to by a second admin, and watched until each has a certificate', async () => {
  const { acme } = site;
  await acme.admin.person.post(`${acme.path}/change-policy`, { removals: { breaker: { count: 1 } } });
  await ownsAutomation(site, await joins(site, 'Mia Brandt'), 'sales');
  await joins(site, 'Noa Levi');
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Removals', exact: true }).click();
  await page.getByRole('link', { name: 'Removals of many' }).click();
  await page.getByRole('link', { name: 'Preview a removal of many' }).first().click();
  const who = page.getByLabel('E-mail addresses');
  await who.fill('mia.brandt@acme.example, noa.levi@acme.example\nnobody@acme.example');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByText('nobody@acme.example: There is no such thing here').waitFor();
  await page.getByRole('heading', { name: '2 people would leave' }).waitFor();
  await page.getByText('Another admin has to approve it').waitFor();

  await page.getByLabel('Reason').fill('The site closes');
  await page.getByRole('button', { name: 'Start the removal of 2 people …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();
  await heading(page, 'Removal of 2 people').waitFor();
  await page.getByText('Awaits approval', { exact: true }).first().waitFor();

  const second = await site.pageOf(omar);
  await second.getByRole('link', { name: 'Approvals' }).click();
  await second.getByRole('link', { name: 'Removal of 2 people' }).click();
  await second.getByText('Mia Brandt').waitFor();
  await second.getByLabel('Reason').fill('Agreed');
  await second.getByRole('button', { name: 'Approve', exact: true }).click();

  await page.getByText('2 of 2 through: 2 with a certificate').waitFor(); // nobody reloaded it
  await row(page, 'Noa Levi').getByRole('cell', { name: 'Proven', exact: true }).waitFor();
});

async function focusOn(page: Page, title: string): Promise<void> {
  await hasFocus(heading(page, title));
}
