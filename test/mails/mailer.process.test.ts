import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { Mail } from '../../activities/dependencies.ts';
import { mailOf } from '../../activities/mails/letter.ts';
import { createMailer } from '../../activities/mails/mailer.ts';
import { freePort } from '../../scripts/support/free-port.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A mail server that answers each receiver with this code, and what it took. */
async function mailServer(code = 250) {
  const taken: { to: string[]; mail: ParsedMail }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, tell) =>
      tell(code < 400 ? undefined : Object.assign(new Error('no'), { responseCode: code })),
    onData(stream, session, tell) {
      simpleParser(stream).then((mail) => {
        taken.push({ to: session.envelope.rcptTo.map(({ address }) => address), mail });
        tell();
      }, tell);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const mailer = createMailer(`smtp://127.0.0.1:${port}?from=Doorward%20%3Cdoorward%40acme.example%3E`);
  closing.push(
    () => mailer.close(),
    () => new Promise<void>((done) => server.close(() => done())),
  );
  return { mailer, taken };
}
const mail: Mail = mailOf('invitation/1/2/0', 'nora@acme.example', {
  subject: 'You are invited\r\nBcc: evil@elsewhere.example',
  greeting: 'Hello <b>Nora</b>,',
  paragraphs: ['A & B "invite" you.'],
  button: { label: 'See it', url: 'https://doorward.example/join#a.b.c' },
});

test('a mail arrives as text and HTML, from the configured sender, with an ID that is the same at every try', async () => {
  const { mailer, taken } = await mailServer();
  await mailer.send(mail);
  await mailer.send(mail);
  expect(taken.map(({ mail: { messageId } }) => messageId)).toEqual([
    '<invitation.1.2.0@doorward>',
    '<invitation.1.2.0@doorward>',
  ]);
  const [first] = taken;
  expect(first?.mail.from?.text).toBe('"Doorward" <doorward@acme.example>');
  expect(first?.mail.text).toContain('See it: https://doorward.example/join#a.b.c');
});

test('what people wrote is escaped in HTML and can’t reach the headers', async () => {
  const { mailer, taken } = await mailServer();
  await mailer.send(mail);
  const [got] = taken;
  expect(got?.to).toEqual(['nora@acme.example']);
  expect(got?.mail.bcc).toBeUndefined();
  expect(got?.mail.html).toContain('Hello &lt;b&gt;Nora&lt;/b&gt;,');
  expect(got?.mail.html).toContain('A &amp; B &quot;invite&quot; you.');
});

test('an address that the server will never take is a failure that does not pass; a server that is busy or away is one that does', async () => {
  const refusing = await mailServer(550);
  await expect(refusing.mailer.send(mail)).rejects.toMatchObject({ name: 'mail-refused' });
  const busy = await mailServer(451);
  await expect(busy.mailer.send(mail)).rejects.toMatchObject({ name: 'mail-unreachable' });
  const away = createMailer(`smtp://127.0.0.1:${await freePort()}`);
  closing.push(() => away.close());
  await expect(away.send(mail)).rejects.toMatchObject({ name: 'mail-unreachable' });
});
