import type { LoggerOptions } from 'pino';

/** Requests are logged by method, path and ID: no body, no cookie, no key. */
export function loggerOptions(level: string): LoggerOptions {
  return {
    level,
    base: { process: 'api' },
    redact: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'],
  };
}
