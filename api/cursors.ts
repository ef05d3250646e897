import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Failure } from '../rules/failures.ts';
import type { App } from './app-types.ts';
import { onlyVisible } from './auth.ts';
import type { Services } from './services.ts';

/**
 * Cursors are opaque and ours. What a route answers as `nextCursor` goes out authenticated (prisma/secrets), and comes back to it only in the same list of the
 * same organization, with the same filters and for someone who sees as much of it: a route reads and writes bare positions, and none can forget it. Every API
 * process has the same key.
 * @throws Failure stale-cursor
 */
export function authenticateCursors(app: App, { secrets }: Pick<Services, 'secrets'>): void {
  app.addHook('preHandler', async (request) => {
    if (!isList(request)) return;
    const query = request.query as { cursor?: string };
    if (query.cursor === undefined) return;
    const position = await secrets.openCursor(placeOf(request), query.cursor);
    if (position === undefined) throw new Failure('stale-cursor', {});
    query.cursor = position;
  });
  app.addHook('preSerialization', async (request, _, payload) => {
    if (!isList(request) || !isPage(payload)) return payload;
    return { ...payload, nextCursor: secrets.cursor(placeOf(request), payload.nextCursor) };
  });
}

/** Where a list goes on, as the route knows it: `nextCursor` of its answer. */
export const writePosition = (position: unknown): string => JSON.stringify(position);

/** @throws Failure stale-cursor for one that an earlier version of the list wrote */
export function readPosition<S extends z.ZodType>(cursor: string, position: S): z.output<S> {
  const read = position.safeParse(JSON.parse(cursor));
  if (!read.success) throw new Failure('stale-cursor', {});
  return read.data;
}

/** What is asked with validated fields: only then `cursor` is one. */
const isList = ({ method, routeOptions }: FastifyRequest): boolean =>
  method === 'GET' && routeOptions.schema?.querystring !== undefined;

const isPage = (payload: unknown): payload is { nextCursor: string } =>
  typeof payload === 'object' && payload !== null && 'nextCursor' in payload && typeof payload.nextCursor === 'string';

/** The list with its filters, and what of it this caller sees: all, or what is theirs. */
function placeOf({ routeOptions, params, query, caller, session }: FastifyRequest): string {
  const filters = Object.entries(query as object).filter(([name]) => name !== 'limit' && name !== 'cursor');
  const sight = caller === null ? session?.personId : onlyVisible(caller);
  return JSON.stringify([routeOptions.url, params, filters, sight ?? null]);
}
