import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../support/browser.ts';
import { ada, type Console, heading, openConsole, row } from '../support/console.ts';
import { eventually } from '../support/eventually.ts';
import { inOrderOfArrival, type TestEndpoint, testEndpoint } from './endpoint.ts';

let site: Console;
let endpoint: TestEndpoint;
let page: Page;
beforeAll(async () => {
  [site, endpoint] = await Promise.all([openConsole(), testEndpoint()]);
  page = await site.pageOf(ada);
});
afterAll(async () => {
  await site?.close();
  await endpoint?.close();
});
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

const team = (name: string) => site.acme.admin.person.post(`${site.acme.path}/teams`, { name });

async function choose(action: string, button: string): Promise<void> {
  await page.getByRole('button', { name: 'Actions for Platform' }).click();
  await page.getByRole('menuitem', { name: action }).click();
  await page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();
}

/** The secret that a dialog shows, once. */
async function secretShown(): Promise<string> {
  const shown = page.getByRole('dialog', { name: 'The secret of Platform' });
  const secret = await shown.getByText(/^whsec_/).innerText();
  await shown.getByRole('button', { name: 'I have it' }).click();
  return secret;
}

test('an admin makes a webhook, is shown its secret once, tests it, and sees what arrives', async () => {
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByText('Nothing is sent anywhere').waitFor();
  await page.getByRole('link', { name: 'New webhook' }).click();
  const form = page.getByRole('dialog', { name: 'New webhook' });
  await form.getByRole('button', { name: 'Create' }).click();
  await form.getByText('Say what it is for').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await form.getByRole('textbox', { name: 'Address' }).fill(endpoint.url);
  await form.getByRole('textbox', { name: 'What it is for' }).fill('Platform');
  await form.getByRole('combobox', { name: 'Events' }).fill('team.*');
  await form.getByRole('combobox', { name: 'Events' }).press('Enter');
  await form.getByRole('combobox', { name: 'Events' }).press('Tab');
  await form.getByRole('button', { name: 'Create' }).click();
  endpoint.secrets.push(await secretShown());
  await page.getByRole('link', { name: 'Platform' }).click();
  await heading(page, 'Platform').waitFor();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText(/Answered 204 after \d+ ms/).waitFor();
  expect(endpoint.received.map(({ type }) => type)).toEqual(['webhook.test']);
});

test('an event that is refused is shown with its answer, and skipped; sent again from the dead letters it arrives', async () => {
  endpoint.answer = ({ data }) => (data['object'] === 'team' ? 422 : 204);
  endpoint.says = 'unknown team';
  await team('Refused');
  await page.getByText('It does not take its next event').waitFor(); // nobody reloaded it
  expect(await accessibilityProblems(page)).toEqual([]);
  const [sequence] = inOrderOfArrival(endpoint);
  await row(page, 'team.created')
    .getByRole('link', { name: String(sequence) })
    .click();
  await page.getByText('unknown team').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.goBack();
  const actions = page.getByRole('button', { name: `Actions for event ${sequence}` });
  await actions.click();
  await page.getByRole('menuitem', { name: 'Skip it' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Skip', exact: true }).click();
  await row(page, 'Dead letter').waitFor();
  endpoint.answer = () => 204;
  await choose('Send all dead letters again', 'Send again');
  await page.getByText('1 on their way').waitFor();
  await row(page, 'team.created').filter({ hasText: 'Delivered' }).waitFor();
});

test('the secret is rotated, and both sign; disabled, nothing is sent until it is enabled again', async () => {
  await choose('Rotate the secret', 'Rotate');
  endpoint.secrets.push(await secretShown());
  await choose('Disable', 'Disable');
  await page.getByText('What happens meanwhile is kept for it').waitFor();
  await team('Meanwhile');
  endpoint.received.length = 0;
  await page.getByRole('button', { name: 'Enable', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Enable', exact: true }).click();
  await eventually(() => expect(endpoint.received).toMatchObject([{ type: 'team.created', signedBy: 2 }]));
});

test('a worker that is killed while it delivers loses nothing, and nothing comes out of order', async () => {
  endpoint.received.length = 0;
  let killed = false;
  endpoint.answer = () => {
    if (endpoint.received.length !== 4 || killed) return 204;
    killed = true;
    void site.stack.part('worker').kill('SIGKILL');
    return 'never';
  };
  for (let nth = 0; nth < 8; nth++) await team(`Killed ${nth}`);
  await eventually(() => {
    if (inOrderOfArrival(endpoint).length < 8) throw new Error('not all have come');
  }, 120_000);
  const arrived = inOrderOfArrival(endpoint);
  expect(killed).toBe(true);
  expect(arrived).toEqual(arrived.toSorted((a, b) => a - b));
  expect(endpoint.received.length).toBe(9); // the one that was on its way, twice
}, 180_000);
