import type { Database } from '../prisma/client.ts';
import type { Secrets } from '../prisma/secrets/secrets.ts';
import type { Signer } from '../prisma/secrets/signing.ts';

/** A mail, ready to send: who may read what is decided before. `id` is stable over retries and becomes the Message-ID. */
export interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface Mailer {
  /** @throws Failure `mail-unreachable`, which passes; `mail-refused`, which doesn't */
  send(mail: Mail): Promise<void>;
}

/** What activities work with; made once per worker. */
export interface ActivityDependencies {
  db: Database;
  mailer: Mailer;
  /** public base URL of API and console: links in mails start with it */
  url: string;
  secrets: Secrets;
  signer: Signer;
  /** hosts and providers on private addresses may be called: for trying on one machine */
  allowPrivateHosts: boolean;
}
