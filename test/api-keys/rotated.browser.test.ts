import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { serviceAccountKey } from '../../scripts/demo/host.ts';
import { ada, type Console, heading, openConsole, row } from '../support/console.ts';
import { joins, startRemoval } from '../support/console-estate.ts';

let site: Console;
beforeAll(async () => {
  site = await openConsole();
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

test('a key that a removal made in place of the leaver’s shows its secret once; the old one works until it ends', async () => {
  const dana = await joins(site, 'Dana Novak', 'admin');
  const old = await serviceAccountKey(site.acme, 'ci-deploy', 'deploys', { scopes: ['check'], by: dana.person });
  const removal = await startRemoval(site, dana);
  const page = await site.pageOf(ada);
  await page.goto(`${site.stack.url}/o/${site.acme.id}/removals/${removal}`);
  await page.getByRole('heading', { name: 'Waits until the replaced keys have ended' }).waitFor();

  await page.getByRole('link', { name: 'See the keys' }).click();
  await heading(page, 'API keys').waitFor();
  await row(page, 'Ends, replaced')
    .filter({ hasText: old.key.slice(-4) })
    .waitFor();
  const successor = row(page, 'ci-deploy').filter({ hasText: 'Active' });
  await successor.getByRole('button', { name: 'Actions for ci-deploy' }).click();
  await page.getByRole('menuitem', { name: 'Show its secret, once' }).click();
  await page
    .getByRole('dialog', { name: 'Show the secret of ci-deploy?' })
    .getByRole('button', { name: 'Show it' })
    .click();
  const shown = page.getByRole('dialog', { name: 'The secret of ci-deploy' });
  const secret = await shown.getByText(/^dwk_/).innerText();
  expect(secret).toMatch(/^dwk_live_[0-9A-Za-z]{38}$/);
  await shown.getByRole('button', { name: 'I have it' }).click();
  await shown.waitFor({ state: 'detached' });
  expect(await page.content()).not.toContain(secret);

  await successor.getByRole('button', { name: 'Actions for ci-deploy' }).click();
  await page
    .getByRole('menuitem', { name: 'Show its secret, once Its secret was shown, and is kept nowhere', disabled: true })
    .waitFor();
});

test('an admin makes a service account and a key for it, which is shown once; archived, it can be restored, without the key', async () => {
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Service accounts' }).click();
  await page.getByRole('link', { name: 'New service account' }).click();
  await page.getByRole('textbox', { name: /^Name/ }).fill('release');
  await page.getByLabel('What it is for').fill('ships releases');
  await page.getByRole('button', { name: 'Create' }).click();
  await heading(page, 'release').waitFor();
  await page.getByText('Nothing runs as it').waitFor();

  await page.getByRole('link', { name: 'New key' }).click();
  await page.getByRole('textbox', { name: /^Name/ }).fill('pipeline 7');
  await page.getByRole('button', { name: 'Create' }).click();
  const shown = page.getByRole('dialog', { name: 'The secret of pipeline 7' });
  expect(await shown.getByText(/^dwk_/).innerText()).toMatch(/^dwk_live_[0-9A-Za-z]{38}$/);
  await shown.getByRole('button', { name: 'I have it' }).click();
  await row(page, 'pipeline 7').filter({ hasText: 'release' }).waitFor();

  await page.getByRole('link', { name: 'Service accounts' }).click();
  await page.getByRole('link', { name: 'release' }).click();
  await page.getByRole('button', { name: 'Actions for release' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await row(page, 'pipeline 7').filter({ hasText: 'Ended' }).waitFor();
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('link', { name: 'New key' }).waitFor();
  await row(page, 'pipeline 7').filter({ hasText: 'Ended' }).waitFor();
});

test('a secret is set and revealed in the console, an earlier version too, and the page says who could have known it', async () => {
  const { path, admin } = site.acme;
  const facts = { hostId: 'crm', name: 'CRM', provider: 'Sales', auth: 'secret', secret: 'first' };
  const { id } = await admin.person.post<{ id: string }>(`${path}/connections`, facts);
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Connections' }).click();
  await page.getByRole('link', { name: 'CRM' }).click();
  await page.getByRole('link', { name: 'Set the secret' }).click();
  await page.getByRole('textbox', { name: 'Secret' }).fill('second');
  await page.getByRole('button', { name: 'Set the secret' }).click();
  await row(page, 'In use').filter({ hasText: '2' }).waitFor();

  const reveal = async (question: string, secret: string) => {
    await page.getByRole('dialog', { name: question }).getByRole('button', { name: 'Reveal' }).click();
    const shown = page.getByRole('dialog', { name: 'The secret of CRM' });
    await shown.getByText(secret, { exact: true }).waitFor();
    await shown.getByRole('button', { name: 'I have it' }).click();
    await shown.waitFor({ state: 'detached' });
  };
  await page.getByRole('button', { name: 'Reveal', exact: true }).click();
  await reveal('Reveal the secret of CRM?', 'second');
  await page.getByRole('button', { name: 'Actions for version 1' }).click();
  await page.getByRole('menuitem', { name: 'Reveal' }).click();
  await reveal('Reveal version 1 of CRM?', 'first');
  expect(await page.content()).not.toContain('second');
  await row(page, 'Was shown it').nth(1).waitFor();

  await page.getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('link', { name: 'Transfer' }).waitFor();
  await page.waitForURL((url) => url.pathname.endsWith(id));
});
