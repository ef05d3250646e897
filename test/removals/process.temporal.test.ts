import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeProtectedHeader, importJWK, compactVerify } from 'jose';
import { createActivities } from '../../activities/registry.ts';
import { registerGrant } from '../../prisma/commands/connections/grants.ts';
import { setConnectionSecret } from '../../prisma/commands/connections/secrets.ts';
import { useConnection } from '../../prisma/commands/resources/uses.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { createServiceAccount } from '../../prisma/commands/service-accounts/create.ts';
import { createApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { stillWorks } from '../../prisma/commands/removals/probe.ts';
import { listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import { findRemoval } from '../../prisma/queries/removals/detail.ts';
import { listRemovalItems } from '../../prisma/queries/removals/items.ts';
import { type OauthProvider, startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import * as messages from '../../workflows/removals/messages.ts';
import { type TestData, testData, testMember } from '../support/organization.ts';
import { eventually } from '../support/eventually.ts';
import { timeSkippingTemporal } from '../support/temporal.ts';
import { dependencies, drafted, type Leaving, leaving, noted } from './leaving.ts';
import { type RecordingHost, recordingHost } from './recording-host.ts';
import { auditOf, remainsOf } from './remains.ts';
import { beginRemoval, refusalOf, type RemovalRun } from './running.ts';

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);
let data: TestData;
let host: RecordingHost;
let provider: OauthProvider;
let deps: Awaited<ReturnType<typeof dependencies>>;
let server: Awaited<ReturnType<typeof timeSkippingTemporal>>;

beforeAll(async () => {
  [data, host, provider] = await Promise.all([testData(), recordingHost(), startOauthProvider()]);
});
afterAll(async () => {
  await Promise.all([host.close(), provider.close(), data.close()]);
});
beforeEach(async () => {
  host.status = () => undefined;
  host.refuses = () => undefined;
  host.rotates = async () => undefined;
  deps = await dependencies(data);
  server = await timeSkippingTemporal(); // a clock for each test: one leaves it years on
  await server.startWorker(createActivities(deps));
});
afterEach(() => server.close());

const outside = () => ({ host, provider });
const memberOf = async ({ organization }: Leaving, id: string) => {
  const { rows } = await data.owner.query('SELECT * FROM members WHERE organization_id = $1 AND id = $2', [
    organization.id,
    id,
  ]);
  return rows[0] as { status: string; role: string; name: string; email: string | null };
};
const rowOf = async ({ organization }: Leaving, removalId: string) => {
  const removal = await findRemoval(data.db, organization.id, removalId);
  if (removal === null) throw new Error('there is no removal');
  return removal;
};
const stepOf = async (who: Leaving, removalId: string, step: string) =>
  (await rowOf(who, removalId)).steps.find((candidate) => candidate.step === step);
const ownersOf = async ({ organization, pipelines }: Leaving) => {
  const { rows } = await data.owner.query<{ owner_id: string }>(
    'SELECT owner_id FROM resources WHERE organization_id = $1 AND id = ANY($2)',
    [organization.id, pipelines],
  );
  return new Set(rows.map(({ owner_id }) => owner_id));
};
/** Does by hand what only people can do, and says so. */
async function attestAll(who: Leaving, run: RemovalRun, removalId: string): Promise<number> {
  const open = await listFollowUps(data.db, who.organization.id, { removalId, status: 'open', limit: 100 });
  for (const { id } of open)
    await run.steer(messages.attest, { followUpId: id, noteId: await noted(data, who, 'Changed at the provider') });
  return open.length;
}
const waitingItems = (who: Leaving, removalId: string) =>
  listRemovalItems(data.db, who.organization.id, {
    removalId,
    step: 'transfer',
    status: ['awaiting_host'] as const,
    limit: 10,
  });
async function skipEach(who: Leaving, run: RemovalRun, items: Awaited<ReturnType<typeof waitingItems>>): Promise<void> {
  for (const { key } of items)
    await run.steer(messages.skip, {
      step: 'transfer',
      itemKey: key,
      noteId: await noted(data, who, 'The host is gone'),
    });
}
async function toFollowUps(who: Leaving, run: RemovalRun, removalId: string): Promise<void> {
  await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
  await attestAll(who, run, removalId);
}

describe('a removal from its plan to its certificate', () => {
  test('leaves nothing of the person behind, and the certificate that says so is genuine', async () => {
    const who = await leaving(data, outside());
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await toFollowUps(who, run, removalId);
    expect(await run.result()).toBe('proven');

    expect(await remainsOf(data, who)).toEqual({});
    expect(await provider.stillWorks(who.refreshToken)).toBe(false);
    expect(await ownersOf(who)).toEqual(new Set([who.successor.id]));
    const kept = who.pipelines.map((id) => host.kept.get(`${who.organization.id}/${id}`));
    expect(kept).toEqual(who.pipelines.map(() => ({ owner: who.successor.id, runsAs: who.successor.id })));
    const removal = await rowOf(who, removalId);
    expect(removal.status).toBe('completed');
    expect(removal.steps.map(({ step, status }) => `${step} ${status}`)).toEqual([
      'plan done',
      'wait done',
      'suspend done',
      'transfer done',
      'deactivate done',
      'rotate done',
      'grants done',
      'certificate done',
    ]);
    const [key] = deps.signer.publicKeys;
    const { payload } = await compactVerify(removal.certificate ?? '', await importJWK({ ...key }, 'EdDSA'));
    expect(decodeProtectedHeader(removal.certificate ?? '').kid).toBe(key?.kid);
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ predicate: { proven: true } });
    const told = `removal/${removalId}/ended/${who.organization.admin}`;
    expect(deps.mails.filter(({ id }) => id === told)).toHaveLength(1);
  });

  test('erases the person where that was asked for', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const removalId = await drafted(data, who, { ending: 'erase' });
    const run = await beginRemoval(server, who, removalId);
    await toFollowUps(who, run, removalId);
    expect(await run.result()).toBe('proven');
    const member = await memberOf(who, who.leaver.id);
    expect(member).toMatchObject({ status: 'removed', email: null });
    expect(member.name).not.toMatch(/^Person/);
  });

  test('stays within 200 events', async () => {
    const who = await leaving(data, outside(), { pipelines: 5 });
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await toFollowUps(who, run, removalId);
    await run.result();
    expect(await run.events()).toBeLessThanOrEqual(200);
  });
});

describe('the effective date', () => {
  test('is waited for, and nothing is shut before', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const run = await beginRemoval(server, who, await drafted(data, who, { effectiveAt: inDays(30) }));
    await run.until(({ waitsFor }) => waitsFor === 'effective-date');
    await server.sleep('29 days');
    expect(await run.state()).toMatchObject({ step: 'wait', waitsFor: 'effective-date' });
    expect((await memberOf(who, who.leaver.id)).status).toBe('active');
    await server.sleep('25 hours');
    await run.until(({ step }) => step !== 'wait');
    expect((await memberOf(who, who.leaver.id)).status).not.toBe('active');
  });

  test('can be moved later and earlier', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const removalId = await drafted(data, who, { effectiveAt: inDays(30) });
    const run = await beginRemoval(server, who, removalId);
    await run.until(({ waitsFor }) => waitsFor === 'effective-date');
    const later = inDays(60);
    await run.steer(messages.moveDate, { effectiveAt: later.toISOString(), timeZone: 'Europe/Vienna' });
    expect((await run.state()).due).toBe(later.toISOString());
    expect((await rowOf(who, removalId)).effectiveAt).toEqual(later);
    await server.sleep('40 days');
    expect(await run.state()).toMatchObject({ step: 'wait', waitsFor: 'effective-date' });
    await run.steer(messages.moveDate, { effectiveAt: inDays(-1).toISOString(), timeZone: 'UTC' });
    await run.until(({ step }) => step !== 'wait' && step !== 'suspend');
  });

  test('can’t be moved once the suspension has begun', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const run = await beginRemoval(server, who, await drafted(data, who));
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    const moved = run.steer(messages.moveDate, { effectiveAt: inDays(1).toISOString(), timeZone: 'UTC' });
    expect((await refusalOf(moved)).name).toBe('wrong-state');
  });
});

describe('a pause', () => {
  test('holds the run, the date may pass, and resuming goes on where it was', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const removalId = await drafted(data, who, { effectiveAt: inDays(2) });
    const run = await beginRemoval(server, who, removalId);
    await run.until(({ waitsFor }) => waitsFor === 'effective-date');
    await run.steer(messages.pause, {});
    expect((await rowOf(who, removalId)).pausedAt).not.toBeNull();
    await server.sleep('5 days');
    expect(await run.state()).toMatchObject({ step: 'wait', waitsFor: 'resume' });
    expect((await memberOf(who, who.leaver.id)).status).toBe('active');
    await run.steer(messages.resume, {});
    await toFollowUps(who, run, removalId);
    expect(await run.result()).toBe('proven');
  });
});

describe('a blocked step', () => {
  async function blockedByHost() {
    host.refuses = (_item, { type }) => (type === 'transfer' ? 'locked here' : undefined);
    const who = await leaving(data, outside(), { pipelines: 2 });
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await run.until(({ failure }) => failure?.name === 'host-refused');
    return { who, removalId, run };
  }

  test('says why and until when, in its row and its state', async () => {
    const { who, removalId, run } = await blockedByHost();
    expect(await run.state()).toMatchObject({
      step: 'transfer',
      waitsFor: 'admin',
      failure: { name: 'host-refused', facts: { kind: 'pipeline', items: 2 } },
    });
    const row = await stepOf(who, removalId, 'transfer');
    expect(row).toMatchObject({ status: 'blocked', failure: { name: 'host-refused' } });
    expect(row?.deadline?.toISOString()).toBe((await run.state()).due);
  });

  test('goes on when it is tried again and the host gives in', async () => {
    const { who, removalId, run } = await blockedByHost();
    host.refuses = () => undefined;
    await run.steer(messages.retry, { step: 'transfer' });
    await toFollowUps(who, run, removalId);
    expect(await run.result()).toBe('proven');
  });

  test('tells the custodian when nobody acts, and again each time', async () => {
    const { who, removalId, run } = await blockedByHost();
    const told = () =>
      deps.mails.filter(({ to, id }) => to === who.organization.adminEmail && id.includes('/blocked/')).length;
    await server.sleep('25 hours');
    await run.until(() => told() === 1);
    await server.sleep('25 hours');
    await run.until(() => told() === 2);
    expect((await stepOf(who, removalId, 'transfer'))?.status).toBe('blocked');
  });

  test('goes on without one item, which the certificate lists', async () => {
    const stuck: string[] = [];
    host.refuses = ({ resource }, { type }) =>
      type === 'transfer' && resource === stuck[0] ? 'locked here' : undefined;
    const who = await leaving(data, outside(), { pipelines: 2 });
    stuck.push(who.pipelines[0] ?? '');
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await run.until(({ failure }) => failure?.name === 'host-refused');
    const waiting = await waitingItems(who, removalId);
    expect(new Set(waiting.map(({ objectId }) => objectId))).toEqual(new Set(stuck));
    await skipEach(who, run, waiting);
    await toFollowUps(who, run, removalId);
    expect(await run.result()).toBe('not-proven');
    const { certificate } = await rowOf(who, removalId);
    expect(Buffer.from(certificate?.split('.')[1] ?? '', 'base64url').toString()).toContain('The host is gone');
  });

  test('that is tried again and fails by what was left out meanwhile is not blocked by it', async () => {
    const { who, removalId, run } = await blockedByHost();
    const waiting = await waitingItems(who, removalId);
    let refuse: ((reason: string) => void) | undefined;
    const refused = new Promise<string>((resolve) => {
      refuse = resolve;
    });
    let asked = 0;
    host.refuses = (_item, { type }) => {
      if (type !== 'transfer') return undefined;
      asked += 1;
      return refused;
    };
    await run.steer(messages.retry, { step: 'transfer' });
    await eventually(async () => expect(asked).toBeGreaterThan(0));
    await skipEach(who, run, waiting);
    refuse?.('still locked');
    await toFollowUps(who, run, removalId);
    expect(await run.result()).toBe('not-proven');
  });

  test('is left out as a whole where that is possible', async () => {
    const { who, removalId, run } = await blockedByHost();
    await run.steer(messages.skip, { step: 'transfer', noteId: await noted(data, who, 'The host is gone') });
    await toFollowUps(who, run, removalId);
    expect(await run.result()).toBe('not-proven');
    expect(await stepOf(who, removalId, 'transfer')).toMatchObject({ status: 'skipped', reason: 'The host is gone' });
  });

  test('goes on by itself when the failure was one that passes', async () => {
    host.status = () => 503;
    const who = await leaving(data, outside(), { pipelines: 1 });
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await server.sleep('20 minutes');
    await run.until(({ failure }) => failure?.name === 'host-unreachable');
    host.status = () => undefined;
    await server.sleep('2 hours');
    await toFollowUps(who, run, removalId);
    expect(await run.result()).toBe('proven');
  });
});

describe('cancelling', () => {
  test('before the date leaves everything as it was', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const before = await memberOf(who, who.leaver.id);
    const removalId = await drafted(data, who, { effectiveAt: inDays(30) });
    const run = await beginRemoval(server, who, removalId);
    await run.until(({ waitsFor }) => waitsFor === 'effective-date');
    await run.steer(messages.cancel, {});
    expect(await run.result()).toBe('cancelled');
    expect(await memberOf(who, who.leaver.id)).toEqual(before);
    expect((await rowOf(who, removalId)).status).toBe('cancelled');
  });

  test('after the suspension opens every door again', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const before = await memberOf(who, who.leaver.id);
    const removalId = await drafted(data, who, { effectiveAt: inDays(1) });
    const run = await beginRemoval(server, who, removalId);
    await drift(who);
    await server.sleep('25 hours');
    await run.until(({ failure }) => failure?.name === 'plan-drifted');
    expect((await memberOf(who, who.leaver.id)).status).toBe('suspended');
    await run.steer(messages.cancel, {});
    expect(await run.result()).toBe('cancelled');
    expect((await memberOf(who, who.leaver.id)).status).toBe(before.status);
    expect(await ownersOf(who)).toEqual(new Set([who.leaver.id]));
  });

  test('is refused once ownership was transferred', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const run = await beginRemoval(server, who, await drafted(data, who));
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    expect((await refusalOf(run.steer(messages.cancel, {}))).name).toBe('past-point-of-return');
  });
});

/** Something new after the plan, of a kind that a person has to look at: the leaver makes a key for a service account. */
async function drift(who: Leaving): Promise<void> {
  const now = new Date();
  const { id } = who.organization;
  const account = { name: 'Late', purpose: 'made after the plan', role: 'member', now } as const;
  const { memberId } = await createServiceAccount(data.db, id, who.leaver.as, account);
  await createApiKey(data.db, id, who.leaver.as, { holderId: memberId, name: 'late', scopes: ['read'], now });
}

describe('what was found after the suspension', () => {
  test('waits for a person, who accepts it, and it is seen to as well', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const removalId = await drafted(data, who, { effectiveAt: inDays(1) });
    const run = await beginRemoval(server, who, removalId);
    await drift(who);
    await server.sleep('25 hours');
    await run.until(({ failure }) => failure?.name === 'plan-drifted');
    expect((await memberOf(who, who.leaver.id)).status).toBe('suspended');
    expect(await ownersOf(who)).toEqual(new Set([who.leaver.id]));
    await run.steer(messages.acceptDrift, {});
    await toFollowUps(who, run, removalId);
    expect(await run.result()).toBe('proven');
    expect(await remainsOf(data, who)).toEqual({});
  });

  test('adopts an emergency suspension instead of suspending twice', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const { id, as } = who.organization;
    await suspendMember(data.db, id, as, { memberId: who.leaver.id, now: new Date(), reason: 'emergency' });
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await toFollowUps(who, run, removalId);
    expect(await run.result()).toBe('proven');
    expect((await rowOf(who, removalId)).adoptedSuspension).toBe(true);
    expect((await auditOf(data, id))['member.suspended']).toBe(1);
  });
});

describe('follow-ups', () => {
  test('are brought to mind, escalated, and close by themselves when the facts prove them done', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    const about = (what: string) => deps.mails.filter(({ id }) => id.includes(what)).length;
    expect(about('/reminder/')).toBe(1);
    await server.sleep('5 days');
    await run.until(() => about('/reminder/') >= 2);
    await server.sleep('7 days');
    await run.until(() => about('/escalation/') === 1);
    await setConnectionSecret(data.db, data.secrets, who.organization.id, who.organization.as, {
      connectionId: who.connection,
      secret: 'known to nobody who left',
      now: new Date(),
    });
    expect(await run.result()).toBe('proven');
  });

  test('a consent that was attested to be revoked and still works is open again by itself, and proved once it is', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const { id } = who.organization;
    await data.owner.query('UPDATE grants SET revocation_endpoint = NULL WHERE organization_id = $1', [id]);
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    await attestAll(who, run, removalId);
    const consent = async () => {
      const all = await listFollowUps(data.db, id, { removalId, limit: 10 });
      return all.find(({ kind }) => kind === 'revoke-grant');
    };
    await eventually(async () => {
      expect(await consent()).toMatchObject({ status: 'open', reopenedBecause: stillWorks, reminders: 2 });
    });
    expect((await auditOf(data, id))['follow-up.reopened']).toBe(1);
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    await provider.revoke(who.refreshToken);
    await attestAll(who, run, removalId);
    expect(await run.result()).toBe('proven');
    const removal = await rowOf(who, removalId);
    const { predicate } = JSON.parse(Buffer.from(removal.certificate?.split('.')[1] ?? '', 'base64url').toString());
    expect(predicate.attested).toContainEqual(expect.objectContaining({ tried: true }));
    expect((await auditOf(data, id))['grant.revocation-proved']).toBe(1);
  });

  /** A pipeline runs on the connection that rests on the leaver's consent. */
  const runsOnConsent = (who: Leaving) =>
    useConnection(data.db, who.organization.id, who.organization.as, {
      resourceId: who.pipelines[0] ?? '',
      connectionId: who.consented,
      now: new Date(),
    });
  const consentOf = async (who: Leaving) => {
    const token = await provider.consent(who.successor.id);
    const { leavers } = await registerGrant(data.db, data.secrets, who.organization.id, who.organization.as, {
      connectionId: who.consented,
      memberId: who.successor.id,
      provider: 'etl-tool',
      scopes: provider.scopes,
      token,
      clientId: provider.client.id,
      clientSecret: provider.client.secret,
      tokenEndpoint: provider.tokenEndpoint,
      revocationEndpoint: provider.revocationEndpoint,
      now: new Date(),
    });
    expect(leavers).toEqual([who.leaver.id]);
    return token;
  };

  test('a consent that something runs on works until the successor’s has taken its place; then it is revoked, and the new one works', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    await runsOnConsent(who);
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    expect(await provider.stillWorks(who.refreshToken)).toBe(true);
    const open = await listFollowUps(data.db, who.organization.id, { removalId, status: 'open', limit: 10 });
    expect(open.map(({ kind, ownerId }) => `${kind} ${ownerId}`).sort()).toEqual([
      `renew-grant ${who.successor.id}`,
      `rotate-upstream-secret ${who.successor.id}`,
    ]);
    const token = await consentOf(who);
    await server.client.workflow.getHandle(run.workflowId).signal(messages.lookAgain);
    await eventually(async () => {
      const left = await listFollowUps(data.db, who.organization.id, { removalId, status: 'open', limit: 10 });
      expect(left.map(({ kind }) => kind)).toEqual(['rotate-upstream-secret']);
    });
    expect(await provider.stillWorks(who.refreshToken)).toBe(false);
    expect(await provider.stillWorks(token)).toBe(true);
    await attestAll(who, run, removalId);
    expect(await run.result()).toBe('proven');
  });

  test('a consent can be given in the notice period: nothing waits for it then, and the old one ends with the removal', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    await runsOnConsent(who);
    const removalId = await drafted(data, who, { effectiveAt: inDays(2) });
    const run = await beginRemoval(server, who, removalId);
    await run.until(({ waitsFor }) => waitsFor === 'effective-date');
    const token = await consentOf(who);
    expect(await provider.stillWorks(who.refreshToken)).toBe(true);
    await server.sleep('50 hours');
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    expect([await provider.stillWorks(who.refreshToken), await provider.stillWorks(token)]).toEqual([false, true]);
  });

  test('for cause a consent is revoked at once, whatever runs on it', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    await runsOnConsent(who);
    const run = await beginRemoval(server, who, await drafted(data, who, { forCause: true }));
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    expect(await provider.stillWorks(who.refreshToken)).toBe(false);
  });

  test('a new secret ends the wait for it, as soon as the run is told', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const run = await beginRemoval(server, who, await drafted(data, who));
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    const { leavers } = await setConnectionSecret(data.db, data.secrets, who.organization.id, who.organization.as, {
      connectionId: who.connection,
      secret: 'known to nobody who left',
      now: new Date(),
    });
    expect(leavers).toEqual([who.leaver.id]);
    await server.client.workflow.getHandle(run.workflowId).signal(messages.lookAgain);
    await run.until(({ step }) => step === 'certificate'); // no time was skipped: its next look would be in an hour
    expect(await run.result()).toBe('proven');
  });

  test('are not needed for a secret that its host sets anew; one that it doesn’t set says why', async () => {
    const who = await leaving(data, outside(), { pipelines: 1, rotating: true });
    const { id, as } = who.organization;
    host.rotates = async ({ resource }) => {
      if (resource !== who.rotated) return;
      const secret = { connectionId: resource, secret: 'set by the host', now: new Date() };
      await setConnectionSecret(data.db, data.secrets, id, as, secret);
    };
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    const items = await listRemovalItems(data.db, id, { removalId, kind: 'connection-secret', limit: 10 });
    const of = (connection: string) => items.find(({ facts }) => facts['connectionId'] === connection);
    expect(of(who.rotated)).toMatchObject({ status: 'done', reason: null });
    expect(of(who.connection)).toMatchObject({
      status: 'pending',
      reason: 'the host said yes and set no new secret',
    });
    const followUps = await listFollowUps(data.db, id, { removalId, status: 'open', limit: 10 });
    expect(followUps.map(({ connectionId }) => connectionId)).toEqual([who.connection]);
    await attestAll(who, run, removalId);
    expect(await run.result()).toBe('proven');
  });

  test('don’t hold the removal where policy says so: then the certificate says that too', async () => {
    const who = await leaving(data, outside(), {
      pipelines: 1,
      policy: { removals: { followUps: { required: false } } },
    });
    const run = await beginRemoval(server, who, await drafted(data, who));
    expect(await run.result()).toBe('not-proven');
  });
});

describe('what is refused', () => {
  test('a plan that is not the one the admin saw, and the run ends by itself', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const removalId = await drafted(data, who);
    await drift(who);
    expect((await refusalOf(beginRemoval(server, who, removalId))).name).toBe('plan-changed');
    const handle = server.client.workflow.getHandle(messages.removalWorkflowId(who.organization.id, who.leaver.id));
    expect(await handle.result()).toBe('refused');
    expect((await rowOf(who, removalId)).status).toBe('draft');
  });

  test('a second removal of someone who is leaving', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const [first, second] = [await drafted(data, who, { effectiveAt: inDays(9) }), await drafted(data, who)];
    await beginRemoval(server, who, first);
    const refused = await refusalOf(beginRemoval(server, who, second));
    expect(refused).toEqual({ name: 'already-leaving', facts: { removalId: first } });
  });

  test('each Update where it makes no sense, by name', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const run = await beginRemoval(server, who, await drafted(data, who, { effectiveAt: inDays(9) }));
    await run.until(({ waitsFor }) => waitsFor === 'effective-date');
    const noteId = await noted(data, who, 'because');
    const gone = await testMember(data, who.organization.id, { role: 'admin', status: 'suspended' });
    const named = async (update: Promise<unknown>) => (await refusalOf(update)).name;
    const refusals = {
      retry: await named(run.steer(messages.retry, { step: 'wait' })),
      'skip a step that can’t be': await named(run.steer(messages.skip, { step: 'deactivate', noteId })),
      'skip a step that is not blocked': await named(run.steer(messages.skip, { step: 'rotate', noteId })),
      'accept drift': await named(run.steer(messages.acceptDrift, {})),
      'move to no date': await named(run.steer(messages.moveDate, { effectiveAt: 'soon', timeZone: 'UTC' })),
      'name the leaver': await named(run.steer(messages.changeSuccessor, { successorId: who.leaver.id })),
      'attest nothing': await named(run.steer(messages.attest, { followUpId: noteId, noteId })),
      'by someone just suspended': await named(run.steer(messages.pause, { by: gone.id })),
    };
    expect(refusals).toEqual({
      retry: 'step-not-blocked',
      'skip a step that can’t be': 'step-not-skippable',
      'skip a step that is not blocked': 'step-not-blocked',
      'accept drift': 'wrong-state',
      'move to no date': 'invalid-request',
      'name the leaver': 'successor-not-eligible',
      'attest nothing': 'not-found',
      'by someone just suspended': 'not-allowed',
    });
  });
});

test('another successor receives what is not transferred yet', async () => {
  const who = await leaving(data, outside(), { pipelines: 2 });
  const other = await testMember(data, who.organization.id);
  const removalId = await drafted(data, who, { effectiveAt: inDays(9) });
  const run = await beginRemoval(server, who, removalId);
  await run.steer(messages.changeSuccessor, { successorId: other.id });
  await server.sleep('10 days');
  await toFollowUps(who, run, removalId);
  await run.result();
  expect(await ownersOf(who)).toEqual(new Set([other.id]));
});
