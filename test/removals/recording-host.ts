import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import fastify from 'fastify';
import { Webhook } from 'standardwebhooks';

interface Item {
  resource: string;
  hostId: string;
  owner: string | null;
  runsAs: string | null;
  grant?: { id: string; token: string; tokenType: 'refresh' | 'access'; scopes: string[] };
}
export interface HandOver {
  id: string;
  type: 'transfer' | 'verify' | 'rotate' | 'test' | 'switch';
  organization: string;
  kind: string;
  items: Item[];
}

/** A host that remembers what it was told: over HTTP, signed, each request's id once. It can be made to misbehave. */
export interface RecordingHost {
  url: string;
  /** secrets by `organization/kind`, as Doorward gave them when the kind was registered */
  secrets: Map<string, string>;
  /** every request that was signed well, in order */
  requests: HandOver[];
  /** what it has by `organization/resource`: the last owner and runs-as it was told */
  kept: Map<string, { owner: string | null; runsAs: string | null }>;
  /** answers with this status instead; undefined: does what it is told */
  status: (asked: HandOver) => number | undefined;
  /** does what it is told, and answers only after so many milliseconds */
  delay: (asked: HandOver) => number;
  /** seconds by which its clock is ahead of the right time; behind, when negative */
  clock: number;
  /** answers only for so many of the items that it was asked about */
  answersFor: (asked: HandOver) => number;
  /** closes the connection instead of answering */
  drops: (asked: HandOver) => boolean;
  /** sets a new secret of one connection, as its own program would */
  rotates: (item: Item, asked: HandOver) => Promise<void>;
  /** refuses one item with a reason */
  refuses: (item: Item, asked: HandOver) => string | undefined | Promise<string | undefined>;
  close(): Promise<void>;
}

export async function recordingHost(): Promise<RecordingHost> {
  const app = fastify({ bodyLimit: 10_000_000, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const answered = new Map<string, Promise<unknown>>();
  const host: RecordingHost = {
    url: '',
    secrets: new Map(),
    requests: [],
    kept: new Map(),
    status: () => undefined,
    delay: () => 0,
    clock: 0,
    answersFor: ({ items }) => items.length,
    drops: () => false,
    rotates: async () => undefined,
    refuses: () => undefined,
    close: () => app.close(),
  };
  app.post<{ Body: string }>('/hand-over', async (request, reply) => {
    const asked = JSON.parse(request.body) as HandOver;
    const secret = host.secrets.get(`${asked.organization}/${asked.kind}`) ?? '';
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const now = new Date(Date.now() + host.clock * 1000);
    const age = Math.abs(now.getTime() / 1000 - Number(headers['webhook-timestamp']));
    if (age > 300) return await reply.code(401).header('date', now.toUTCString()).send({});
    try {
      new Webhook(secret).verify(request.body, headers);
    } catch {
      return await reply.code(401).send({});
    }
    if (host.drops(asked)) {
      request.raw.socket.destroy();
      return reply.hijack();
    }
    const status = host.status(asked);
    if (status !== undefined) return await reply.code(status).send({});
    host.requests.push(asked);
    const before = answered.get(asked.id);
    if (asked.type !== 'verify' && before !== undefined) return await before;
    const answer = Promise.all(asked.items.map((item) => answerTo(host, asked, item))).then((items) => ({
      items: items.slice(0, host.answersFor(asked)),
    }));
    answered.set(asked.id, answer); // also for the same request while this one is worked on
    await delay(host.delay(asked));
    return await answer;
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  host.url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/hand-over`;
  return host;
}

async function answerTo(host: RecordingHost, asked: HandOver, item: Item) {
  const { resource, owner, runsAs } = item;
  const reason = await host.refuses(item, asked);
  if (reason !== undefined) return { resource, ok: false, reason };
  if (asked.type === 'test' || asked.type === 'switch') return { resource, ok: true };
  if (asked.type === 'rotate') {
    await host.rotates(item, asked);
    return { resource, ok: true };
  }
  const key = `${asked.organization}/${resource}`;
  if (asked.type === 'transfer') host.kept.set(key, { owner, runsAs });
  const kept = host.kept.get(key);
  return kept?.owner === owner && kept.runsAs === runsAs
    ? { resource, ok: true }
    : { resource, ok: false, reason: 'not so here' };
}
