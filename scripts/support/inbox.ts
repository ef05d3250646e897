// The mail server of a machine for trying: takes every mail, delivers none, keeps them as files and shows them.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { inboxPages } from './inbox-pages.ts';

const LARGEST_BYTES = 1_000_000;
const MOST_MAILS = 500;
const ENVELOPE = 'x-envelope-to';

export interface Mail {
  /** Sorts by arrival. */
  id: string;
  receivedAt: string;
  from: string;
  /** Who really got it: the envelope's receivers. */
  to: string[];
  subject: string;
  text: string;
  html: string | undefined;
  /** Every address that the mail links to, as written, once. */
  links: string[];
  /** Names in lower case. */
  headers: Record<string, string>;
}

export interface MailFilter {
  to?: string;
  /** Part of the subject. */
  subject?: string;
  /** Only what arrived later than the mail with this ID. */
  after?: string;
}

export interface Inbox {
  smtpUrl: string;
  /** Base URL of its pages: `/dev/mail`, `/dev/mail.json?to=&subject=&after=`. */
  url: string;
  /** Newest first. */
  mails(filter?: MailFilter): Mail[];
  /** The oldest mail that matches, once there is one. Throws after `withinMs` (20,000). */
  waitFor(filter: MailFilter, withinMs?: number): Promise<Mail>;
  close(): Promise<void>;
}

/** Starts it on this machine's own address. `dir`: where the mails lie, as .eml files; the newest 500 are kept. */
export async function startInbox(options: { dir: string; smtpPort: number; httpPort: number }): Promise<Inbox> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const store = await MailStore.open(options.dir);
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    size: LARGEST_BYTES,
    onData(stream, session, tell) {
      const to = session.envelope.rcptTo.map((receiver) => receiver.address);
      receive(stream)
        .then((raw) => store.add(raw, to))
        .then(
          () => tell(),
          (error: Error) => tell(error),
        );
    },
  });
  smtp.on('error', () => {}); // of one connection: its sender sees it
  await listening(smtp.server, options.smtpPort);
  const http = inboxPages(store);
  await listening(http, options.httpPort);
  return {
    smtpUrl: `smtp://127.0.0.1:${options.smtpPort}`,
    url: `http://localhost:${options.httpPort}`,
    mails: (filter) => store.mails(filter),
    waitFor: (filter, withinMs) => store.waitFor(filter, withinMs),
    close: async () => {
      http.closeAllConnections();
      await Promise.all([
        new Promise<void>((done) => smtp.close(() => done())),
        new Promise((done) => http.close(done)),
      ]);
    },
  };
}

/** The mails in a folder. */
export class MailStore {
  readonly #dir: string;
  readonly #mails: Mail[] = []; // oldest first
  readonly #arrived = new Set<() => void>();

  private constructor(dir: string) {
    this.#dir = dir;
  }

  static async open(dir: string): Promise<MailStore> {
    const store = new MailStore(dir);
    const files = readdirSync(dir)
      .filter((file) => file.endsWith('.eml'))
      .sort();
    for (const file of files) store.#mails.push(await parse(file.slice(0, -4), readFileSync(path.join(dir, file))));
    return store;
  }

  async add(raw: Buffer, to: readonly string[]): Promise<void> {
    const id = `${new Date().toISOString().replaceAll(':', '-')}-${randomBytes(3).toString('hex')}`;
    const kept = Buffer.concat([Buffer.from(`${ENVELOPE}: ${to.join(', ')}\r\n`), raw]);
    const mail = await parse(id, kept);
    const half = path.join(this.#dir, `${id}.new`);
    writeFileSync(half, kept, { mode: 0o600 });
    renameSync(half, path.join(this.#dir, `${id}.eml`));
    this.#mails.push(mail);
    for (const old of this.#mails.splice(0, this.#mails.length - MOST_MAILS))
      rmSync(path.join(this.#dir, `${old.id}.eml`), { force: true });
    for (const tell of this.#arrived) tell();
  }

  mails(filter: MailFilter = {}): Mail[] {
    return this.#mails.filter((mail) => matches(mail, filter)).toReversed();
  }

  async waitFor(filter: MailFilter, withinMs = 20_000): Promise<Mail> {
    return await new Promise((resolve, reject) => {
      const look = () => {
        const found = this.#mails.find((mail) => matches(mail, filter));
        if (!found) return;
        clearTimeout(timer);
        this.#arrived.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#arrived.delete(look);
        const there = this.#mails.slice(-10).map((mail) => `${mail.to.join(', ')}: ${mail.subject}`);
        reject(
          new Error(
            `no mail like ${JSON.stringify(filter)} within ${withinMs} ms; the last ones: ${there.join('; ') || 'none'}`,
          ),
        );
      }, withinMs);
      this.#arrived.add(look);
      look();
    });
  }
}

function matches(mail: Mail, { to, subject, after }: MailFilter): boolean {
  return (
    (to === undefined || mail.to.some((receiver) => receiver.toLowerCase() === to.toLowerCase())) &&
    (subject === undefined || mail.subject.includes(subject)) &&
    (after === undefined || mail.id > after)
  );
}

async function parse(id: string, raw: Buffer): Promise<Mail> {
  const parsed = await simpleParser(raw);
  const headers = Object.fromEntries(
    parsed.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
  );
  const html = parsed.html || undefined;
  const hrefs = [...(html ?? '').matchAll(/href="([^"]+)"/g)].map((found) => (found[1] ?? '').replaceAll('&amp;', '&'));
  const written = [...(parsed.text ?? '').matchAll(/https?:\/\/[^\s<>"]+/g)].map((found) => found[0]);
  return {
    id,
    receivedAt: id.slice(0, 24).replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'),
    from: parsed.from?.text ?? '',
    to: (headers[ENVELOPE] ?? '').split(', ').filter((receiver) => receiver !== ''),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html,
    links: [...new Set([...hrefs, ...written])],
    headers,
  };
}

async function receive(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded)
    throw Object.assign(new Error(`a mail may have ${LARGEST_BYTES} bytes`), { responseCode: 552 });
  return Buffer.concat(chunks);
}

async function listening(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
