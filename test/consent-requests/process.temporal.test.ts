// A successor consents at a real OAuth provider, and Doorward does the rest: each way that it can go.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sweepShadows } from '../../activities/consent-requests/sweep.ts';
import { createActivities } from '../../activities/registry.ts';
import { createApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { createServiceAccount } from '../../prisma/commands/service-accounts/create.ts';
import { certificateFacts } from '../../prisma/queries/removals/certificate.ts';
import { statementOf } from '../../rules/removals/certificate.ts';
import { engineOf } from '../../api/engine.ts';
import { startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import { asking, signedIn, testApi, url } from '../http/support/api.ts';
import { dependencies, drafted } from '../removals/leaving.ts';
import { recordingHost } from '../removals/recording-host.ts';
import { consentRequestWorkflowId } from '../../workflows/consent-requests/messages.ts';
import * as messages from '../../workflows/removals/messages.ts';
import { beginRemoval } from '../removals/running.ts';
import { eventually } from '../support/eventually.ts';
import { testData, testMember } from '../support/organization.ts';
import { type TestTemporal, testTemporal } from '../support/temporal.ts';
import { type Around, type Consenting, consenting, setClient } from './consenting.ts';

const DAY = 86_400_000;
const soon = new Date(Date.now() + 30 * DAY);
let around: Around;
let server: TestTemporal;
const log: string[] = [];
let unreachable: Awaited<ReturnType<typeof neverReached>>;

beforeAll(async () => {
  const [data, host, provider, temporal] = await Promise.all([
    testData(),
    recordingHost(),
    startOauthProvider(),
    testTemporal(),
  ]);
  server = temporal;
  const deps = { ...(await dependencies(data)), url };
  const engine = engineOf(server.client, server.taskQueue);
  const logTo = { write: (line: string) => void log.push(line) };
  const api = await testApi(data, { engine, logTo, logLevel: 'info' });
  await server.startWorker(createActivities(deps));
  around = { data, api, host, provider, deps };
  unreachable = await neverReached();
});
afterAll(async () => {
  const { data, api, host, provider } = around;
  await Promise.all([api.close(), server.close()]);
  await Promise.all([host.close(), provider.close(), data.close()]);
});
beforeEach(() => {
  around.host.status = () => undefined;
  around.host.refuses = () => undefined;
});

/** Begun beside the other tests, because it waits. */
async function neverReached(): Promise<{ down: Consenting; problems: Promise<(string | null)[]> }> {
  const [down, refused] = await Promise.all([consenting(around), consenting(around)]);
  await setClient(around, down.organization.id, down.organization.as, { tokenEndpoint: 'http://127.0.0.1:1/token' });
  await setClient(around, refused.organization.id, refused.organization.as, { tokenEndpoint: 'ftp://127.0.0.1/token' });
  await Promise.all([inNotice(down), inNotice(refused)]);
  const ended = Promise.all([down.consents(), refused.consents()]);
  return { down, problems: ended.then((both) => both.map(({ problem }) => problem)) };
}

/** The leaver's removal, in its notice period. */
async function inNotice(who: Consenting): Promise<Awaited<ReturnType<typeof beginRemoval>>> {
  return await beginRemoval(server, who, await drafted(around.data, who, { effectiveAt: soon }));
}

const grantsOf = async ({ organization, consented }: Consenting) => {
  const { rows } = await around.data.owner.query<{ member: string; status: string; token: boolean }>(
    `SELECT member_id AS member, status::text, token_box IS NOT NULL AS token FROM grants WHERE organization_id = $1 AND connection_id = $2 ORDER BY created_at`,
    [organization.id, consented],
  );
  return rows;
};
/** The leaver's consent is what the connection rests on, and works: nothing has changed. */
async function stillRestsOnLeavers(who: Consenting): Promise<void> {
  expect((await grantsOf(who)).filter(({ status }) => status === 'active')).toEqual([
    { member: who.leaver.id, status: 'active', token: true },
  ]);
  expect(await around.provider.stillWorks(who.refreshToken)).toBe(true);
}
/** What was given and came to nothing is gone here, and the provider confirmed that it is good for nothing there. */
async function revokedAtProvider(who: Consenting): Promise<void> {
  await eventually(async () => {
    const others = (await grantsOf(who)).filter(({ member }) => member !== who.leaver.id);
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter(({ status, token }) => status !== 'revoked' || token)).toEqual([]);
  });
  const { rows } = await around.data.owner.query<{ body: string }>(
    `SELECT body FROM audit_entries WHERE organization_id = $1 AND action = 'grant.revoked' ORDER BY sequence DESC LIMIT 1`,
    [who.organization.id],
  );
  expect(JSON.parse(rows[0]?.body ?? '{}')).toMatchObject({ reason: 'provider-confirmed' });
}
const oldIsRevoked = (who: Consenting) =>
  eventually(async () => {
    expect((await grantsOf(who)).map(({ status }) => status)).toEqual(['revoked', 'active']);
  }, 60_000);

describe('a consent in the notice period', () => {
  test('is tested by the connection’s host, swapped, switched to, and lets the old one be revoked when the removal comes to it', async () => {
    const who = await consenting(around, { atHost: true });
    const run = await inNotice(who);
    const consent = await who.consents();
    const settled = await who.until(consent.id, ({ status }) => status === 'settled');
    expect(settled).toMatchObject({ testedBy: 'host', account: who.successor.id, replaces: { status: 'replaced' } });
    const asked = around.host.requests.filter(
      ({ organization, kind }) => organization === who.organization.id && kind === 'connection',
    );
    expect(asked.map(({ type }) => type)).toEqual(['test', 'switch']);
    const token = asked[0]?.items[0]?.grant?.token ?? '';
    expect(await around.provider.stillWorks(token)).toBe(true);
    expect(await around.provider.stillWorks(who.refreshToken)).toBe(true); // still theirs until they leave
    expect(log.join('')).not.toContain(token);

    await run.steer(messages.moveDate, { effectiveAt: new Date().toISOString(), timeZone: 'UTC' });
    await oldIsRevoked(who);
    expect(await around.provider.stillWorks(who.refreshToken)).toBe(false);
    expect(await around.provider.stillWorks(token)).toBe(true);
  });

  test('is wanted from the successor by the plan, until it is given', async () => {
    const who = await consenting(around);
    const wanted = async (as = who.ask) => (await as('GET', who.path('consent-requests/wanted'))).json.items;
    expect(await wanted()).toEqual([]);
    await inNotice(who);
    const [one] = await wanted();
    expect(one).toMatchObject({
      connectionId: who.consented,
      leaver: { id: who.leaver.id },
      effectiveAt: soon.toISOString(),
    });
    const admin = asking(around.api, await signedIn(around.api, around.data, who.organization.adminEmail));
    expect(await wanted(admin)).toEqual([]);
    await who.consents();
    expect(await wanted()).toEqual([]);
  });

  test('is tested by a refresh where the host takes no consents, and the old one stays until somebody says that the host runs on it', async () => {
    const who = await consenting(around);
    const run = await inNotice(who);
    const consent = await who.consents();
    expect(consent).toMatchObject({ status: 'swapped', testedBy: 'refresh' });
    await run.steer(messages.moveDate, { effectiveAt: new Date().toISOString(), timeZone: 'UTC' });
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    expect((await grantsOf(who)).map(({ status }) => status)).toEqual(['replaced', 'active']);
    expect(await around.provider.stillWorks(who.refreshToken)).toBe(true);
    const asked = `SELECT kind FROM follow_ups WHERE organization_id = $1 AND owner_id = $2 AND kind LIKE '%grant'`;
    const { rows } = await around.data.owner.query(asked, [who.organization.id, who.successor.id]);
    expect(rows).toEqual([{ kind: 'renew-grant' }]); // nobody is asked to revoke what runs still use

    const { id, as } = who.organization;
    const account = { name: 'Host', purpose: 'runs', role: 'admin', now: new Date() } as const;
    const { memberId: holderId } = await createServiceAccount(around.data.db, id, as, account);
    const made = { holderId, name: 'host', scopes: ['write', 'read'], now: new Date() } as const;
    const { key } = await createApiKey(around.data.db, id, as, made);
    const program = asking(around.api, { authorization: `Bearer ${key}` });
    const grant = who.path(`grants/${consent.grantId}`);
    expect(await who.ask('POST', `${grant}/take`)).toMatchObject({ status: 403 });
    const { token, tokenType } = (await program('POST', `${grant}/take`)).json;
    expect([tokenType, await around.provider.stillWorks(token)]).toEqual(['refresh', true]);
    expect(await program('POST', `${grant}/settle`)).toMatchObject({ status: 200 });
    await oldIsRevoked(who);
    await who.until(consent.id, ({ status }) => status === 'settled');
  });

  test('that the host refuses is revoked; the connection rests on what it rested on, and the next one may be given', async () => {
    const who = await consenting(around, { atHost: true });
    await inNotice(who);
    around.host.refuses = (_item, { type }) => (type === 'test' ? 'no access to the ledger' : undefined);
    expect(await who.consents()).toMatchObject({
      status: 'failed',
      problem: 'host-refused',
      detail: 'no access to the ledger',
    });
    await revokedAtProvider(who);
    await stillRestsOnLeavers(who);
    around.host.refuses = () => undefined;
    expect(await who.consents()).toMatchObject({ problem: null });
  });
});

describe('a consent that is not given as it should be', () => {
  test('whose run somebody ended is revoked and forgotten two hours later, once, and until then no certificate passes over it', async () => {
    const who = await consenting(around, { atHost: true });
    const { id } = who.organization;
    await inNotice(who);
    around.host.status = ({ organization }) => (organization === id ? 503 : undefined);
    const begun = (await who.begin()).json as { id: string; authorizationUrl: string };
    await who.answer(await who.comesBack(begun.authorizationUrl));
    await who.until(begun.id, ({ status }) => status === 'stored');
    await server.client.workflow.getHandle(consentRequestWorkflowId(id, begun.id)).terminate('by ops');
    const { db, owner } = around.data;
    const { rows } = await owner.query<{ id: string }>('SELECT id FROM removals WHERE organization_id = $1', [id]);
    const certified = { removalId: rows[0]?.id ?? '', now: new Date(), doors: [] };
    const notProven = async () => statementOf(await certificateFacts(db, id, certified)).predicate['notProven'];
    const left = expect.objectContaining({ reason: expect.stringContaining('neither in use nor revoked') });
    expect(await notProven()).toContainEqual(left);
    const sweep = (hours: number) =>
      sweepShadows(around.deps, new Date(Date.now() + hours * 3_600_000), (error) => {
        throw error;
      });
    await sweep(1);
    expect(await notProven()).toContainEqual(left);
    await Promise.all([sweep(3), sweep(3)]);
    await revokedAtProvider(who);
    expect(await notProven()).not.toContainEqual(left);
    expect(await who.until(begun.id, ({ status }) => status === 'failed')).toMatchObject({ problem: 'run-ended' });
    await stillRestsOnLeavers(who);
  });

  test('denied at the provider, says so and changes nothing', async () => {
    const who = await consenting(around);
    await inNotice(who);
    expect(await who.consents({ denies: true })).toMatchObject({ status: 'failed', problem: 'denied', grantId: null });
    await stillRestsOnLeavers(who);
  });

  test('with fewer scopes than the connection needs, names them, and is revoked', async () => {
    const who = await consenting(around);
    await inNotice(who);
    const consent = await who.consents({ scopes: ['openid', 'offline_access'] });
    expect(consent).toMatchObject({ status: 'failed', problem: 'fewer-scopes', detail: 'ledger:read' });
    await revokedAtProvider(who);
    await stillRestsOnLeavers(who);
  });

  test('as the very account that the connection rests on, is refused; as any other it is taken, and shown', async () => {
    const who = await consenting(around);
    await inNotice(who);
    const set = 'UPDATE grants SET account = $2 WHERE organization_id = $1';
    await around.data.owner.query(set, [who.organization.id, 'shared@ledger']);
    expect(await who.consents({}, 'shared@ledger')).toMatchObject({ status: 'failed', problem: 'same-account' });
    expect(await who.consents({}, 'robot@ledger')).toMatchObject({ status: 'swapped', account: 'robot@ledger' });
  });
});

describe('an answer from the provider', () => {
  test('is taken once, in the session that asked, within its time, and from nobody else', async () => {
    const who = await consenting(around);
    const { data, api } = around;
    await inNotice(who);
    const asked = await who.begin();
    const back = await who.comesBack(asked.json.authorizationUrl);
    const notValid = { status: 410, problem: 'consent-not-valid' };
    const elsewhere = asking(api, await signedIn(api, data, who.successor.email));
    const admin = asking(api, await signedIn(api, data, who.organization.adminEmail));
    const other = await consenting(around);
    expect(await who.answer(back, elsewhere)).toMatchObject(notValid); // another session of theirs
    expect(await who.answer(back, admin)).toMatchObject(notValid); // another member
    expect(await other.answer(back)).toMatchObject(notValid); // another organization
    expect(await who.answer(back, other.ask)).toMatchObject({ status: 404 }); // from there to here
    expect(await who.answer({ ...back, state: `${back['state']}x` })).toMatchObject(notValid);
    expect(await who.answer({ ...back, provider: 'another' })).toMatchObject(notValid); // brought to another provider's address
    expect(await who.answer(back)).toMatchObject({ status: 202 });
    expect(await who.answer(back)).toMatchObject(notValid); // replayed
    await who.until(asked.json.id, ({ status }) => status === 'swapped');
    const address = new URL(`${api.base}/o/${who.organization.id}/consented/etl-tool`);
    address.search = new URLSearchParams(back).toString();
    const landing = await fetch(address, { headers: { accept: 'text/html' } }); // as the browser comes from the provider
    expect(landing.headers.get('referrer-policy')).toBe('no-referrer');
    expect(log.join('')).toContain('/consented/etl-tool');
    expect(log.join('')).not.toContain(back['code']);
  });

  test('that comes too late is refused, and the consent has expired', async () => {
    const who = await consenting(around);
    await inNotice(who);
    const asked = await who.begin();
    const back = await who.comesBack(asked.json.authorizationUrl);
    await around.data.owner.query('UPDATE consent_requests SET expires_at = now() WHERE id = $1', [asked.json.id]);
    expect(await who.answer(back)).toMatchObject({ status: 410, problem: 'consent-not-valid' });
    await who.until(asked.json.id, ({ status }) => status === 'expired');
    await stillRestsOnLeavers(who);
  });

  test('with the code of another consent is refused by the provider: that has another verifier; and who begins anew makes what they began before void', async () => {
    const who = await consenting(around);
    await inNotice(who);
    const [first, second] = [await who.begin(), await who.begin()];
    const stale = await who.comesBack(first.json.authorizationUrl);
    expect(await who.answer(stale)).toMatchObject({ problem: 'consent-not-valid' });
    const { state = '' } = await who.comesBack(second.json.authorizationUrl);
    expect(await who.answer({ state, code: stale['code'] ?? '' })).toMatchObject({ status: 202 });
    const ended = await who.until(second.json.id, ({ status }) => status === 'failed');
    expect(ended).toMatchObject({ problem: 'code-not-taken', grantId: null });
    await stillRestsOnLeavers(who);
  });

  test('means nothing where the connection rests on the consent of someone who stays, or no client is set, or the caller has nothing to do with it', async () => {
    const who = await consenting(around);
    const { data, api } = around;
    const admin = asking(api, await signedIn(api, data, who.organization.adminEmail));
    expect(await who.begin(admin)).toMatchObject({ status: 409, problem: 'wrong-state' });
    await inNotice(who);
    const bystander = await testMember(data, who.organization.id);
    expect(await who.begin(asking(api, await signedIn(api, data, bystander.email)))).toMatchObject({ status: 404 });
    await data.owner.query('DELETE FROM oauth_clients WHERE organization_id = $1', [who.organization.id]);
    expect(await who.begin()).toMatchObject({ status: 409, problem: 'no-oauth-client' });
  });

  test('comes to nothing, and is revoked, where the removal was cancelled meanwhile', async () => {
    const who = await consenting(around, { atHost: true });
    const run = await inNotice(who);
    around.host.refuses = async (_item, { type }) => {
      if (type === 'test') await run.steer(messages.cancel, {});
      return undefined;
    };
    expect(await who.consents()).toMatchObject({ status: 'failed', problem: 'not-needed' });
    await revokedAtProvider(who);
    await stillRestsOnLeavers(who);
  });
});

describe('a provider', () => {
  test.each([
    ['breaks the connection before it has done anything', 'drop', 1],
    ['answers 503', 'fail', 1],
    ['is slow', 'slow', 1],
  ] as const)('that %s gives its consent all the same', async (_how, fault, times) => {
    const who = await consenting(around);
    await inNotice(who);
    const asked = await who.begin();
    const back = await who.comesBack(asked.json.authorizationUrl);
    around.provider.fault(fault, times);
    await who.answer(back);
    await who.until(asked.json.id, ({ status }) => status === 'swapped');
  });

  test('that takes the code and is not heard is asked for another consent, and the old one still works', async () => {
    const who = await consenting(around);
    await inNotice(who);
    const asked = await who.begin();
    const back = await who.comesBack(asked.json.authorizationUrl);
    around.provider.fault('unheard', 1);
    await who.answer(back);
    const ended = await who.until(asked.json.id, ({ status }) => status === 'failed');
    expect(ended).toMatchObject({ problem: 'code-not-taken' });
    await stillRestsOnLeavers(who);
    expect(await who.consents()).toMatchObject({ status: 'swapped' });
  });

  test('that stays down is given up soon, as somebody waits; and one that may not be called at once', async () => {
    const { down, problems } = unreachable;
    expect(await problems).toEqual(['provider-unreachable', 'address-refused']);
    await stillRestsOnLeavers(down);
  });

  test('that breaks off, fails and is not heard while the old consent is revoked is asked until it is proved', async () => {
    const who = await consenting(around, { atHost: true });
    const run = await inNotice(who);
    const { id } = await who.consents();
    await who.until(id, ({ status }) => status === 'settled');
    for (const fault of ['drop', 'fail', 'unheard'] as const) around.provider.fault(fault, 1);
    await run.steer(messages.moveDate, { effectiveAt: new Date().toISOString(), timeZone: 'UTC' });
    await oldIsRevoked(who);
    expect(await around.provider.stillWorks(who.refreshToken)).toBe(false);
  });

  test('where the old consent was revoked already counts as having revoked it', async () => {
    const who = await consenting(around, { atHost: true });
    const run = await inNotice(who);
    const { id } = await who.consents();
    await who.until(id, ({ status }) => status === 'settled');
    await around.provider.revoke(who.refreshToken);
    await run.steer(messages.moveDate, { effectiveAt: new Date().toISOString(), timeZone: 'UTC' });
    await oldIsRevoked(who);
  });
});
