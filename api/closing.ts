import type { App } from './app-types.ts';

/** A stream of events that would keep the process open. */
export interface OpenStream {
  end(): void;
}

const GIVE_UP_AFTER = 8_000; // a supervisor kills after 10 s

/**
 * Closes without dropping a request: streams get a last event, connections are closed as they fall idle, what still hangs after a while is cut.
 * @returns where streams are noted while they are open
 */
export function closeGracefully(app: App): Set<OpenStream> {
  const streams = new Set<OpenStream>();
  let closing = false;
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
  app.addHook('preClose', async () => {
    closing = true;
    for (const stream of streams) stream.end();
    setInterval(() => app.server.closeIdleConnections(), 100).unref();
    setTimeout(() => app.server.closeAllConnections(), GIVE_UP_AFTER).unref();
  });
  return streams;
}
