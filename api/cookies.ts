import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** `__Host-` binds the cookie to this host, to HTTPS (browsers count localhost as safe) and to the path /. */
export const SESSION_COOKIE = '__Host-dw_session';
const PLAIN_COOKIE = 'dw_session';

/** Which browser began a sign-in at a provider. */
const SSO_COOKIE = '__Host-dw_sso';
const PLAIN_SSO_COOKIE = 'dw_sso';

/** Secure cookies need HTTPS, or this machine. */
function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1';
}

const nameUnder = (url: string): string => (isSafe(url) ? SESSION_COOKIE : PLAIN_COOKIE);
const ssoNameUnder = (url: string): string => (isSafe(url) ? SSO_COOKIE : PLAIN_SSO_COOKIE);

export function sessionTokenOf(request: FastifyRequest, url: string): string | undefined {
  return cookieOf(request, nameUnder(url));
}

export function ssoTokenOf(request: FastifyRequest, url: string): string | undefined {
  return cookieOf(request, ssoNameUnder(url));
}

function cookieOf({ headers: { cookie } }: FastifyRequest, name: string): string | undefined {
  return cookie === undefined ? undefined : fastifyCookie.parse(cookie)[name] || undefined;
}

export function setSsoCookie(reply: FastifyReply, url: string, token: string, expires: Date): void {
  void reply.setCookie(ssoNameUnder(url), token, { ...attributes(url), expires });
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
