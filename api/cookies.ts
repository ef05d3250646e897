import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** `__Host-` binds the cookie to this host, to HTTPS (browsers count localhost as safe) and to the path /. */
export const SESSION_COOKIE = '__Host-dw_session';
const PLAIN_COOKIE = 'dw_session';

/** Secure cookies need HTTPS, or this machine. */
function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1';
}

const nameUnder = (url: string): string => (isSafe(url) ? SESSION_COOKIE : PLAIN_COOKIE);

export function sessionTokenOf(request: FastifyRequest, url: string): string | undefined {
  const { cookie } = request.headers;
  return cookie === undefined ? undefined : fastifyCookie.parse(cookie)[nameUnder(url)] || undefined;
}

export function setSessionCookie(reply: FastifyReply, url: string, token: string, expires: Date): void {
  void reply.setCookie(nameUnder(url), token, { ...attributes(url), expires });
}

export function clearSessionCookie(reply: FastifyReply, url: string): void {
  void reply.clearCookie(nameUnder(url), attributes(url));
}

function attributes(url: string) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSafe(url) } as const;
}
