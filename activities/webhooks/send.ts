import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Attempt } from '../../prisma/commands/webhooks/deliver.ts';
import type { Message } from '../../rules/webhooks/message.ts';
import { AddressRefused, type Answer, post } from '../../outbound/http.ts';

export interface Endpoint {
  url: string;
  /** `whsec_…`: each of them signs */
  secrets: readonly string[];
  allowPrivate: boolean;
}

export interface Sent {
  attempt: Attempt;
  /** the endpoint asked for so much time */
  retryAfterMs: number;
}

const READ_BYTES = 4_096;
const EXCERPT = 1_000;

/** Posts one message, signed (Standard Webhooks) at the time of sending. What goes wrong is an outcome like another, by name: the attempt is always returned. */
export async function sendMessage(endpoint: Endpoint, message: Message, id: string = randomUUID()): Promise<Sent> {
  const at = new Date();
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Doorward',
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': endpoint.secrets
      .map((secret) => new Webhook(secret).sign(message.id, at, message.body))
      .join(' '),
  };
  const limits = { allowPrivate: endpoint.allowPrivate, readOnly: READ_BYTES };
  const { retryAfterMs, ...outcome } = await post(endpoint.url, message.body, headers, limits).then(
    answered,
    unanswered,
  );
  return { attempt: { id, at, tookMs: Date.now() - at.getTime(), ...outcome }, retryAfterMs };
}

type Said = Pick<Attempt, 'responseStatus' | 'failure' | 'excerpt'> & Pick<Sent, 'retryAfterMs'>;

function answered({ status, body, retryAfter }: Answer): Said {
  // PostgreSQL keeps no NUL, and other control characters only ever deceive
  // oxlint-disable-next-line no-control-regex -- they are what is taken out
  const excerpt = body.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ' ').slice(0, EXCERPT);
  const seconds = Number(retryAfter);
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
  return { responseStatus: status, failure: null, excerpt: excerpt === '' ? null : excerpt, retryAfterMs };
}

/** What errors of Node mean to whoever looks after the endpoint. */
const names: { readonly [code: string]: string } = {
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  EHOSTUNREACH: 'not-reachable',
  ENETUNREACH: 'not-reachable',
};

function unanswered(error: unknown): Said {
  return { responseStatus: null, failure: nameOf(error), excerpt: null, retryAfterMs: 0 };
}

function nameOf(error: unknown): string {
  if (error instanceof AddressRefused) return 'address-refused';
  const { name, code } = error as { name?: string; code?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'timed-out';
  return names[String(code)] ?? (/CERT|TLS|SSL|SIGNATURE/.test(String(code)) ? 'certificate-refused' : 'no-answer');
}
