// A leaver whose consent a connection rests on, and a successor who gives another one: over HTTP, at the real provider.
import { randomUUID } from 'node:crypto';
import type { ActivityDependencies } from '../../activities/dependencies.ts';
import { useConnection } from '../../prisma/commands/resources/uses.ts';
import { setOauthClient } from '../../prisma/commands/oauth-clients/oauth-clients.ts';
import { registerResourceKind } from '../../prisma/commands/resources/kinds.ts';
import type { Decision, OauthProvider } from '../../scripts/demo/oauth-provider.ts';
import { asking, type Answer, type Ask, signedIn, type TestApi } from '../http/support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { TestData } from '../support/organization.ts';
import { type Leaving, leaving } from '../removals/leaving.ts';
import type { RecordingHost } from '../removals/recording-host.ts';

export interface Around {
  data: TestData;
  api: TestApi;
  host: RecordingHost;
  provider: OauthProvider;
  deps: ActivityDependencies;
}

export interface Consenting extends Leaving {
  /** as the successor, signed in */
  ask: Ask;
  /** below the organization */
  path: (rest: string) => string;
  /** asks for a consent; what comes of it */
  begin(as?: Ask): Promise<Answer>;
  /** what the browser brings back from the provider, as the page posts it */
  comesBack(authorizationUrl: string, decision?: Decision, account?: string): Promise<Record<string, string>>;
  answer(body: Record<string, string>, as?: Ask): Promise<Answer>;
  /** the whole way, until the run has ended or waits for the host */
  consents(decision?: Decision, account?: string): Promise<Consent>;
  until(id: string, like: (consent: Consent) => boolean): Promise<Consent>;
}

export interface Consent {
  id: string;
  status: string;
  problem: string | null;
  detail: string | null;
  testedBy: string | null;
  account: string | null;
  grantId: string | null;
  replaces: { grantId: string; status: string } | null;
}

/** `atHost`: the connection's host takes consents. A pipeline runs on the connection. */
export async function consenting(around: Around, { atHost = false } = {}): Promise<Consenting> {
  const { data, api, host, provider } = around;
  const who = await leaving(data, { host, provider }, { pipelines: 1 });
  const { organization, pipelines, consented, successor } = who;
  const { id, as } = organization;
  const now = new Date();
  await useConnection(data.db, id, as, { resourceId: pipelines[0] ?? '', connectionId: consented, now });
  if (atHost) {
    const kind = { name: 'connection', title: 'Connection', handoverUrl: host.url, takesGrants: true };
    const { handoverSecret } = await registerResourceKind(data.db, data.secrets, id, as, kind);
    host.secrets.set(`${id}/connection`, handoverSecret ?? '');
  }
  await setClient(around, id, as);
  const ask = asking(api, await signedIn(api, data, successor.email));
  const path = (rest: string) => `/v1/organizations/${id}/${rest}`;
  const begin = (by = ask) => by('POST', path('consent-requests'), { body: { connectionId: consented } });
  const comesBack = async (authorizationUrl: string, decision: Decision = {}, account = successor.id) =>
    Object.fromEntries((await provider.visit(authorizationUrl, account, decision)).searchParams);
  const answer = (body: Record<string, string>, by = ask) => {
    const { error_description: _words, ...said } = body; // the page leaves it out
    const headers = { 'idempotency-key': randomUUID() };
    return by('POST', path('consent-requests/answer'), { body: { provider: 'etl-tool', ...said }, headers });
  };
  const until = (request: string, like: (consent: Consent) => boolean) =>
    eventually(async () => {
      const consent = (await ask('GET', path(`consent-requests/${request}`))).json as Consent;
      if (!like(consent)) throw new Error(JSON.stringify(consent));
      return consent;
    }, 60_000);
  const consents = async (decision?: Decision, account?: string) => {
    const begun = await begin();
    if (begun.status !== 201) throw new Error(begun.text);
    const back = await comesBack(begun.json.authorizationUrl, decision, account);
    const answered = await answer(back);
    if (answered.status !== 202) throw new Error(answered.text);
    return await until(begun.json.id, ({ status }) => ['failed', 'swapped', 'settled'].includes(status));
  };
  return { ...who, ask, path, begin, comesBack, answer, consents, until };
}

export async function setClient(
  { data, provider }: Pick<Around, 'data' | 'provider'>,
  organization: string,
  as: Leaving['organization']['as'],
  change: { tokenEndpoint?: string } = {},
): Promise<void> {
  const { client, issuer, authorizationEndpoint, tokenEndpoint, revocationEndpoint } = provider;
  await setOauthClient(data.db, data.secrets, organization, as, {
    provider: 'etl-tool',
    clientId: client.id,
    clientSecret: client.secret,
    issuer,
    authorizationEndpoint,
    tokenEndpoint,
    revocationEndpoint,
    scopes: ['openid', 'offline_access', 'ledger:read'],
    now: new Date(),
    ...change,
  });
}
