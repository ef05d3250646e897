import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { Failure } from '../rules/failures.ts';
import type { App } from './app-types.ts';

export const BODY_BYTES = 1024 * 1024;
const MINUTE = 60_000;

/** Requests of one address per minute, in this process. Checks come from hosts, for every run of theirs: they have a limit of their own. */
export async function limitRequests(app: App, perMinute: number): Promise<void> {
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: MINUTE,
    keyGenerator: ({ ip }) => ip,
    errorResponseBuilder: (_request, { ttl }) =>
      new Failure('too-many-requests', { retryAfterSeconds: Math.max(1, Math.ceil(ttl / 1000)) }),
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  });
}

/** Checks and verifications of one address per minute. */
export const CHECKS_PER_MINUTE = 600_000;

/** Counts requests of an address in windows of a minute; beyond `most` it throws Failure too-many-requests. */
export function countingLimit(most: number): (address: string) => void {
  let counts = new Map<string, number>();
  let until = 0;
  return (address) => {
    const now = Date.now();
    if (now >= until) [counts, until] = [new Map(), now + MINUTE];
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    if (count > most)
      throw new Failure('too-many-requests', { retryAfterSeconds: Math.max(1, Math.ceil((until - now) / 1000)) });
  };
}

/**
 * Guessing at one e-mail address, or trying one token, from one place: never all that comes from there, an office has one address. How many mails
 * an address gets is counted in PostgreSQL besides.
 */
export const fewSignIns = {
  max: 10,
  timeWindow: 5 * MINUTE,
  hook: 'preHandler' as const,
  keyGenerator: (request: FastifyRequest) => `${request.ip} ${guessOf(request.body)}`,
};

function guessOf(body: unknown): string {
  const { email, token } = (body ?? {}) as { email?: unknown; token?: unknown };
  const guess = email ?? token;
  return typeof guess === 'string' ? guess.toLowerCase() : '';
}

/** Coming in past a sign-in that is enforced: each is told to every admin. */
export const fewEmergencies = {
  max: 10,
  timeWindow: 5 * MINUTE,
  hook: 'preHandler' as const,
  keyGenerator: (request: FastifyRequest) => `emergency ${request.session?.personId ?? request.ip}`,
};

/** Beginning and ending sign-ins at a provider, from one place: there nobody guesses, but each asks the provider. An office has one address. */
export const fewSsoSignIns = { max: 300, timeWindow: 5 * MINUTE };
