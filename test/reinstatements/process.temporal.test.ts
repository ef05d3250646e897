import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createActivities } from '../../activities/registry.ts';
import { reactivateMember } from '../../prisma/commands/members/reactivate.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { findReinstatement } from '../../prisma/queries/reinstatements/detail.ts';
import { findRemoval } from '../../prisma/queries/removals/detail.ts';
import { previewPlan } from '../../prisma/queries/removals/preview.ts';
import { type OauthProvider, startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import * as messages from '../../workflows/reinstatements/messages.ts';
import { drafted as draftedRemoval, dependencies, type Leaving, leaving, noted } from '../removals/leaving.ts';
import { type RecordingHost, recordingHost } from '../removals/recording-host.ts';
import { beginRemoval, refusalOf } from '../removals/running.ts';
import { type TestData, testData } from '../support/organization.ts';
import { testTemporal, type TestTemporal } from '../support/temporal.ts';
import { beginReinstatement, gone } from './running.ts';
import { differences, worldOf } from './world.ts';

let data: TestData;
let host: RecordingHost;
let provider: OauthProvider;
let server: TestTemporal;
const refused = new Set<string>();

beforeAll(async () => {
  [data, host, provider, server] = await Promise.all([
    testData(),
    recordingHost(),
    startOauthProvider(),
    testTemporal(),
  ]);
  host.refuses = ({ resource }, { type }) => (type === 'transfer' && refused.has(resource) ? 'locked here' : undefined);
  await server.startWorker(createActivities(await dependencies(data)));
});
afterAll(async () => {
  await server.close();
  await Promise.all([host.close(), provider.close(), data.close()]);
});

const someone = () =>
  leaving(data, { host, provider }, { pipelines: 2, policy: { removals: { rotationGraceHours: 0 } } });
const statusOf = async ({ organization, leaver }: Leaving) => {
  const { rows } = await data.owner.query<{ status: string }>(
    'SELECT status FROM members WHERE organization_id = $1 AND id = $2',
    [organization.id, leaver.id],
  );
  return rows[0]?.status;
};
const hostHas = ({ organization, pipelines }: Leaving) =>
  pipelines.map((pipeline) => host.kept.get(`${organization.id}/${pipeline}`)?.owner);

test('a removal that is blocked half-way ends where it stands, all of it is undone, and who came back can be removed again', async () => {
  const who = await someone();
  const before = await worldOf(data, who.organization.id);
  const [, second = ''] = who.pipelines;
  refused.add(second);
  const removalId = await draftedRemoval(data, who);
  const removal = await beginRemoval(server, who, removalId);
  await removal.until(({ failure }) => failure?.name === 'host-refused');
  refused.delete(second);

  const run = await beginReinstatement(data, server, who, removalId);
  expect(await removal.result()).toBe('cancelled');
  expect(await run.result()).toBe('active');

  const lost = differences(before, await worldOf(data, who.organization.id));
  expect(lost.filter((line) => !line.startsWith('- session:'))).toEqual([]);
  expect(hostHas(who)).toEqual([who.leaver.id, who.leaver.id]);
  expect((await findRemoval(data.db, who.organization.id, removalId))?.status).toBe('cancelled');
  const again = await beginRemoval(server, who, await draftedRemoval(data, who));
  await again.until(({ waitsFor }) => waitsFor === 'follow-ups');
  expect(await statusOf(who)).toBe('deactivated');
}, 60_000);

test('while it runs nobody is removed or let in by hand, a second one is the same run, and an emergency lasts beyond it', async () => {
  const who = await someone();
  const { organization, leaver } = who;
  const at = { memberId: leaver.id, now: new Date() };
  const removalId = await gone(data, who);
  for (const pipeline of who.pipelines) refused.add(pipeline);
  const run = await beginReinstatement(data, server, who, removalId);
  await run.until(({ failure }) => failure?.name === 'host-refused');
  expect(await statusOf(who)).toBe('suspended');

  await expect(
    previewPlan(data.db, organization.id, { memberIds: [leaver.id], successors: [], now: new Date() }),
  ).rejects.toMatchObject({
    name: 'being-reinstated',
  });
  await expect(
    reactivateMember(data.db, organization.id, organization.as, { ...at, reason: 'by-hand' }),
  ).rejects.toMatchObject({ name: 'being-reinstated', facts: { reinstatementId: run.reinstatementId } });
  await expect(beginReinstatement(data, server, who, removalId)).rejects.toMatchObject({ name: 'being-reinstated' });
  await suspendMember(data.db, organization.id, organization.as, { ...at, reason: 'emergency' });

  const noteId = await noted(data, who, 'the host is gone');
  await run.steer(messages.skip, { step: 'transfer', noteId });
  expect(await run.result()).toBe('suspended');
  expect(await statusOf(who)).toBe('suspended');
  expect(await findReinstatement(data.db, organization.id, run.reinstatementId)).toMatchObject({
    status: 'completed',
    skipped: 4,
  });
}, 60_000);

test('what has changed since the preview is refused by name, changes nothing, and the next preview holds', async () => {
  const who = await someone();
  const removalId = await gone(data, who);
  const refusal = await refusalOf(beginReinstatement(data, server, who, removalId, 'what another preview said'));
  expect(refusal.name).toBe('plan-changed');
  expect(await statusOf(who)).toBe('deactivated');
  const run = await beginReinstatement(data, server, who, removalId);
  expect(await run.result()).toBe('active');
  await expect(beginReinstatement(data, server, who, removalId)).rejects.toMatchObject({ name: 'wrong-state' });
}, 60_000);
