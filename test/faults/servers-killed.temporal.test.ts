// PostgreSQL and Temporal, killed hard while a removal is in each of its steps, and started anew: the removal ends as it does without.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { createActivities } from '../../activities/registry.ts';
import { listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import { steps } from '../../rules/removals/steps.ts';
import { type OauthProvider, startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import type { RunningPart } from '../../scripts/support/part.ts';
import * as messages from '../../workflows/removals/messages.ts';
import { dependencies, drafted, leaving, noted } from '../removals/leaving.ts';
import { type RecordingHost, recordingHost } from '../removals/recording-host.ts';
import { auditOf, remainsOf } from '../removals/remains.ts';
import { beginRemoval } from '../removals/running.ts';
import { eventually } from '../support/eventually.ts';
import { type OwnServers, ownServers } from '../support/own-servers.ts';

/** In each step, what does its work. */
const working: Record<(typeof steps)[number]['name'], string> = {
  plan: 'planRemoval',
  wait: 'startWaiting',
  suspend: 'suspendLeaver',
  transfer: 'transferItems',
  deactivate: 'deactivateLeaver',
  rotate: 'rotateKeys',
  grants: 'openFollowUps',
  certificate: 'certify',
};
let own: OwnServers;
let host: RecordingHost;
let provider: OauthProvider;
let ordinary: object;
/** the activities in which it is still to be killed, and what */
let victim: RunningPart | undefined;
const left = new Set<string>();

const killing: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute: async (input, next) => {
      const work = next(input);
      if (victim === undefined || !left.delete(info.activityType)) return await work;
      work.catch(() => undefined); // awaited below
      await victim.kill('SIGKILL');
      await victim.ready();
      return await work;
    },
  },
});

beforeAll(async () => {
  [own, host, provider] = await Promise.all([ownServers(), recordingHost(), startOauthProvider()]);
  await own.server.startWorker(createActivities(await dependencies(own.data)), {
    interceptors: { activity: [killing] },
  });
  ordinary = await seenOut();
});
afterAll(async () => {
  await own.stop();
  await Promise.all([host.close(), provider.close()]);
});

/** One removal, each click of it repeated until it is answered. @returns all that it left */
async function seenOut(): Promise<object> {
  const { data, server } = own;
  const who = await leaving(data, { host, provider }, { policy: { removals: { rotationGraceHours: 0 } } });
  const { id } = who.organization;
  const removalId = await drafted(data, who);
  const requestId = randomUUID();
  const run = await eventually(() => beginRemoval(server, who, removalId, requestId));
  await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
  const filter = { removalId, status: 'open', limit: 10 } as const;
  for (const { id: followUpId } of await listFollowUps(data.db, id, filter)) {
    const attested = { followUpId, noteId: await noted(data, who, 'done'), requestId: randomUUID() };
    await eventually(() => run.steer(messages.attest, attested));
  }
  const outcome = await eventually(() => run.result());
  const transfers = host.requests.filter(({ type, organization }) => type === 'transfer' && organization === id);
  return {
    outcome,
    remains: await remainsOf(data, who),
    audit: await auditOf(data, id),
    told: new Set(transfers.map((asked) => asked.id)).size,
    kept: who.pipelines.map((pipeline) => host.kept.get(`${id}/${pipeline}`)?.owner === who.successor.id),
  };
}

test('without a fault it is proven, and nothing of the person is left', () => {
  expect(ordinary).toMatchObject({ outcome: 'proven', remains: {}, kept: [true, true, true] });
});

test.each(['postgres', 'temporal'] as const)(
  'with %s killed in each step, a removal ends proven as it does without, and nothing is done twice',
  async (name) => {
    victim = own[name];
    for (const { name: step } of steps) left.add(working[step]);
    expect(await seenOut()).toEqual(ordinary);
    expect([...left]).toEqual([]);
  },
  180_000,
);
