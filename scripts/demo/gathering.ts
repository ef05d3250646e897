import { createFirst } from '../support/bootstrap.ts';
import type { Stack } from '../support/stack.ts';
import { caller } from './caller.ts';
import { enter, type Member, type Organization, welcome, welcomeWithApproval } from './cast.ts';
import { build, type Built } from './estate.ts';
import { Host, serviceAccountKey } from './host.ts';
import { type OauthProvider, startOauthProvider } from './oauth-provider.ts';
import { type Person, signIn } from './mailbox.ts';
import { awaited, type Story } from './story.ts';

/** Everyone and everything, before anybody leaves. */
export interface Scene {
  stack: Stack;
  host: Host;
  provider: OauthProvider;
  organizations: { Acme: Organization; 'Acme Labs': Organization; Globex: Organization };
  people: Record<'ada' | 'omar' | 'cleo' | 'ben' | 'dana' | 'gus' | 'gina', Member>;
  /** Ben, who belongs to Acme Labs too, in a browser in which he opened both */
  benEverywhere: Person;
  built: Record<'ben' | 'cleo' | 'dana' | 'globex', Built>;
  /** Keys in the clear, as their makers keep them */
  keys: { ben: string; cleo: string; host: string; etl: string };
  /** refresh tokens at the provider */
  consents: { ben: string; cleo: string };
  schedules: number;
  killWorker(): Promise<void>;
  kills(): number;
}

const DAY = 86_400_000;

export async function gather(story: Story, stack: Stack): Promise<Scene> {
  story.chapter('Three organizations');
  const organizations = await found(stack);
  story.tell('Acme, its subsidiary Acme Labs, and Globex; each admin signs in by the link that was mailed');

  story.chapter('People join');
  const people = await join(story, organizations);
  const benEverywhere = await signIn(stack, people.ben.person.email);

  story.chapter('A host, resources, keys and grants');
  const host = new Host(stack.hostUrl);
  const { built, keys, schedules } = await settle(story, host, organizations, people);
  await useKeys(story, stack.url, organizations.Acme, [keys.ben, keys.cleo]);
  const provider = await startOauthProvider();
  const consents = await consent(story, provider, organizations.Acme, people, built);

  let killed = 0;
  const killWorker = async () => {
    await stack.part('worker').kill('SIGKILL');
    killed += 1;
    story.tell('the worker is killed with SIGKILL');
  };
  return {
    stack,
    host,
    provider,
    organizations,
    people,
    benEverywhere,
    built,
    keys,
    consents,
    schedules,
    killWorker,
    kills: () => killed,
  };
}

async function found(stack: Stack): Promise<Scene['organizations']> {
  const firsts = [
    { name: 'Acme', slug: 'acme', admin: { name: 'Ada Moreno', email: 'ada@acme.example' } },
    { name: 'Acme Labs', slug: 'acme-labs', admin: { name: 'Lena Fischer', email: 'lena@labs.example' } },
    { name: 'Globex', slug: 'globex', admin: { name: 'Gil Tan', email: 'gil@globex.example' } },
  ];
  const created = await createFirst(stack, firsts);
  const entered = firsts.map(async ({ admin }, index) => {
    const made = created[index];
    if (!made) throw new Error('an organization was there already');
    return await enter(stack, made.organizationId, made.memberId, admin.email, admin.name);
  });
  const [Acme, labs, Globex] = await Promise.all(entered);
  if (!Acme || !labs || !Globex) throw new Error('an organization is missing');
  return { Acme, 'Acme Labs': labs, Globex };
}

async function join(story: Story, { Acme, 'Acme Labs': labs }: Scene['organizations']): Promise<Scene['people']> {
  const colleaguesAtOnce = { invitations: { unlisted: 'send' } };
  for (const { admin, path } of [Acme, labs]) await admin.person.post(`${path}/change-policy`, colleaguesAtOnce);
  const colleague = (name: string, role: 'member' | 'admin') =>
    welcome(Acme, { email: `${name.split(' ')[0]?.toLowerCase()}@acme.example`, name, role });
  const [omar, cleo, ben, dana] = await Promise.all([
    colleague('Omar Haddad', 'admin'),
    colleague('Cleo Berg', 'admin'),
    colleague('Ben Carter', 'member'),
    colleague('Dana Novak', 'member'),
  ]);
  await welcome(labs, { email: ben.person.email, name: ben.name, role: 'member' });
  story.tell('Omar, Cleo, Ben and Dana join Acme; Ben joins Acme Labs too');

  const guest = { relationship: 'guest', endsAt: new Date(Date.now() + 90 * DAY).toISOString() } as const;
  const reason = 'Known to us from the last project';
  const [gus, gina] = await Promise.all([
    welcomeWithApproval(
      Acme,
      { ...guest, email: 'gus@partner.example', name: 'Gus Lind', sponsorId: ben.id, reason: 'Audits our pipelines' },
      omar,
      reason,
    ),
    welcomeWithApproval(
      Acme,
      { ...guest, email: 'gina@studio.example', name: 'Gina Rossi', sponsorId: dana.id, reason: 'Designs our reports' },
      omar,
      reason,
    ),
  ]);
  story.tell(
    'two guests, Gus (sponsor: Ben) and Gina (sponsor: Dana): invited by Ada, approved by Omar, mailed, accepted',
  );
  return { ada: Acme.admin, omar, cleo, ben, dana, gus, gina };
}

async function settle(
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
async function useKeys(story: Story, url: string, { path, admin }: Organization, keys: string[]): Promise<void> {
  for (const key of keys) await caller(url, { authorization: `Bearer ${key}` }).get(path);
  const used = await awaited('the last use of each key', async () => {
    const { items } = await admin.person.get<{ items: { lastUsedAt: string | null }[] }>(`${path}/api-keys`);
    return items.every(({ lastUsedAt }) => lastUsedAt !== null) ? items.length : undefined;
  });
  story.tell(`all ${used} keys of Acme are in use, and Doorward shows when last, and from where`);
}

async function consent(
  story: Story,
  provider: OauthProvider,
  { path }: Organization,
  { ben, cleo }: Scene['people'],
  built: Scene['built'],
): Promise<Scene['consents']> {
  const revocable = (token: string, connectionId: string | undefined) => ({
    connectionId,
    provider: 'CRM',
    scopes: provider.scopes,
    token,
    clientId: provider.client.id,
    clientSecret: provider.client.secret,
    tokenEndpoint: provider.tokenEndpoint,
    revocationEndpoint: provider.revocationEndpoint,
  });
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
