import nodemailer from 'nodemailer';
import { Failure } from '../../rules/failures.ts';
import type { Mailer } from '../dependencies.ts';

/** Sends mails over SMTP, `smtp://` or `smtps://`; the sender is the URL's `from` parameter, else `Doorward <doorward@localhost>`. */
export function createMailer(smtpUrl: string): Mailer & { close(): void } {
  const url = new URL(smtpUrl);
  const from = url.searchParams.get('from') ?? 'Doorward <doorward@localhost>';
  url.searchParams.delete('from');
  const transport = nodemailer.createTransport({
    url: url.href,
    pool: true,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  });
  return {
    async send({ id, to, subject, text, html }) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId: `<${id.replaceAll(/[^A-Za-z0-9.-]/g, '.')}@doorward>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch {
        throw new Failure('mail-unreachable', {}); // the server's answer may quote the address
      }
    },
    close: () => transport.close(),
  };
}
