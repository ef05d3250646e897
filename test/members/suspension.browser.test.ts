import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ada, type Console, heading, openConsole, row } from '../support/console.ts';
import { joins, ownsAutomation } from '../support/console-estate.ts';
import { tabTo } from '../support/keyboard.ts';

let site: Console;
beforeAll(async () => {
  site = await openConsole();
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

test('an admin suspends someone at once, who is out with their very next click; their automation goes on as the caretaker', async () => {
  const ben = await joins(site, 'Ben Carter');
  await ownsAutomation(site, ben, 'orders');
  const leaver = await site.pageOf(ben);
  const admin = await site.pageOf(ada);
  await admin.getByRole('link', { name: 'Ben Carter' }).click();
  await admin.getByRole('link', { name: 'Suspend now' }).click();
  const form = admin.getByRole('dialog', { name: 'Suspend Ben Carter now' });
  await form.getByRole('button', { name: 'Suspend now' }).click();
  await form.getByText('Say why').waitFor();
  await form.getByLabel('Reason').fill('Laptop stolen');
  await form.getByRole('button', { name: 'Suspend now' }).click();
  await admin.getByText('Suspended', { exact: true }).first().waitFor();
  await row(admin, 'orders-nightly').getByText('Caretaker, in place of Ben Carter').waitFor();

  await leaver.getByRole('link', { name: 'Removals' }).click();
  await leaver.getByRole('alert').getByText('There is no such thing here').waitFor();
  await leaver.reload();
  await heading(leaver, 'There is nothing here').waitFor();

  await admin.getByRole('link', { name: 'Reactivate' }).click();
  const back = admin.getByRole('dialog', { name: 'Reactivate Ben Carter' });
  await back.getByLabel('Reason').fill('It was found');
  await back.getByRole('button', { name: 'Reactivate' }).click();
  await admin.getByText('Active', { exact: true }).first().waitFor();
});

test('an admin makes a custom role, gives it, widens it, and sees who may do what, and why', async () => {
  const mia = await joins(site, 'Mia Lund');
  await ownsAutomation(site, mia, 'billing');
  const admin = await site.pageOf(ada);
  await admin.getByRole('link', { name: 'Custom roles' }).click();
  await admin.getByRole('link', { name: 'New custom role' }).click();
  const form = admin.getByRole('dialog', { name: 'New custom role' });
  await form.getByLabel('Name').fill('Night shift');
  await form.getByRole('button', { name: 'Create' }).click();
  await heading(admin, 'Night shift').waitFor();
  await admin.getByRole('switch', { name: /^Run /, checked: true }).waitFor({ state: 'attached' });
  await admin.getByRole('switch', { name: /^View /, disabled: true }).waitFor({ state: 'attached' });

  await admin.goto(`${site.stack.url}/o/${site.acme.id}/members/${mia.id}`);
  await admin.getByRole('link', { name: 'Change role' }).click();
  await admin.getByLabel('Night shift').check();
  await admin.getByRole('dialog').getByRole('button', { name: 'Change role' }).click();
  await row(admin, 'billing-nightly').getByText('View, Run').waitFor();

  await admin.getByRole('link', { name: 'Night shift' }).click();
  await admin.getByText('1 member', { exact: true }).waitFor();
  await admin.getByRole('switch', { name: /^Edit / }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Give it' }).click();
  await admin.getByRole('switch', { name: /^Edit /, checked: true }).waitFor({ state: 'attached' });

  await admin.getByRole('link', { name: 'Access', exact: true }).click();
  await admin.getByRole('combobox', { name: 'Resource' }).fill('billing-n');
  await admin.getByRole('option', { name: 'billing-nightly (schedule)' }).click();
  await admin.getByRole('combobox', { name: 'Action' }).click();
  await admin.getByRole('option', { name: 'Edit' }).click();
  await row(admin, 'Mia Lund').getByText('because they own it; and the custom role “Night shift” has “edit”').waitFor();
  await row(admin, 'Ada Moreno').getByText('admins administer every resource').waitFor();
});

test('a role is changed with what it would stop in view, and handed over; never one’s own', async () => {
  const dana = await joins(site, 'Dana Novak');
  await ownsAutomation(site, dana, 'invoices');
  const { path, admin: by } = site.acme;
  const lake = { hostId: 'lake', name: 'Lake', provider: 'Storage', auth: 'secret', secret: 'first' };
  const connection = await by.person.post<{ id: string }>(`${path}/connections`, lake);
  await by.person.post(`${path}/shares`, { resourceId: connection.id, memberId: dana.id, level: 'use' });
  const runs = { ownerId: dana.id, runsAsId: dana.id, connectionIds: [connection.id] };
  await by.person.post(`${path}/resources`, { kind: 'pipeline', hostId: 'export', name: 'export', ...runs });
  const team = await by.person.post<{ id: string }>(`${path}/teams`, { name: 'Billing' });
  await by.person.post(`${path}/teams/${team.id}/members`, { memberId: dana.id });
  const admin = await site.pageOf(ada);
  await admin.goto(`${site.stack.url}/o/${site.acme.id}/members/${dana.id}`);
  await admin.getByRole('link', { name: 'Remove from Billing' }).click();
  const leaving = admin.getByRole('dialog', { name: 'Remove Dana Novak from Billing' });
  await leaving.getByText('Nothing stops, and nobody loses access to anything').waitFor();
  await leaving.getByRole('button', { name: 'Remove from team' }).click();
  await admin.getByText('Dana Novak has left Billing').waitFor();

  await admin.goto(`${site.stack.url}/o/${site.acme.id}/connections/${connection.id}`);
  await admin.getByRole('button', { name: 'Stop sharing' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click();
  await admin.getByRole('link', { name: 'See what would stop, and hand it over' }).click();
  await admin.getByText('1 automation would stop, and is handed over').waitFor();
  await admin.goto(`${site.stack.url}/o/${site.acme.id}/members/${dana.id}`);
  await admin.getByRole('link', { name: 'Change role' }).click();
  const form = admin.getByRole('dialog', { name: 'Change the role of Dana Novak' });
  await form.getByRole('button', { name: 'Change role', disabled: true }).waitFor();
  await form.getByLabel('Viewer').check();
  await form.getByText('3 automations would stop, and are handed over').waitFor();
  await form.getByText('goes to Ada Moreno').first().waitFor();
  await form.getByRole('combobox', { name: 'Who takes over' }).fill('Omar');
  await admin.getByRole('option', { name: /Omar Haddad/ }).click();
  await form.getByText('goes to Omar Haddad').first().waitFor();
  await form.getByRole('button', { name: 'Change role' }).click();
  await admin.getByText('Viewer: reads').waitFor();
  await admin.getByText('Owns nothing').waitFor();

  await admin.getByRole('link', { name: 'Members' }).first().click();
  await admin.getByRole('link', { name: 'Ada Moreno' }).click();
  await heading(admin, 'Ada Moreno').waitFor();
  const refused = { disabled: true, description: 'Nobody changes their own role' };
  await admin.getByRole('button', { name: 'Change role', ...refused }).waitFor();
  await tabTo(admin, 'button', 'Change role');
  await admin.getByRole('tooltip').getByText('Nobody changes their own role').waitFor();
});
