// What a consent can come to: between them every activity of a consent is called.
import { engineOf } from '../../api/engine.ts';
import type { ActivityDependencies } from '../../activities/dependencies.ts';
import { startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import { consentRequestWorkflowId } from '../../workflows/consent-requests/messages.ts';
import { type Around, type Consenting, consenting } from '../consent-requests/consenting.ts';
import { testApi } from '../http/support/api.ts';
import { drafted } from '../removals/leaving.ts';
import { recordingHost } from '../removals/recording-host.ts';
import { beginRemoval } from '../removals/running.ts';
import type { TestData } from '../support/organization.ts';
import type { TestTemporal } from '../support/temporal.ts';

export const stories = ['settled', 'refused'] as const;
export type Story = (typeof stories)[number];

export interface ConsentWorld extends Around {
  /** organizations whose host refuses every consent */
  refusing: Set<string>;
  close(): Promise<void>;
}

/** `deps`: with the base URL of the API, where providers send people back to. */
export async function consentWorld(
  data: TestData,
  server: TestTemporal,
  deps: ActivityDependencies,
): Promise<ConsentWorld> {
  const [host, provider] = await Promise.all([recordingHost(), startOauthProvider()]);
  const api = await testApi(data, { engine: engineOf(server.client, server.taskQueue) });
  const refusing = new Set<string>();
  host.refuses = (_item, { organization, type }) =>
    refusing.has(organization) && type === 'test' ? 'no access' : undefined;
  const close = async () => {
    await api.close();
    await Promise.all([host.close(), provider.close()]);
  };
  return { data, api, host, provider, deps, refusing, close };
}

/** One consent in an organization of its own, in the notice period of a removal, until its run has ended. */
export async function consentStory(
  story: Story,
  world: ConsentWorld,
  server: TestTemporal,
  begun: (organization: string) => void = () => undefined,
) {
  const who = await consenting(world, { atHost: true });
  const { id } = who.organization;
  if (story === 'refused') world.refusing.add(id);
  begun(id);
  const effectiveAt = new Date(Date.now() + 30 * 86_400_000);
  await beginRemoval(server, who, await drafted(world.data, who, { effectiveAt }));
  const consent = await who.consents();
  await server.client.workflow.getHandle(consentRequestWorkflowId(id, consent.id)).result();
  const ended = await who.until(consent.id, ({ status }) => status === (story === 'settled' ? 'settled' : 'failed'));
  return { organization: id, ending: await endingOf(world, who, ended) };
}

/** What it leaves behind. */
async function endingOf(
  { data, provider }: ConsentWorld,
  { organization: { id }, consented, refreshToken }: Consenting,
  { status, problem, testedBy }: { status: string; problem: string | null; testedBy: string | null },
) {
  const { rows: audit } = await data.owner.query<{ action: string; times: number }>(
    `SELECT body::jsonb ->> 'action' AS action, count(*)::int AS times FROM audit_entries WHERE organization_id = $1
      AND (body::jsonb ->> 'action' LIKE 'consent-request.%' OR body::jsonb ->> 'action' LIKE 'grant.%') GROUP BY 1 ORDER BY 1`,
    [id],
  );
  const { rows: grants } = await data.owner.query(
    'SELECT status::text, token_box IS NOT NULL AS token FROM grants WHERE organization_id = $1 AND connection_id = $2 ORDER BY created_at',
    [id, consented],
  );
  return { status, problem, testedBy, audit, grants, old: await provider.stillWorks(refreshToken) };
}
