import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ada, type Console, heading, omar, openConsole, reloadUntil, row } from '../support/console.ts';

let site: Console;
beforeAll(async () => {
  site = await openConsole();
});
afterAll(() => site?.close());
afterEach(() => expect(site.faults.splice(0)).toEqual([]));

test('who asked sees the approval, may not decide it, and is told why', async () => {
  await requestGuest('own@partner.example');
  const admin = await site.pageOf(ada);
  await admin.getByRole('link', { name: 'Approvals' }).click();
  await admin.getByText('Nothing waits for you').waitFor();
  await admin.getByRole('radiogroup', { name: 'Show' }).getByText('All', { exact: true }).click();
  await admin.getByRole('link', { name: 'Invitation of own@partner.example' }).click();
  const decision = admin.getByRole('region', { name: 'Your decision' });
  const description = 'No one decides on their own request';
  await decision.getByRole('button', { name: 'Approve', disabled: true, description }).waitFor();
  expect(await decision.getByLabel('Reason').count()).toBe(0);
});

test('a refusal ends the invitation with its reason, and the inbox is empty afterwards', async () => {
  await requestGuest('no@partner.example');
  const approver = await site.pageOf(omar);
  await approver.getByRole('navigation', { name: 'Main' }).getByText('waiting for you').waitFor({ state: 'attached' });
  await approver.getByRole('link', { name: 'Approvals' }).click();
  await approver.getByRole('link', { name: 'Invitation of no@partner.example' }).click();
  await approver.getByLabel('Reason').fill('Nobody knows them');
  await approver.getByRole('button', { name: 'Refuse' }).click();
  await approver.getByText('Omar Haddad refused: Nobody knows them').waitFor();
  await approver.getByText('Refused', { exact: true }).first().waitFor();

  const admin = await site.pageOf(ada);
  await admin.getByRole('link', { name: 'Invitations' }).click();
  await heading(admin, 'Invitations').waitFor();
  await reloadUntil(admin, row(admin, 'no@partner.example').getByText('Refused', { exact: true }));
});

test('of two who decide at once the second is told that it is decided', async () => {
  await requestGuest('twice@partner.example');
  const first = await site.pageOf(omar);
  await first.getByRole('link', { name: 'Approvals' }).click();
  await first.getByRole('link', { name: 'Invitation of twice@partner.example' }).click();
  await heading(first, 'Invitation of twice@partner.example').waitFor();
  const second = await first.context().newPage();
  await second.goto(first.url());
  await second.getByLabel('Reason').fill('No');

  await first.getByLabel('Reason').fill('Yes');
  await first.getByRole('button', { name: 'Approve' }).click();
  await first.getByText('Omar Haddad approved: Yes').waitFor();
  await second.getByRole('button', { name: 'Refuse' }).click();
  await second.getByRole('alert').getByText('This was decided already').waitFor();
});

async function requestGuest(email: string): Promise<void> {
  await site.acme.admin.person.post(`${site.acme.path}/invitations`, {
    email,
    relationship: 'guest',
    sponsorId: site.acme.admin.id,
    reason: 'Audits our pipelines',
    endsAt: '2027-06-30T16:00:00Z',
  });
}
