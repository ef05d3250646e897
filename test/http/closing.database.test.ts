import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';
import { asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';

let data: TestData;
let acme: TestOrganization;

beforeAll(async () => {
  data = await testData();
  acme = await testOrganization(data);
});
afterAll(() => data.close());

/** A removal that waits, as its process leaves it in the database. */
async function waitingRemoval(): Promise<string> {
  const { id: memberId } = await testMember(data, acme.id);
  const id = randomUUID();
  await data.owner.query(
    `INSERT INTO removals (organization_id, id, member_id, requested_by_id, status, reason, effective_at, plan_hash)
     VALUES ($1, $2, $3, $4, 'waiting', 'test', now() + interval '1 day', 'h')`,
    [acme.id, id, memberId, acme.admin],
  );
  return id;
}

interface Stream {
  next(): Promise<string>;
  status: number;
}

async function watch(
  api: TestApi,
  cookie: Record<string, string>,
  removal: string,
  accept = 'text/event-stream',
): Promise<Stream> {
  const response = await fetch(`${api.base}/v1/organizations/${acme.id}/removals/${removal}/events`, {
    headers: { ...cookie, accept },
  });
  const reader = response.body?.getReader();
  let text = '';
  const next = async (): Promise<string> => {
    for (;;) {
      const [event, ...rest] = text.split('\n\n');
      if (rest.length > 0 && event !== undefined) {
        text = rest.join('\n\n');
        return event;
      }
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) return 'closed';
      text += new TextDecoder().decode(chunk.value);
    }
  };
  return { next, status: response.status };
}

test('a removal is streamed whenever it changed, until it has ended', async () => {
  const api = await testApi(data, { engine: silentEngine });
  const removal = await waitingRemoval();
  const stream = await watch(api, await signedIn(api, data, acme.adminEmail), removal);
  expect(await stream.next()).toMatch(/event: removal\n.*"status":"waiting"/s);
  await data.owner.query(`UPDATE removals SET paused_at = now() WHERE id = $1`, [removal]);
  expect(await stream.next()).not.toContain('"pausedAt":null');
  await data.owner.query(`UPDATE removals SET status = 'cancelled', ended_at = now() WHERE id = $1`, [removal]);
  expect(await stream.next()).toContain('"status":"cancelled"');
  expect(await stream.next()).toContain('event: end');
  await api.close();
});

test('a stream ends when its watcher is suspended', async () => {
  const api = await testApi(data, { engine: silentEngine });
  const admin = asking(api, await signedIn(api, data, acme.adminEmail));
  const eve = await testMember(data, acme.id, { role: 'admin' });
  const stream = await watch(api, await signedIn(api, data, eve.email), await waitingRemoval());
  expect(await stream.next()).toContain('event: removal');
  await admin('POST', `/v1/organizations/${acme.id}/members/${eve.id}/suspend`, { body: { reason: 'test' } });
  expect(await stream.next()).toContain('event: end');
  await api.close();
});

test('a stream of nothing, or to a client that takes none, is a problem', async () => {
  const api = await testApi(data, { engine: silentEngine });
  const cookie = await signedIn(api, data, acme.adminEmail);
  expect((await watch(api, cookie, randomUUID())).status).toBe(404);
  expect((await watch(api, cookie, await waitingRemoval(), 'application/json')).status).toBe(406);
  await api.close();
});

test('closing ends streams with a last event and lets requests in flight finish', async () => {
  const [arrived, answered] = [gate(), gate()];
  const reachable = async () => {
    arrived.open();
    await answered.opened;
    return true;
  };
  const api = await testApi(data, { engine: { ...silentEngine, reachable } });
  const stream = await watch(api, await signedIn(api, data, acme.adminEmail), await waitingRemoval());
  await stream.next();
  const health = fetch(`${api.base}/health`);
  await arrived.opened;
  const closed = api.close();
  expect(await stream.next()).toContain('event: end');
  answered.open();
  expect((await health).status).toBe(200);
  await closed;
  await expect(fetch(`${api.base}/health`)).rejects.toThrow();
});

function gate(): { open(): void; opened: Promise<void> } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
