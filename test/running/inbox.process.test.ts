import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { freePorts } from '../../scripts/support/free-port.ts';
import { type Inbox, type Mail, startInbox } from '../../scripts/support/inbox.ts';

let dir: string;
let inbox: Inbox;

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'doorward-inbox-'));
  inbox = await start();
});

afterEach(async () => {
  await inbox.close();
  rmSync(dir, { recursive: true, force: true });
});

async function start(): Promise<Inbox> {
  const [smtpPort = 0, httpPort = 0] = await freePorts(2);
  return await startInbox({ dir, smtpPort, httpPort });
}

async function send(mail: { to: string; bcc?: string; subject?: string; html?: string; text?: string }): Promise<void> {
  const transport = createTransport(inbox.smtpUrl);
  await transport.sendMail({ from: 'Doorward <doorward@acme.example>', subject: 'Sign in', text: 'Hello', ...mail });
  transport.close();
}

const listed = async (query = ''): Promise<Mail[]> =>
  (await (await fetch(`${inbox.url}/dev/mail.json${query}`)).json()) as Mail[];

test('a mail can be read with its receivers, texts and links', async () => {
  await send({
    to: 'ana@acme.example',
    html: '<a href="https://acme.example/join?a=1&amp;b=2">Join</a>',
    text: 'See https://acme.example/help',
  });
  const [mail] = await listed('?to=ANA@acme.example');
  expect(mail).toMatchObject({
    to: ['ana@acme.example'],
    from: '"Doorward" <doorward@acme.example>',
    subject: 'Sign in',
  });
  expect(mail?.links).toEqual(['https://acme.example/join?a=1&b=2', 'https://acme.example/help']);
  expect(await listed('?to=bo@acme.example')).toEqual([]);
});

test('a blind copy is listed for the one who gets it', async () => {
  await send({ to: 'ana@acme.example', bcc: 'bo@acme.example' });
  expect(await listed('?to=bo@acme.example')).toHaveLength(1);
});

test('mails are there after a restart, newest first', async () => {
  await send({ to: 'ana@acme.example', subject: 'one' });
  await send({ to: 'ana@acme.example', subject: 'two' });
  await inbox.close();
  inbox = await start();
  expect((await listed()).map((mail) => mail.subject)).toEqual(['two', 'one']);
});

test('one who waits for a mail gets the first that comes after the one named', async () => {
  await send({ to: 'ana@acme.example', subject: 'reminder 1' });
  const first = await inbox.waitFor({ to: 'ana@acme.example' });
  const second = inbox.waitFor({ to: 'ana@acme.example', subject: 'reminder', after: first.id });
  await send({ to: 'ana@acme.example', subject: 'reminder 2' });
  expect((await second).subject).toBe('reminder 2');
});

test('waiting for what does not come ends with what came instead', async () => {
  await send({ to: 'ana@acme.example', subject: 'welcome' });
  await expect(inbox.waitFor({ to: 'bo@acme.example' }, 10)).rejects.toThrow('ana@acme.example: welcome');
});

test('a mail’s HTML is shown without scripts, and its subject as text', async () => {
  await send({ to: 'ana@acme.example', subject: '<script>alert(1)</script>', html: '<script>alert(2)</script>' });
  const [mail] = await listed();
  const list = await (await fetch(`${inbox.url}/dev/mail`)).text();
  expect(list).toContain('&#60;script&#62;alert(1)');
  const body = await fetch(`${inbox.url}/dev/mail/${mail?.id}/html`);
  expect(body.headers.get('content-security-policy')).toMatch(/^sandbox .*default-src 'none'/);
});

test('a page that made its own name point to this machine reads no mail', async () => {
  await send({ to: 'ana@acme.example' });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const options = { headers: { host: 'attacker.example' } };
    request(`${inbox.url}/dev/mail.json`, options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});
