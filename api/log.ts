import type { LoggerOptions } from 'pino';
import { sqlState } from '../prisma/retry.ts';

/**
 * Requests are logged by method, path and ID: no body, no cookie, no key. Of an error its type, code, message and stack: what a database adds, the values of
 * a row, stays out.
 */
export function loggerOptions(level: string): LoggerOptions {
  return {
    level,
    base: { process: 'api' },
    serializers: { err: plainError, req: plainRequest },
    redact: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'],
  };
}

/** The path alone: what is searched for, and a code that comes back from a provider, stand in the query. */
function plainRequest({ method, url, ip }: { method?: string; url?: string; ip?: string }): object {
  return { method, url: url?.split('?')[0], remoteAddress: ip };
}

function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : sqlState(error);
  return { type: name, message, ...(code === undefined ? {} : { code }), stack };
}
