import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ada, type Console, omar, openConsole, reloadUntil, row } from '../support/console.ts';
import { joins, ownsAutomation, startRemoval } from '../support/console-estate.ts';
import { recordingHost, type RecordingHost } from './recording-host.ts';

let site: Console;
let host: RecordingHost;
beforeAll(async () => {
  [site, host] = await Promise.all([openConsole(), recordingHost()]);
  await site.acme.admin.person.post(`${site.acme.path}/change-policy`, { removals: { breaker: { percent: 100 } } });
  const kind = { name: 'pipeline', title: 'Pipeline', handoverUrl: host.url };
  const { handoverSecret } = await site.acme.admin.person.post<{ handoverSecret: string }>(
    `${site.acme.path}/resource-kinds`,
    kind,
  );
  host.secrets.set(`${site.acme.id}/pipeline`, handoverSecret);
});
afterAll(async () => {
  await host?.close();
  await site?.close();
});
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

const inTwoDays = (): Date => new Date(Date.now() + 2 * 86_400_000);

test('a removal that waits can be paused and resumed, moved and cancelled, and then nothing has happened', async () => {
  const ben = await joins(site, 'Ben Carter');
  await ownsAutomation(site, ben, 'orders');
  const page = await removalPage(await startRemoval(site, ben, inTwoDays()));
  await page.getByRole('heading', { name: 'Waits for its date' }).waitFor();

  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('heading', { name: 'Paused' }).waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('heading', { name: 'Paused' }).waitFor({ state: 'detached' });

  await more(page, 'Move the date');
  const form = page.getByRole('dialog', { name: 'Move the date' });
  await form.getByLabel('Effective date').fill('2031-05-01T09:00');
  await form.getByRole('button', { name: 'Move the date' }).click();
  await page.getByText('Effective 1 May 2031, 09:00 CEST').waitFor();

  await more(page, 'Cancel the removal');
  const question = page.getByRole('dialog', { name: 'Cancel the removal of Ben Carter?' });
  await question.getByRole('button', { name: 'Cancel the removal' }).click();
  await page.getByText('Cancelled', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Members' }).click();
  await row(page, 'ben.carter@acme.example').getByText('Active').waitFor();
});

test('a successor is changed for one item while the removal waits', async () => {
  const cleo = await joins(site, 'Cleo Berg');
  await ownsAutomation(site, cleo, 'reports');
  const page = await removalPage(await startRemoval(site, cleo, inTwoDays()));
  const owned = row(page, 'Owns a resource').filter({ hasText: 'reports-nightly' });
  await owned.getByRole('cell', { name: 'Ada Moreno custodian' }).waitFor();
  await owned.getByRole('button', { name: 'Actions for reports-nightly' }).click();
  await page.getByRole('menuitem', { name: 'Change who gets it' }).click();
  const form = page.getByRole('dialog', { name: 'Who gets reports-nightly?' });
  await form.getByRole('combobox', { name: 'Successor' }).fill('Omar');
  await page.getByRole('option', { name: /Omar Haddad/ }).click();
  await form.getByRole('button', { name: 'Change' }).click();
  await owned.getByRole('cell', { name: 'Omar Haddad named for this item' }).waitFor();

  await owned.getByRole('button', { name: 'Actions for reports-nightly' }).click();
  await page.getByRole('menuitem', { name: 'Change who gets it' }).click();
  await form.getByRole('button', { name: 'Change' }).click();
  await form.getByText('Choose who gets it').waitFor();
  await page.goBack(); // Back closes a form
  await form.waitFor({ state: 'detached' });
});

test('a step that the host blocks says why, for whom and until when; once the host agrees, a retry goes on', async () => {
  host.refuses = () => 'it is locked';
  const dana = await joins(site, 'Dana Novak');
  await ownsAutomation(site, dana, 'ledger');
  const page = await removalPage(await startRemoval(site, dana));
  await page.getByRole('heading', { name: 'Transfer ownership is blocked: The host refused the hand-over' }).waitFor();
  await page.getByText('An admin has until').waitFor();
  await row(page, 'ledger').getByText('it is locked').first().waitFor();

  host.refuses = () => undefined;
  await page.getByRole('button', { name: 'Retry now' }).click();
  await page.getByText('Completed', { exact: true }).waitFor();
});

test('what can’t be done is skipped with a reason, and the certificate says that it is not proven', async () => {
  host.refuses = (item) => (item.hostId === 'attic' ? 'it is locked' : undefined);
  const kofi = await joins(site, 'Kofi Mensah');
  await ownsAutomation(site, kofi, 'attic');
  const page = await removalPage(await startRemoval(site, kofi));
  await page.getByRole('heading', { name: /Transfer ownership is blocked/ }).waitFor();
  await page.getByRole('link', { name: 'Skip with a reason' }).click();
  const form = page.getByRole('dialog', { name: 'Skip Transfer ownership' });
  await form.getByLabel('Reason').fill('The attic is torn down');
  await form.getByRole('button', { name: 'Skip' }).click();

  await page.getByText('Completed', { exact: true }).waitFor();
  await page
    .getByText('Skipped: The attic is torn down')
    .or(page.getByText('The attic is torn down'))
    .first()
    .waitFor();
  await page.getByRole('link', { name: 'Certificate' }).click();
  await page.getByRole('heading', { name: /^Not proven: \d+ exceptions?$/ }).waitFor();
  await page.getByText('The attic is torn down').first().waitFor();

  await page.getByRole('link', { name: 'Removals', exact: true }).first().click();
  await page.getByRole('link', { name: 'Evidence' }).click();
  await page.getByRole('button', { name: 'This quarter' }).click();
  const downloads = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download evidence' }).click();
  const pack = await downloads;
  expect(pack.suggestedFilename()).toMatch(/^evidence-.*\.zip$/);
  expect(readFileSync(await pack.path(), 'latin1')).toContain('manifest.jws');
});

test('what was found after the suspension is looked at and accepted item by item, and only then it goes on', async () => {
  const { path, admin } = site.acme;
  const nora = await joins(site, 'Nora Lind');
  await ownsAutomation(site, nora, 'silo');
  const removal = await startRemoval(site, nora, inTwoDays());
  for (const hostId of ['grain', 'seed']) {
    const connection = { hostId, name: hostId, provider: 'Storage', auth: 'secret' };
    const { id } = await admin.person.post<{ id: string }>(`${path}/connections`, connection);
    await admin.person.post(`${path}/shares`, { resourceId: id, memberId: nora.id, level: 'manage' });
  }
  await admin.person.post(`${path}/removals/${removal}/move-date`, { effectiveAt: new Date().toISOString() });
  const page = await removalPage(removal);
  const found = page.getByRole('region', { name: 'Found after the suspension: 2 items wait for you' });
  const seed = found.getByRole('row').filter({ hasText: 'seed' });
  await seed.getByText('A right to administer').waitFor();
  await seed.getByRole('button', { name: 'Accept' }).click();
  const left = page.getByRole('region', { name: 'Found after the suspension: 1 item waits for you' });
  await left.getByText('grain').waitFor();
  await row(page, 'silo').getByText('Planned').first().waitFor();
  await left.getByRole('button', { name: 'Accept' }).click();
  await page.getByText('Completed', { exact: true }).waitFor();

  const silo = row(page, 'silo-nightly').filter({ hasText: 'Automation runs as them' });
  await silo.getByText('No run seen yet').waitFor();
  const schedule = { kind: 'schedule', hostId: 'silo-nightly' };
  const question = { action: 'run', resource: schedule, as: { runsAsOf: schedule } };
  await admin.person.post(`${path}/access/check`, { questions: [question] }); // as its host does before it runs
  await reloadUntil(page, silo.filter({ hasText: /First run as Ada Moreno .*: allowed/s }));
});

test('what an admin may no longer do stays on the page and says why', async () => {
  const lena = await joins(site, 'Lena Holm');
  host.refuses = () => 'it is locked';
  await ownsAutomation(site, lena, 'cellar');
  const page = await removalPage(await startRemoval(site, lena), omar);
  await page.getByRole('heading', { name: /Transfer ownership is blocked/ }).waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /^Move the date.{5,}/, disabled: true }).waitFor();
  host.refuses = () => undefined;
});

async function removalPage(id: string, who: { email: string } = ada): Promise<Page> {
  const page = await site.pageOf(who);
  await page.goto(`${site.stack.url}/o/${site.acme.id}/removals/${id}`);
  await page.getByRole('heading', { level: 1, name: /^Removal of/ }).waitFor();
  return page;
}

async function more(page: Page, action: string): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: action }).click();
}
