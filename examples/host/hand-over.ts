import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { Faults } from './faults.ts';
import type { HandOverAnswer, Item, Kind, Records } from './records.ts';

const HandedOver = z.object({
  resource: z.string(),
  hostId: z.string(),
  owner: z.string(),
  runsAs: z.string().nullable(),
  grant: z
    .object({
      id: z.string(),
      token: z.string(),
      tokenType: z.enum(['refresh', 'access']),
      scopes: z.array(z.string()),
    })
    .optional(),
});
const HandOver = z.object({
  id: z.string(),
  type: z.enum(['transfer', 'verify', 'test', 'switch']),
  organization: z.string(),
  kind: z.enum(['connection', 'pipeline', 'schedule']),
  items: z.array(HandedOver).max(10_000),
});
type HandOver = z.infer<typeof HandOver>;

/**
 * Where Doorward says who owns what from now on (`transfer`), asks whether that is so here (`verify`), shows a new consent to be tried (`test`), and has it used from now on (`switch`). Signed (Standard Webhooks) with the secret of
 * the organization and kind; the same `id` again gets the answer of the first time. 401 for a signature that is not good, 400 for anything else unknown.
 */
export function handOverRoute(app: FastifyInstance, records: Records, faults: Faults): void {
  // the signature is over the bytes, so they are needed as they came
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  app.post<{ Body: string }>('/hand-over', { bodyLimit: 10_000_000 }, async (request, reply) => {
    const handOver = HandOver.safeParse(json(request.body)).data;
    if (!handOver) return await reply.code(400).send({ error: 'not a hand-over' });
    const { organization, kind } = handOver;
    const secret = records.organization(organization)?.handOverSecrets[kind];
    if (secret === undefined || !signed(secret, request.body, request.headers))
      return await reply.code(401).send({ error: 'not signed by Doorward' });

    const fault = faults.next();
    if (fault?.fault === 'fail') return await reply.code(503).send({ error: 'failing, as it was told to' });
    if (fault?.fault === 'refuse')
      return {
        items: handOver.items.map(({ resource }) => ({ resource, ok: false, reason: 'refused, as it was told to' })),
      };
    if (fault?.fault === 'slow') await delay(fault.ms);
    const answer = answers[handOver.type](records, handOver);
    if (fault?.fault === 'drop') {
      request.raw.socket.destroy(); // done, but nobody hears of it
      return reply.hijack();
    }
    return answer;
  });
}

const answers: Readonly<Record<HandOver['type'], (records: Records, handOver: HandOver) => HandOverAnswer>> = {
  transfer,
  verify,
  test: tryGrants,
  switch: switchGrants,
};

/** This host has no provider of its own to read from: a consent that is whole, and for a connection that is here, will do. */
function tryGrants(records: Records, { organization, kind, items }: HandOver): HandOverAnswer {
  return {
    items: items.map((asked) => {
      const { resource, grant } = asked;
      if (!find(records, organization, kind, asked)) return { resource, ok: false, reason: 'no such object here' };
      if (!grant) return { resource, ok: false, reason: 'no consent came along' };
      return { resource, ok: true };
    }),
  };
}

/** Kept before it is answered: from then on Doorward may revoke the one before. */
function switchGrants(records: Records, handOver: HandOver): HandOverAnswer {
  const { id, organization, kind, items } = handOver;
  const before = records.handOver(id);
  if (before) return before;
  const answer = tryGrants(records, handOver);
  records.keepHandOver(id, answer, () => {
    for (const asked of items) {
      const item = find(records, organization, kind, asked);
      if (item?.kind === 'connection' && asked.grant) item.grant = asked.grant;
    }
  });
  return answer;
}

function transfer(records: Records, { id, organization, kind, items }: HandOver): HandOverAnswer {
  const before = records.handOver(id);
  if (before) return before;
  const known = items.map((asked) => ({ asked, item: find(records, organization, kind, asked) }));
  const answer = {
    items: known.map(({ asked: { resource }, item }) =>
      item ? { resource, ok: true } : { resource, ok: false, reason: 'no such object here' },
    ),
  };
  records.keepHandOver(id, answer, () => {
    for (const { asked, item } of known) if (item) Object.assign(item, { owner: asked.owner, runsAs: asked.runsAs });
  });
  return answer;
}

/** From the host's own records, not from what it acknowledged. */
function verify(records: Records, { organization, kind, items }: HandOver): HandOverAnswer {
  return {
    items: items.map((asked) => {
      const { resource, owner, runsAs } = asked;
      const item = find(records, organization, kind, asked);
      if (!item) return { resource, ok: false, reason: 'no such object here' };
      if (item.owner !== owner) return { resource, ok: false, reason: 'has another owner here' };
      if (item.runsAs !== runsAs) return { resource, ok: false, reason: 'runs as somebody else here' };
      return { resource, ok: true };
    }),
  };
}

function find(records: Records, organization: string, kind: Kind, asked: z.infer<typeof HandedOver>): Item | undefined {
  const item = records.item(organization, kind, asked.hostId);
  return item?.resource === asked.resource ? item : undefined;
}

function signed(secret: string, body: string, headers: Record<string, string | string[] | undefined>): boolean {
  const single = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  try {
    new Webhook(secret).verify(body, Object.fromEntries(single));
    return true;
  } catch {
    return false;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
