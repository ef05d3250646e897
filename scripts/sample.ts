import { type Invited, type Member, memberOf, type Organization, welcome } from './demo/cast.ts';
import { build } from './demo/estate.ts';
import { Host, serviceAccountKey } from './demo/host.ts';
import { mailedSignIn, signIn } from './demo/mailbox.ts';
import { createFirst } from './support/bootstrap.ts';
import type { Stack } from './support/stack.ts';

/** What `npm start` prints about the sample organization. */
export interface Sample {
  organization: string;
  /** Signs in as its admin; fresh at each start. */
  signInUrl: string;
}

const ada = { name: 'Ada Moreno', email: 'ada@acme.example' };
const benCarter: Invited = { name: 'Ben Carter', email: 'ben@acme.example', role: 'member' };
const danaNovak: Invited = { name: 'Dana Novak', email: 'dana@acme.example', role: 'member' };
const colleagues: Invited[] = [
  { name: 'Omar Haddad', email: 'omar@acme.example', role: 'admin' },
  benCarter,
  danaNovak,
  { name: 'Cleo Berg', email: 'cleo@acme.example', role: 'viewer' },
];

/**
 * Creates the sample organization unless it is there, and makes a link that signs in as its admin. All but the organization itself is made over HTTP,
 * each part unless it is there: a start that was stopped half-way is gone on with by the next one.
 */
export async function prepareSample(stack: Stack): Promise<Sample | undefined> {
  const [created] = await createFirst(stack, [{ name: 'Acme', slug: 'acme', admin: ada }]);
  const person = await signIn(stack, ada.email).catch((error: unknown) => {
    if (created) throw error;
    return undefined; // whoever was removed gets no mail
  });
  const session = await person?.get<{ organizations: Membership[] }>('/v1/session');
  const acme = session?.organizations.find(({ slug, open }) => slug === 'acme' && open);
  if (!person || !acme) return undefined; // an Acme without Ada is left alone
  const path = `/v1/organizations/${acme.id}`;
  const { items: grants } = await person.get<{ items: unknown[] }>(`${path}/grants`);
  const admin = { id: acme.memberId, name: ada.name, person };
  // the grant is what is made last
  if (grants.length === 0 && acme.role === 'admin')
    await furnish(stack, { id: acme.id, path, admin, url: stack.url, inbox: stack.inbox });
  return { organization: 'Acme', signInUrl: await mailedSignIn(stack, ada.email) };
}

interface Membership {
  id: string;
  slug: string;
  memberId: string;
  role: string;
  open: boolean;
}

async function furnish(stack: Stack, organization: Organization): Promise<void> {
  const { path, admin } = organization;
  await admin.person.post(`${path}/change-policy`, { invitations: { unlisted: 'send' } });
  const ids = new Map<string, string>();
  for (const invited of colleagues) {
    const there = await memberOf(organization, invited.email);
    const id = there?.status === 'active' ? there.id : (await welcome(organization, invited)).id;
    ids.set(invited.email, id);
  }
  await admin.person.post(`${path}/change-policy`, { invitations: { unlisted: 'approve' } });

  const signedIn = async ({ name, email }: Invited): Promise<Member> => {
    return { id: ids.get(email) ?? '', name, person: await signIn(stack, email) };
  };
  const [ben, dana] = [await signedIn(benCarter), await signedIn(danaNovak)];
  const team = await teamOf(organization, 'Data');
  for (const [memberId, role] of [
    [dana.id, 'maintainer'],
    [ben.id, 'member'],
  ] as const)
    await admin.person.post(`${path}/teams/${team}/members`, { memberId, role });

  const host = new Host(stack.hostUrl);
  await host.connect(organization);
  const { key } = await serviceAccountKey(organization, 'ETL', 'What the pipelines carry', { scopes: ['read'] });
  const works = await build(host, organization, {
    owner: ben,
    name: 'orders',
    pipelines: 4,
    key,
    team,
    connections: [
      { id: 'warehouse', provider: 'postgresql', auth: 'secret' },
      { id: 'ads', provider: 'Ads', auth: 'oauth' },
    ],
  });
  const lake = { id: 'lake', provider: 's3', auth: 'secret' } as const;
  await build(host, organization, { owner: dana, name: 'reports', pipelines: 2, key, team, connections: [lake] });
  await ben.person.post(`${path}/connections/${works.connections['warehouse']}/set-secret`, { secret: 'a-secret' });
  await ben.person.post(`${path}/api-keys`, { name: 'On Ben’s laptop', scopes: ['read'] });
  await ben.person.post(`${path}/grants`, {
    connectionId: works.connections['ads'],
    provider: 'Ads',
    humanPage: 'https://ads.example/settings/connected-apps',
  });
}

async function teamOf({ path, admin }: Organization, name: string): Promise<string> {
  const { items } = await admin.person.get<{ items: { id: string; name: string }[] }>(`${path}/teams`);
  const there = items.find((team) => team.name === name);
  return (there ?? (await admin.person.post<{ id: string }>(`${path}/teams`, { name }))).id;
}
