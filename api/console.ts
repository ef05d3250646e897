import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './app-types.ts';

const NONCE = '__CSP_NONCE__'; // web/vite.config.ts

const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

/** Answers with the console's page; undefined where no console was built. */
export type Console = (reply: FastifyReply) => FastifyReply;

/**
 * Serves the built console. Its page carries a new nonce with every answer, so it is never cached; files whose names carry a hash are cached for ever.
 * @param folder web/dist
 */
export async function serveConsole(app: App, folder: string): Promise<Console | undefined> {
  const index = path.join(folder, 'index.html');
  if (!existsSync(index)) return undefined;
  const page = readFileSync(index, 'utf8');
  const answer: Console = (reply) => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', policyWith(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE, nonce));
  };
  await app.register(async (files) => {
    files.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'anyone' };
      route.schema = { ...route.schema, hide: true };
    });
    await files.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      index: false,
      globIgnore: ['index.html'],
      decorateReply: false,
      cacheControl: false,
      setHeaders: (response, file) => {
        const hashed = file.startsWith(path.join(folder, 'assets') + path.sep);
        response.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');
      },
    });
  });
  app.get('/', { config: { access: 'anyone' }, schema: { hide: true } }, (_request, reply) => answer(reply));
  return answer;
}

/** Whether a request that no route answers is a browser's, for a page of the console. */
export function asksForPage({ method, url, headers }: FastifyRequest): boolean {
  return (
    method === 'GET' && headers.accept?.includes('text/html') === true && !/^\/(v1|docs|openapi|health|\.)/.test(url)
  );
}
