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
  expect(await page.content()).not.toContain(secret);

  await successor.getByRole('button', { name: 'Actions for ci-deploy' }).click();
  const again = page.getByRole('menuitem', { name: 'Show its secret, once' });
  expect(await again.getAttribute('aria-disabled')).toBe('true');
  await again.getByText('Its secret was shown, and is kept nowhere').waitFor();
});
