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
      } catch (error) {
        // neither carries the server's answer: it may quote the address
        throw isRefused(error) ? new Failure('mail-refused', {}) : new Failure('mail-unreachable', {});
      }
    },
    close: () => transport.close(),
  };
}

/** Whether the server will never take mail for this address (RFC 5321, 4.2.1: 5yz). Anything else may pass. */
function isRefused(error: unknown): boolean {
  const { command, responseCode = 0 } = error as { command?: string; responseCode?: number };
  return command === 'RCPT TO' && responseCode >= 500;
}
