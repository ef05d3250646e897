import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { accessibilityProblems } from '../support/browser.ts';
import { ada, type Console, heading, openConsole, row } from '../support/console.ts';

let site: Console;
beforeAll(async () => {
  site = await openConsole();
  const { path, admin } = site.acme;
  await admin.person.post(`${path}/change-policy`, { invitations: { unlisted: 'send' } });
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

test('many are invited from a CSV file: previewed line by line, problems first, then exactly so, with a report', async () => {
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Invitations' }).click();
  await page.getByRole('link', { name: 'Many from a CSV file' }).click();
  await heading(page, 'Invite from a CSV file').waitFor();
  await page.getByRole('button', { name: 'Show what would happen' }).click();
  await page.getByText('Choose a file, or paste its lines').waitFor();
  const lines = page.getByRole('textbox', { name: 'Or paste its lines' });
  await lines.fill('name\nNora');
  await page.getByRole('button', { name: 'Show what would happen' }).click();
  await page.getByText(/^a first line that names columns/).waitFor(); // at the field

  const file = [
    'email,name,role,relationship,sponsor,reason,ends_at',
    'nora@new.example,Nora,member,,,,',
    `gus@partner.example,,,guest,${ada.email},Audits our pipelines,2400-06-30`,
    `${ada.email},,,,,,`,
    '+cmd@new.example,,owner,,,,',
  ];
  const buffer = Buffer.from(file.join('\r\n'));
  await page.locator('input[type="file"]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Show what would happen' }).click();
  await page.getByText('Of 4 lines 1 would be invited at once, 1 approved first, 2 left out.').waitFor();
  await row(page, '+cmd@new.example').getByText('Column role:').waitFor();
  await row(page, ada.email).getByText('This address is a member already').waitFor();
  await page.getByRole('row').nth(1).getByText('+cmd@new.example').waitFor(); // the first below the head
  expect(await accessibilityProblems(page)).toEqual([]);

  await page.getByRole('button', { name: 'Invite 2 people' }).click();
  await page.getByText('2 of 2 people done, 0 failed').waitFor();
  await row(page, 'nora@new.example').getByText('Invited', { exact: true }).waitFor();
  await row(page, 'gus@partner.example').getByText('Awaits approval', { exact: true }).waitFor();
  await site.stack.inbox.waitFor({ to: 'nora@new.example' }, 60_000);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download report' }).click();
  const report = await readFile(await (await download).path(), 'utf8');
  expect(report).toContain('"nora@new.example","Invited",""');
  expect(report).toContain(`"'+cmd@new.example","Left out","Column role:`);

  await page.getByRole('button', { name: 'Show what would happen' }).click(); // the same file again: nobody is invited twice
  await page.getByText('Of 4 lines 0 would be invited at once, 0 approved first, 4 left out.').waitFor();
  await row(page, 'nora@new.example').getByText('This address has an open invitation').waitFor();
});

test('a line of which something else would become by now fails with the reason, and is not invited', async () => {
  const { path, admin } = site.acme;
  const page = await site.pageOf(ada);
  await page.goto(`${site.stack.url}/o/${site.acme.id}/invitations/from-csv`);
  await page.getByRole('textbox', { name: 'Or paste its lines' }).fill('email\nlate@other.example');
  await page.getByRole('button', { name: 'Show what would happen' }).click();
  await page.getByText('Of 1 line 1 would be invited at once').waitFor();
  await admin.person.post(`${path}/change-policy`, { invitations: { unlisted: 'approve' } });
  await page.getByRole('button', { name: 'Invite 1 person' }).click();
  await page.getByText('0 of 1 person done, 1 failed').waitFor();
  await row(page, 'late@other.example').getByText('The plan is not the one you saw; preview it again').waitFor();
  const { items } = await admin.person.get<{ items: { email: string }[] }>(`${path}/invitations`);
  expect(items.map(({ email }) => email)).not.toContain('late@other.example');
});
