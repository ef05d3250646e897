import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createActivities } from '../../activities/registry.ts';
import { listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import { listRemovalItems } from '../../prisma/queries/removals/items.ts';
import { type OauthProvider, startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import * as messages from '../../workflows/removals/messages.ts';
import { type TestData, testData } from '../support/organization.ts';
import { testTemporal, type TestTemporal } from '../support/temporal.ts';
import { dependencies, drafted, type Leaving, leaving, noted } from '../removals/leaving.ts';
import { type RecordingHost, recordingHost } from '../removals/recording-host.ts';
import { beginRemoval, type RemovalRun } from '../removals/running.ts';
import { remainsOf } from '../removals/remains.ts';

let data: TestData;
let provider: OauthProvider;
let server: TestTemporal;

beforeAll(async () => {
  [data, provider, server] = await Promise.all([testData(), startOauthProvider(), testTemporal()]);
  await server.startWorker(createActivities(await dependencies(data)));
});
afterAll(() => Promise.all([server?.close(), provider?.close(), data?.close()]));

interface Story {
  name: string;
  /** makes the host misbehave */
  begins(host: RecordingHost): void;
  /** of how many resources it is told, hand-over by hand-over: what it has acknowledged is not asked again */
  told: number[];
  /** why the run is blocked meanwhile, and what its items say; undefined: it isn't */
  blocked?: { by: 'host-refused' | 'host-unreachable'; says?: RegExp };
}

const stories: Story[] = [
  {
    name: 'that answers slowly',
    told: [4],
    begins: (host) => {
      host.delay = () => 1_500;
    },
  },
  {
    name: 'that fails with 500 now and then',
    told: [4],
    begins: (host) => {
      let asked = 0;
      host.status = () => (asked++ % 2 === 0 ? 500 : undefined);
    },
  },
  {
    name: 'that drops every other connection',
    told: [4],
    begins: (host) => {
      let asked = 0;
      host.drops = () => asked++ % 2 === 0;
    },
  },
  {
    name: 'that answers for half of a batch',
    told: [4, 2],
    begins: (host) => {
      host.answersFor = ({ type, items }) => (type === 'transfer' ? Math.ceil(items.length / 2) : items.length);
    },
    blocked: { by: 'host-refused', says: /the host said nothing of it/ },
  },
  {
    name: 'whose clock is an hour ahead',
    told: [4],
    begins: (host) => {
      host.clock = 3_600;
    },
    blocked: { by: 'host-refused', says: /clock is 3[56]\d\d seconds ahead/ },
  },
  {
    name: 'whose clock is an hour behind',
    told: [4],
    begins: (host) => {
      host.clock = -3_600;
    },
    blocked: { by: 'host-refused', says: /clock is 3[56]\d\d seconds behind/ },
  },
];

/** How many resources each hand-over that it took named; one that is sent again has the same id. */
function toldOf({ requests }: RecordingHost): number[] {
  const byId = new Map(requests.filter(({ type }) => type === 'transfer').map(({ id, items }) => [id, items.length]));
  return [...byId.values()];
}

async function attestAll(who: Leaving, run: RemovalRun, removalId: string): Promise<void> {
  await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
  const open = await listFollowUps(data.db, who.organization.id, { removalId, status: 'open', limit: 100 });
  for (const { id } of open)
    await run.steer(messages.attest, { followUpId: id, noteId: await noted(data, who, 'Changed at the provider') });
}

test.each(stories)('a host $name is handed everything in the end, and nothing is open then', async (story) => {
  const host = await recordingHost();
  try {
    story.begins(host);
    const who = await leaving(
      data,
      { host, provider },
      { pipelines: 4, policy: { removals: { rotationGraceHours: 0 } } },
    );
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    if (story.blocked) {
      await run.until(({ failure }) => failure?.name === story.blocked?.by);
      const items = { removalId, step: 'transfer', status: ['awaiting_host'] as const, limit: 20 } as const;
      const waiting = await listRemovalItems(data.db, who.organization.id, items);
      expect(waiting.length).toBeGreaterThan(0);
      for (const { reason } of waiting) expect(reason).toMatch(story.blocked.says ?? /./);
      host.clock = 0;
      host.answersFor = ({ items: all }) => all.length;
      await run.steer(messages.retry, { step: 'transfer' });
    }
    await attestAll(who, run, removalId);
    expect(await run.result()).toBe('proven');
    expect(toldOf(host)).toEqual(story.told);
    const kept = who.pipelines.map((id) => host.kept.get(`${who.organization.id}/${id}`));
    expect(kept).toEqual(who.pipelines.map(() => ({ owner: who.successor.id, runsAs: who.successor.id })));
    expect(await remainsOf(data, who)).toEqual({});
  } finally {
    await host.close();
  }
});
