import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inWake } from '../../prisma/client.ts';
import { pruneDeliveries } from '../../prisma/commands/webhooks/deliver.ts';
import { revealWebhookSecret, rotateWebhookSecret } from '../../prisma/commands/webhooks/secrets.ts';
import { archiveWebhook, disableWebhook, enableWebhook } from '../../prisma/commands/webhooks/status.ts';
import { claimWake } from '../../prisma/commands/webhooks/wake.ts';
import { changeWebhook, createWebhook, mostWebhooks } from '../../prisma/commands/webhooks/webhooks.ts';
import { webhooksBehind } from '../../prisma/queries/webhooks/behind.ts';
import { findAttempt } from '../../prisma/queries/webhooks/deliveries.ts';
import { type TestData, testData, testOrganization } from '../support/organization.ts';
import { atWork } from './at-work.ts';
import { type TestEndpoint, testEndpoint } from './endpoint.ts';
import { type Hooked, hooked } from './hooked.ts';

let data: TestData;
let worker: Awaited<ReturnType<typeof atWork>>;
let endpoint: TestEndpoint;
let acme: Hooked;

beforeAll(async () => {
  [data, endpoint] = await Promise.all([testData(), testEndpoint()]);
  worker = await atWork(data);
});
afterAll(async () => {
  await endpoint.close();
  await data.close();
});
beforeEach(async () => {
  Object.assign(endpoint, { answer: () => 204, secrets: [], received: [] });
  acme = await hooked(data, endpoint);
});

const now = () => new Date();
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const me = () => ({ webhookId: acme.webhookId, now: now() });
const deliver = () => worker.deliver(acme);
const rotate = async (graceUntil: Date) => {
  const { id, as } = acme.organization;
  endpoint.secrets.push((await rotateWebhookSecret(data.db, data.secrets, id, as, { ...me(), graceUntil })).secret);
};
const signatures = () => endpoint.received.map(({ signedBy }) => signedBy);

describe('the secret', () => {
  test('is rotated with an overlap, in which both sign; then only the new one does', async () => {
    await deliver();
    await rotate(inHours(1));
    await deliver();
    expect(signatures()).toEqual([1, 2]);
    await data.owner.query(`UPDATE webhook_secrets SET ends_at = now() WHERE webhook_id = $1 AND ends_at > now()`, [
      acme.webhookId,
    ]);
    endpoint.secrets.shift();
    await acme.changes(1);
    await deliver();
    expect(signatures()).toEqual([1, 2, 1]);
  });

  test('ends at once without an overlap', async () => {
    await deliver();
    endpoint.secrets.length = 0;
    await rotate(now());
    await deliver();
    expect(signatures()).toEqual([1, 1]);
    expect((await acme.webhook()).oldSecretUntil).toBeNull();
  });

  test('is shown once, and kept in no row, audit entry or event as it is', async () => {
    const { id, as } = acme.organization;
    const again = revealWebhookSecret(data.db, data.secrets, id, as, me());
    await expect(again).rejects.toMatchObject({ name: 'wrong-state' });
    const [secret = ''] = endpoint.secrets;
    for (const table of ['webhook_secrets', 'webhooks', 'audit_entries', 'events', 'receipts']) {
      const sql = `SELECT count(*)::int AS found FROM ${table} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0`;
      const { rows } = await data.owner.query(sql, [secret, Buffer.from(secret).toString('hex')]);
      expect([table, rows]).toEqual([table, [{ found: 0 }]]);
    }
  });

  test('is told to nobody by the audit, and of the address only the host is', async () => {
    const { id, as } = acme.organization;
    const url = 'https://hooks.example/services/T0/very-secret';
    await changeWebhook(data.db, id, as, { ...me(), url });
    const { rows } = await data.owner.query<{ body: string }>(
      `SELECT body FROM audit_entries WHERE organization_id = $1 ORDER BY sequence`,
      [id],
    );
    const bodies = rows.map(({ body }) => body).join('\n');
    expect(bodies).toContain('hooks.example');
    expect(bodies).not.toContain('very-secret');
  });
});

describe('a webhook', () => {
  test('is one of at most so many, two at once too', async () => {
    const { id, as } = await testOrganization(data);
    const settings = { url: endpoint.url, description: 'x', eventTypes: [], now: now() };
    const make = () => createWebhook(data.db, data.secrets, id, as, settings);
    const made = await Promise.allSettled(Array.from({ length: mostWebhooks + 2 }, make));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(mostWebhooks);
    await expect(make()).rejects.toMatchObject({ name: 'wrong-state', facts: { needs: 'fewer than 20' } });
  });

  test('that is archived sends nothing more, and can’t be changed or enabled', async () => {
    const { id, as } = acme.organization;
    await archiveWebhook(data.db, id, as, me());
    expect(await deliver()).toEqual({ state: 'closed' });
    for (const act of [archiveWebhook, enableWebhook, disableWebhook, changeWebhook])
      await expect(act(data.db, id, as, me())).rejects.toMatchObject({ name: 'wrong-state' });
    expect(endpoint.received).toEqual([]);
  });

  test('with another address begins there with the event that failed at the first', async () => {
    const [first = 0] = await acme.changes(1);
    await deliver();
    const [next = 0] = await acme.changes(1);
    endpoint.answer = () => 500;
    await deliver();
    const { id, as } = acme.organization;
    const other = await testEndpoint();
    other.secrets.push(...endpoint.secrets);
    await changeWebhook(data.db, id, as, { ...me(), url: other.url });
    expect(await acme.webhook()).toMatchObject({ failingSince: null });
    await deliver();
    await other.close();
    expect(other.received.map(({ sequence }) => sequence)).toEqual([next, next + 1]);
    expect(first).toBeLessThan(next);
  });

  test('is tested by a ping, whatever its status, and a test keeps no event', async () => {
    const { id, as } = acme.organization;
    await disableWebhook(data.db, id, as, me());
    Object.assign(endpoint, { answer: () => 418, says: 'a teapot\u0000' });
    const testId = '11111111-1111-4111-8111-111111111111';
    const ping = () =>
      worker.run(() => worker.activities.testWebhook({ organization: id, webhookId: acme.webhookId, testId }));
    await ping();
    await ping();
    expect(endpoint.received).toMatchObject([{ type: 'webhook.test', id: `test_${testId}` }]);
    expect(await findAttempt(data.db, id, testId)).toMatchObject({ responseStatus: 418, excerpt: 'a teapot ' });
    expect(await acme.deliveries()).toEqual([]);
  });

  test('lists what was delivered for 30 days, and dead letters for good', async () => {
    await acme.changes(2);
    await deliver();
    const [oldest = 0, second = 0] = (await acme.deliveries()).map(([sequence]) => sequence);
    const { rows } = await data.owner.query<{ n: number }>(
      `WITH old AS (UPDATE webhook_deliveries SET last_at = now() - interval '31 days', status = CASE WHEN sequence = $2 THEN 'dead' ELSE status END
         WHERE webhook_id = $1 AND sequence <= $3 RETURNING 1) SELECT count(*)::int AS n FROM old`,
      [acme.webhookId, oldest, second],
    );
    expect(rows).toEqual([{ n: 2 }]);
    await pruneDeliveries(data.db, acme.organization.id, me());
    const left = await acme.deliveries();
    expect(left.map(([sequence]) => sequence)).toEqual([oldest, second + 1]);
  });
});

describe('the search for webhooks that are behind', () => {
  const behind = async () => {
    const found = await webhooksBehind(data.db, { now: now(), limit: 1000 });
    return found.filter(({ webhookId }) => webhookId === acme.webhookId);
  };
  const it = () => ({ organization: acme.organization.id, webhookId: acme.webhookId });

  test('finds those with something to do, across organizations, and none that is up to date or disabled', async () => {
    expect(await behind()).toEqual([it()]);
    await deliver();
    expect(await behind()).toEqual([]);
    await acme.changes(1);
    expect(await behind()).toEqual([it()]);
    const { id, as } = acme.organization;
    await disableWebhook(data.db, id, as, me());
    expect(await behind()).toEqual([]);
  });

  test('leaves alone what someone is at, or waits to try again, until it is due', async () => {
    endpoint.answer = () => 500;
    await deliver();
    expect(await behind()).toEqual([]);
    const { id } = acme.organization;
    const { retryAt } = await acme.webhook();
    const later = new Date((retryAt?.getTime() ?? 0) + 1);
    const found = await webhooksBehind(data.db, { now: later, limit: 1000 });
    expect(found).toContainEqual({ organization: id, webhookId: acme.webhookId });
  });

  test('wakes each once, whoever looks at the same time; and again when who claimed it is gone', async () => {
    const claim = (at: Date) => claimWake(data.db, it(), { now: at, until: new Date(at.getTime() + 10_000) });
    const claims = await Promise.all([claim(now()), claim(now()), claim(now())]);
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await behind()).toEqual([]);
    expect(await claim(new Date(Date.now() + 20_000))).toBe(true);
  });

  test('may see nothing of an organization but that', async () => {
    await deliver();
    const tables = await data.owner.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity ORDER BY 1`,
    );
    const seen: string[] = [];
    for (const { name } of tables.rows)
      await inWake(data.db, async (tx) => {
        const rows = await tx.$queryRawUnsafe<unknown[]>(`SELECT 1 FROM "${name}" LIMIT 1`);
        if (rows.length > 0) seen.push(name);
      });
    expect(seen).toEqual(['audit_heads', 'webhook_positions']);
    const moved = inWake(data.db, (tx) => tx.$executeRaw`UPDATE webhook_positions SET sequence = 0`);
    expect(await moved).toBe(0);
  });
});
