import { createFirst } from '../support/bootstrap.ts';
import type { Stack } from '../support/stack.ts';
import { enter, type Member, type Organization, welcome, welcomeWithApproval } from './cast.ts';
import type { Built } from './estate.ts';
import { consent, settle, useKeys } from './furnishing.ts';
import { Host } from './host.ts';
import { type OauthProvider, startOauthProvider } from './oauth-provider.ts';
import { type Person, signIn } from './mailbox.ts';
import type { Story } from './story.ts';

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
