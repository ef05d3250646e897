// Every activity of a consent, killed before and after its effect, run twice, and two at once: it ends as it does without, once, and no token is left over.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { consentRequestActivities } from '../../activities/consent-requests/activities.ts';
import { createActivities } from '../../activities/registry.ts';
import { engineOf } from '../../api/engine.ts';
import { startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import { type Around, consenting } from '../consent-requests/consenting.ts';
import { testApi, url } from '../http/support/api.ts';
import { dependencies, drafted } from '../removals/leaving.ts';
import { recordingHost } from '../removals/recording-host.ts';
import { beginRemoval } from '../removals/running.ts';
import { testData } from '../support/organization.ts';
import { type TestTemporal, testTemporal } from '../support/temporal.ts';
import { failuresWith, Faults, faults, type Planned } from './faulty-worker.ts';

const stories = ['settled', 'refused'] as const;
type Story = (typeof stories)[number];
const storyOf: Record<string, Story> = {
  exchangeCode: 'settled',
  testShadow: 'settled',
  swapShadow: 'settled',
  settleAtHost: 'settled',
  endConsent: 'refused',
};
const planned = new Faults();
const ordinary = new Map<Story, unknown>();
const refusing = new Set<string>();
let around: Around;
let server: TestTemporal;

beforeAll(async () => {
  const [data, host, provider] = await Promise.all([testData(), recordingHost(), startOauthProvider()]);
  server = await testTemporal();
  const deps = { ...(await dependencies(data)), url };
  const api = await testApi(data, { engine: engineOf(server.client, server.taskQueue) });
  around = { data, api, host, provider, deps };
  host.refuses = (_item, { organization, type }) =>
    refusing.has(organization) && type === 'test' ? 'no access' : undefined;
  await server.startWorker(createActivities(deps), { interceptors: { activity: [planned.interceptor] } });
  await Promise.all(stories.map(async (story) => ordinary.set(story, await told(story))));
});
afterAll(async () => {
  const { data, api, host, provider } = around;
  await Promise.all([api.close(), server.close()]);
  await Promise.all([host.close(), provider.close(), data.close()]);
});

/** One consent in an organization of its own, until its run has ended. */
async function told(story: Story, fault?: Planned) {
  const who = await consenting(around, { atHost: true });
  const { id } = who.organization;
  if (story === 'refused') refusing.add(id);
  planned.plan(id, fault);
  const effectiveAt = new Date(Date.now() + 30 * 86_400_000);
  await beginRemoval(server, who, await drafted(around.data, who, { effectiveAt }));
  const consent = await who.consents();
  await server.client.workflow.getHandle(`consent-request/${id}/${consent.id}`).result();
  planned.allHappened(id);
  const ended = await who.until(consent.id, ({ status }) => status === (story === 'settled' ? 'settled' : 'failed'));
  const { rows: audit } = await around.data.owner.query<{ action: string; times: number }>(
    `SELECT body::jsonb ->> 'action' AS action, count(*)::int AS times FROM audit_entries WHERE organization_id = $1
      AND (body::jsonb ->> 'action' LIKE 'consent-request.%' OR body::jsonb ->> 'action' LIKE 'grant.%') GROUP BY 1 ORDER BY 1`,
    [id],
  );
  const { rows: grants } = await around.data.owner.query(
    'SELECT status::text, token_box IS NOT NULL AS token FROM grants WHERE organization_id = $1 AND connection_id = $2 ORDER BY created_at',
    [id, who.consented],
  );
  const { status, problem, testedBy } = ended;
  const old = await around.provider.stillWorks(who.refreshToken);
  return { status, problem, testedBy, audit, grants, old };
}

test('the stories call every activity of a consent', () => {
  expect(Object.keys(storyOf).sort()).toEqual(Object.keys(consentRequestActivities(around.deps)).sort());
});

test.each(faults)('with every activity %s, the consent ends as it does without, once', async (fault) => {
  const of = (activity: string) => storyOf[activity] ?? 'settled';
  const failed = await failuresWith(fault, Object.keys(storyOf), of, async (story, tried) => {
    expect(await told(story, tried)).toEqual(ordinary.get(story));
  });
  expect(failed).toEqual([]);
});
