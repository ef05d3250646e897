import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ada, type Console, hasFocus, heading, omar, openConsole, reloadUntil, row } from '../support/console.ts';
import { eventually } from '../support/eventually.ts';

let site: Console;
beforeAll(async () => {
  site = await openConsole();
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

test('a guest is invited, approved by another admin with the facts in front, and joins by a button', async () => {
  const admin = await site.pageOf(ada);
  await inviteGuest(admin, 'gil@partner.example');
  await row(admin, 'gil@partner.example').getByText('Awaits approval').waitFor();

  const approver = await site.pageOf(omar);
  await approver.getByRole('link', { name: 'Approvals' }).click();
  await approver.getByRole('link', { name: 'Invitation of gil@partner.example' }).click();
  const facts = approver.getByRole('region', { name: 'Facts' });
  for (const fact of ['gil@partner.example', 'Guest', 'Viewer: reads', 'Ada Moreno', 'Audits our pipelines']) {
    await facts.getByText(fact, { exact: true }).waitFor();
  }
  await approver.getByRole('button', { name: 'Approve' }).click();
  await approver.getByText('Say why, in a few words').waitFor(); // a decision has a reason
  await approver.getByLabel('Reason').fill('Known to us');
  await approver.getByRole('button', { name: 'Approve' }).click();
  await approver.getByText('Omar Haddad approved: Known to us').waitFor();

  const mail = await site.stack.inbox.waitFor({ to: 'gil@partner.example' });
  const link = mail.links.find((each) => each.includes('/join#')) ?? 'no link in the mail';
  const scanner = await site.page();
  await scanner.goto(link);
  await heading(scanner, 'Join Acme').waitFor();

  const guest = await site.page();
  await guest.goto(link);
  await heading(guest, 'Join Acme').waitFor();
  await guest.getByText('Viewer: reads').waitFor();
  await guest.getByLabel('Your name').fill('Gil Guest');
  await guest.getByRole('button', { name: 'Join Acme' }).click();
  await heading(guest, 'Members').waitFor();
  await guest.getByRole('button', { name: 'Account of Gil Guest' }).waitFor();

  await scanner.getByRole('button', { name: 'Join Acme' }).click();
  await scanner.getByText('This link is used, expired or was replaced by a newer one').waitFor();
  await reloadUntil(admin, row(admin, 'gil@partner.example').getByText('Accepted'));

  const refused = { disabled: true, description: 'This needs the org role admin; yours is viewer' };
  await guest.getByRole('button', { name: 'Invite', exact: true, ...refused }).waitFor();
});

test('a revoked invitation lets nobody in', async () => {
  const admin = await site.pageOf(ada);
  await site.acme.admin.person.post(`${site.acme.path}/change-policy`, { invitations: { unlisted: 'send' } });
  await admin.getByRole('link', { name: 'Invitations' }).click();
  await admin.getByRole('link', { name: 'Invite' }).click();
  await admin.getByLabel('E-mail address').fill('nina@acme.example');
  await admin.getByRole('button', { name: 'Invite', exact: true }).click();
  const mail = await site.stack.inbox.waitFor({ to: 'nina@acme.example' });
  const link = mail.links.find((each) => each.includes('/join#')) ?? 'no link in the mail';

  await admin.getByRole('button', { name: 'Actions for the invitation of nina@acme.example' }).click();
  await admin.getByRole('menuitem', { name: 'Revoke' }).click();
  await admin.getByRole('dialog').getByText('The link that nina@acme.example got stops working').waitFor();
  await admin.getByRole('button', { name: 'Revoke' }).click();
  await row(admin, 'nina@acme.example').getByText('Revoked', { exact: true }).waitFor();

  const page = await site.page();
  await page.goto(link);
  await page.getByRole('alert').getByText('This link is used, expired or was replaced by a newer one').waitFor();
});

test('what is wrong with an invitation is said at its field, and a form that was begun is not lost by mistake', async () => {
  const admin = await site.pageOf(ada);
  await admin.goto(`${site.stack.url}/o/${site.acme.id}/invitations/new`);
  const form = admin.getByRole('dialog', { name: 'Invite to Acme' });
  await form.getByRole('button', { name: 'Invite', exact: true }).click();
  const email = form.getByLabel('E-mail address');
  await hasFocus(email.and(admin.locator('[aria-invalid="true"]')));

  await email.fill(ada.email);
  await form.getByRole('button', { name: 'Invite', exact: true }).click();
  await form.getByRole('alert').getByText('This address is a member already').waitFor();

  await admin.keyboard.press('Escape');
  const question = admin.getByRole('dialog', { name: 'Leave without sending?' });
  await question.getByRole('button', { name: 'Keep editing' }).click();
  await question.waitFor({ state: 'detached' });
  await eventually(async () => expect(await email.inputValue()).toBe(ada.email));
  await admin.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Leave' }).click();
  await form.waitFor({ state: 'detached' });
});

async function inviteGuest(admin: Page, email: string): Promise<void> {
  await admin.getByRole('link', { name: 'Invitations' }).click();
  await admin.getByRole('link', { name: 'Invite' }).click();
  const form = admin.getByRole('dialog', { name: 'Invite to Acme' });
  await form.getByLabel('E-mail address').fill(email);
  await form.getByLabel('Guest').check();
  await form.getByLabel('Ends').fill('2027-06-30T18:00');
  await form.getByLabel('Reason').fill('Audits our pipelines');
  await form.getByRole('button', { name: 'Ask for approval and invite' }).click();
  await form.waitFor({ state: 'detached' });
}
