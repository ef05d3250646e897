import { caller } from './caller.ts';
import type { Member, Organization } from './cast.ts';
import { build } from './estate.ts';
import type { Scene } from './gathering.ts';
import { type Host, serviceAccountKey } from './host.ts';
import type { OauthProvider } from './oauth-provider.ts';
import { awaited, type Story } from './story.ts';

/** The host, what each member builds there, and their API keys. */
export async function settle(
  story: Story,
  host: Host,
  { Acme, Globex }: Scene['organizations'],
  { ben, cleo, dana }: Scene['people'],
): Promise<Pick<Scene, 'built' | 'keys' | 'schedules'>> {
  const [{ key: hostKey }, { key: globexKey }] = await Promise.all([host.connect(Acme), host.connect(Globex)]);
  const carried = { scopes: ['read'], by: cleo.person };
  const { key: etl } = await serviceAccountKey(Acme, 'ETL', 'what the pipelines carry', carried);
  const own = async (member: Member) =>
    (await member.person.post<{ key: string }>(`${Acme.path}/api-keys`, { name: 'my own', scopes: ['read'] })).key;
  const keys = { host: hostKey, etl, ben: await own(ben), cleo: await own(cleo) };

  const team = await Acme.admin.person.post<{ id: string }>(`${Acme.path}/teams`, { name: 'Data' });
  for (const [memberId, role] of [
    [dana.id, 'maintainer'],
    [ben.id, 'member'],
  ] as const)
    await Acme.admin.person.post(`${Acme.path}/teams/${team.id}/members`, { memberId, role });

  const secret = (id: string) => ({ id, provider: 'postgresql', auth: 'secret' as const });
  const oauth = (id: string, provider: string) => ({ id, provider, auth: 'oauth' as const });
  const built = {
    ben: await build(host, Acme, {
      owner: ben,
      name: 'orders',
      pipelines: 6,
      key: etl,
      team: team.id,
      connections: [secret('warehouse'), secret('shop'), oauth('crm', 'CRM'), oauth('ads', 'Ads')],
    }),
    cleo: await build(host, Acme, {
      owner: cleo,
      name: 'billing',
      pipelines: 3,
      key: etl,
      connections: [secret('ledger'), oauth('payments', 'CRM')],
    }),
    dana: await build(host, Acme, {
      owner: dana,
      name: 'reports',
      pipelines: 3,
      key: etl,
      team: team.id,
      connections: [secret('lake'), secret('exports')],
    }),
    globex: await build(host, Globex, {
      owner: Globex.admin,
      name: 'stock',
      pipelines: 3,
      key: globexKey,
      connections: [secret('stock'), secret('suppliers')],
    }),
  };
  await ben.person.post(`${Acme.path}/connections/${built.ben.connections['warehouse']}/set-secret`, {
    secret: 'pg-1',
  });
  const resources = Object.values(built).reduce((sum, { resources: count }) => sum + count, 0);
  const schedules = Object.values(built).reduce((sum, { pipelines }) => sum + pipelines.length, 0);
  story.tell(`${resources} resources, registered by the host; ${schedules} schedules tick every second`);
  story.tell(
    'API keys: one of the host in each of two organizations, one that the pipelines carry, one each of Ben and Cleo',
  );
  return { built, keys, schedules };
}

/** A key that is in use is red in a plan: so they are used before anything is planned. */
export async function useKeys(story: Story, url: string, { path, admin }: Organization, keys: string[]): Promise<void> {
  for (const key of keys) await caller(url, { authorization: `Bearer ${key}` }).get(path);
  const used = await awaited('the last use of each key', async () => {
    const { items } = await admin.person.get<{ items: { lastUsedAt: string | null }[] }>(`${path}/api-keys`);
    return items.every(({ lastUsedAt }) => lastUsedAt !== null) ? items.length : undefined;
  });
  story.tell(`all ${used} keys of Acme are in use, and Doorward shows when last, and from where`);
}

/** What is registered of a consent at the OAuth server. */
export const grantOf = (provider: OauthProvider, token: string, connectionId: string | undefined) => ({
  connectionId,
  provider: 'CRM',
  scopes: provider.scopes,
  token,
  clientId: provider.client.id,
  clientSecret: provider.client.secret,
  tokenEndpoint: provider.tokenEndpoint,
  revocationEndpoint: provider.revocationEndpoint,
});

/** OAuth grants: two at a real OAuth server, one at a provider that has no endpoint for revoking. */
export async function consent(
  story: Story,
  provider: OauthProvider,
  { path }: Organization,
  { ben, cleo }: Scene['people'],
  built: Scene['built'],
): Promise<Scene['consents']> {
  const revocable = (token: string, connectionId: string | undefined) => grantOf(provider, token, connectionId);
  const consents = { ben: await provider.consent('ben'), cleo: await provider.consent('cleo') };
  await ben.person.post(`${path}/grants`, revocable(consents.ben, built.ben.connections['crm']));
  await ben.person.post(`${path}/grants`, {
    connectionId: built.ben.connections['ads'],
    provider: 'Ads',
    humanPage: 'https://ads.example/settings/connected-apps',
  });
  await cleo.person.post(`${path}/grants`, revocable(consents.cleo, built.cleo.connections['payments']));
  const working = (await provider.stillWorks(consents.ben)) && (await provider.stillWorks(consents.cleo));
  story.prove(
    working,
    'three OAuth grants: two at a real OAuth server, whose refresh tokens work; one at a provider without an endpoint',
  );
  return consents;
}
