import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Page } from 'playwright-core';
import { ada, type Console, heading, mailedCode, openConsole } from '../support/console.ts';
import { joins } from '../support/console-estate.ts';

let site: Console;
beforeAll(async () => {
  site = await openConsole();
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

test('a sign-in that is not fresh is proved again by a mailed code, without leaving the form', async () => {
  const cleo = await joins(site, 'Cleo Berg');
  const page = await site.pageOf(ada);
  await signedInLongAgo(page);
  await page.goto(`${site.stack.url}/o/${site.acme.id}/removals/new/${cleo.id}`);
  await page.getByLabel('Reason').fill('Leaves for another job');
  await page.getByRole('button', { name: 'Start the removal …' }).click();
  const question = page.getByRole('dialog', { name: 'Start the removal of Cleo Berg?' });
  await question.getByRole('button', { name: 'Start the removal' }).click();
  await question.getByRole('alert').getByText('This needs a sign-in of the last few minutes').waitFor();

  const mailed = await mailedCode(site.stack, ada.email, () =>
    question.getByRole('button', { name: 'Mail a code to ada@acme.example' }).click(),
  );
  const code = question.getByLabel('Code from the mail');
  await code.fill('000000');
  await question.getByRole('button', { name: 'Confirm' }).click();
  await question.getByText('This link is used, expired or was replaced by a newer one').waitFor();
  await code.fill(mailed);
  await question.getByRole('button', { name: 'Confirm' }).click();
  await question.getByText('It is you. Press the button again.').waitFor();
  await question.getByRole('button', { name: 'Start the removal' }).click();
  await heading(page, 'Removal of Cleo Berg').waitFor();
});

async function signedInLongAgo(page: Page): Promise<void> {
  const session = (await (await page.request.get(`${site.stack.url}/v1/session`)).json()) as { id: string };
  const owner = new pg.Client({ connectionString: site.stack.database.ownerUrl });
  await owner.connect();
  try {
    await owner.query(`UPDATE sessions SET proved_at = proved_at - interval '1 day' WHERE id = $1`, [session.id]);
  } finally {
    await owner.end();
  }
}
