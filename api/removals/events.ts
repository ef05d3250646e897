import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../rules/failures.ts';
import { admitCaller, callerOf } from '../auth.ts';
import type { OpenStream } from '../closing.ts';
import { sendProblem } from '../errors.ts';
import { problemOfMisuse } from '../problems.ts';
import type { Services } from '../services.ts';
import { hasEnded } from './present.ts';
import { answerWith, removalIn } from './read.ts';
import { Removal } from './schemas.ts';

/** Who may watch: as for reading a removal. */
export const watchers = { role: 'admin', scope: 'read' } as const;

const EVERY_MS = 1_000;
const LONGEST_MS = 30 * 60_000; // then the browser connects anew
const MOST_STREAMS = 500;

interface Event {
  id: string;
  event: 'removal' | 'end';
  data: unknown;
}

/**
 * Streams a removal whenever it changed, until it has ended or the caller may no longer see it: both are read again each second, so it works in whichever
 * API process the change was made.
 */
export async function watchRemoval(
  services: Services,
  streams: Set<OpenStream>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (!accepts(request.headers.accept)) return void sendProblem(reply, problemOfMisuse('not-acceptable'));
  const { organization } = callerOf(request);
  const { removal: removalId } = request.params as { removal: string };
  await removalIn(services, organization, removalId); // missing: a problem, not a stream
  if (streams.size >= MOST_STREAMS) throw new Failure('too-many-requests', { retryAfterSeconds: 30 });
  const over = new AbortController();
  const stream: OpenStream = { end: () => over.abort() };
  streams.add(stream);
  reply.sse.onClose(() => over.abort());
  try {
    await reply.sse.send(changes(services, request, removalId, over.signal));
  } finally {
    streams.delete(stream);
  }
}

async function* changes(
  services: Services,
  request: FastifyRequest,
  removalId: string,
  over: AbortSignal,
): AsyncGenerator<Event> {
  let shown = '';
  let id = 0;
  const until = Date.now() + LONGEST_MS;
  while (!over.aborted && Date.now() < until) {
    const removal = await seen(services, request, removalId);
    if (removal === undefined) break;
    const text = JSON.stringify(removal);
    if (text !== shown) yield { id: String(id++), event: 'removal', data: removal };
    shown = text;
    if (hasEnded(removal)) break;
    await delay(EVERY_MS, undefined, { signal: over }).catch(() => undefined);
  }
  yield { id: String(id), event: 'end', data: {} };
}

const accepts = (accept = '*/*'): boolean => /text\/(event-stream|\*)|\*\/\*/.test(accept);

/** The removal, as long as the caller may see it. */
async function seen(services: Services, request: FastifyRequest, removalId: string) {
  const { organization } = callerOf(request);
  try {
    await admitCaller(services, request, watchers);
    return Removal.encode(await answerWith(services, request, await removalIn(services, organization, removalId)));
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
