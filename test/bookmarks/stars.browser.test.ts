import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ada, type Console, hasFocus, heading, omar, openConsole, row } from '../support/console.ts';
import { joins } from '../support/console-estate.ts';
import { eventually } from '../support/eventually.ts';
import { tabTo } from '../support/keyboard.ts';

let site: Console;
beforeAll(async () => {
  site = await openConsole();
  const { path, admin } = site.acme;
  const lake = { hostId: 'lake', name: 'Lake', provider: 'Storage', auth: 'secret', secret: 'first' };
  await admin.person.post(`${path}/connections`, lake);
  await admin.person.post(`${path}/resources`, { kind: 'pipeline', hostId: 'orders', name: 'orders' });
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

const star = (page: Page, name: string, pressed: boolean) =>
  page.getByRole('button', { name: `Bookmark ${name}`, pressed, disabled: false });

test('a star in a list or on a page keeps a resource among one’s bookmarks, which nobody else has', async () => {
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Resources' }).click();
  await star(page, 'orders', false).click();
  await star(page, 'orders', true).waitFor();
  await page.getByRole('link', { name: 'Connections' }).click();
  await page.getByRole('link', { name: 'Lake' }).click();
  await heading(page, 'Lake').waitFor();
  await star(page, 'Lake', false).click();
  await star(page, 'Lake', true).waitFor();

  await page.getByRole('link', { name: 'Bookmarks' }).click();
  await row(page, 'orders').getByText('Pipeline').waitFor();
  await row(page, 'Lake').getByText('Connection').waitFor();
  await page.reload();
  await star(page, 'Lake', true).waitFor(); // the API has it, too
  await page.getByRole('link', { name: 'Lake' }).click();
  await heading(page, 'Lake').waitFor();

  const other = await site.pageOf(omar);
  await other.getByRole('link', { name: 'Bookmarks' }).click();
  await other.getByText('No bookmarks yet').waitFor();
});

test('by keyboard alone a bookmark is removed and brought back in its place; removed, it is gone when the page is left', async () => {
  const page = await site.pageOf(ada);
  await page.getByRole('link', { name: 'Bookmarks' }).click();
  await star(page, 'orders', true).waitFor();
  await tabTo(page, 'button', 'Bookmark orders');
  for (const bookmarked of [false, true, false]) {
    await page.keyboard.press('Enter');
    await hasFocus(star(page, 'orders', bookmarked));
  }
  await eventually(async () => expect((await bookmarks()).map(({ resource }) => resource.name)).toEqual(['Lake']));
  await page.reload();
  await star(page, 'Lake', true).waitFor();
  expect(await star(page, 'orders', false).count()).toBe(0);
});

test('what is refused, to someone suspended meanwhile, is taken back, and said', async () => {
  const { path, admin } = site.acme;
  const vera = await joins(site, 'Vera Viewer', 'viewer');
  const attic = { kind: 'pipeline', hostId: 'attic', name: 'attic' };
  const { id: resourceId } = await admin.person.post<{ id: string }>(`${path}/resources`, attic);
  const share = { resourceId, memberId: vera.id, level: 'view' };
  await admin.person.post(`${path}/shares`, share);
  const page = await site.pageOf(vera);
  await page.getByRole('link', { name: 'Resources' }).click();
  await star(page, 'attic', false).waitFor();
  await admin.person.post(`${path}/members/${vera.id}/suspend`, { reason: 'Laptop stolen' });
  await star(page, 'attic', false).click();
  await page.getByText('attic is not bookmarked: There is no such thing here').waitFor();
  await star(page, 'attic', false).waitFor();
});

async function bookmarks() {
  const { path, admin } = site.acme;
  return (await admin.person.get<{ items: { resource: { name: string } }[] }>(`${path}/bookmarks`)).items;
}
