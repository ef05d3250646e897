import type { FastifyRequest } from 'fastify';
import { Failure } from '../rules/failures.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Cross-site request forgery: a write that a page of another origin sends is refused, whatever it carries. Browsers say where a write comes from;
 * programs say nothing, and carry no cookie of a browser.
 * @throws Failure not-allowed
 */
export function refuseForeignOrigin(request: FastifyRequest, url: string): void {
  if (reading.has(request.method)) return;
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  const own =
    origin === undefined ? site === undefined || site === 'same-origin' || site === 'none' : isOwn(origin, url, host);
  if (!own)
    throw new Failure('not-allowed', { action: 'write', because: 'The request comes from a page of another origin' });
}

function isOwn(origin: string, url: string, host: string | undefined): boolean {
  if (origin === new URL(url).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
