// An organization as one finds it: three teams, twelve people, forty resources with schedules, six keys, three grants. Leo, who leaves, holds one of each kind
// of thing that a removal knows. All by the product's own commands.
import { randomUUID } from 'node:crypto';
import { inOrganization } from '../../prisma/client.ts';
import { addBookmark } from '../../prisma/commands/bookmarks/bookmarks.ts';
import { registerGrant } from '../../prisma/commands/connections/grants.ts';
import { setConnectionSecret } from '../../prisma/commands/connections/secrets.ts';
import { createApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { changeBillingContact } from '../../prisma/commands/organizations/change.ts';
import { type NewResource, registerResources } from '../../prisma/commands/resources/register.ts';
import { createServiceAccount } from '../../prisma/commands/service-accounts/create.ts';
import { openDoor } from '../../prisma/commands/sessions/open-door.ts';
import { signInByLink } from '../../prisma/commands/sessions/sign-in.ts';
import { askSignIn } from '../../prisma/commands/sessions/ask-sign-in.ts';
import { addShare } from '../../prisma/commands/shares/shares.ts';
import { addTeamMember } from '../../prisma/commands/teams/members.ts';
import { createTeam } from '../../prisma/commands/teams/teams.ts';
import { signInMail } from '../../prisma/queries/sessions/sign-in-mail.ts';
import { hashOf } from '../../prisma/secrets/links.ts';
import { type TestData, testMember, type TestOrganization, testOrganization } from './organization.ts';

export type Person = Awaited<ReturnType<typeof testMember>>;

export interface Fixture {
  organization: TestOrganization;
  /** who leaves: an admin in team Data */
  leo: Person;
  /** Leo's manager */
  mia: Person;
  /** maintainer of team Data */
  dora: Person;
  /** maintainer of team Ops */
  otto: Person;
  /** sponsored and managed by Leo */
  guest: Person;
  viewer: Person;
  others: Person[];
  teams: { data: string; ops: string; finance: string };
  /** 8 connections, 16 pipelines, 16 schedules: each pipeline runs on a connection, each schedule on a pipeline */
  connections: string[];
  pipelines: string[];
  schedules: string[];
  serviceAccount: string;
  /** Leo's own two, two of the service account that Leo made, two of others */
  keys: { own: string[]; made: string[]; foreign: string[] };
  grants: string[];
  sessionToken: string;
}

const now = () => new Date();

export async function furnished(data: TestData): Promise<Fixture> {
  const { db } = data;
  const organization = await testOrganization(data);
  const people = await peopleOf(data, organization);
  const { leo, dora, otto } = people;
  const { id, as } = organization;
  await changeBillingContact(db, id, as, { memberId: leo.id });
  const [dataTeam, ops, finance] = [
    await createTeam(db, id, as, { name: 'Data', now: now() }),
    await createTeam(db, id, as, { name: 'Ops', now: now() }),
    await createTeam(db, id, as, { name: 'Finance', now: now() }),
  ].map(({ teamId }) => teamId) as [string, string, string];
  const join = (teamId: string, memberId: string, role: 'maintainer' | 'member') =>
    addTeamMember(db, id, as, { teamId, memberId, role, now: now() });
  await join(dataTeam, dora.id, 'maintainer');
  await join(dataTeam, leo.id, 'member');
  await join(ops, otto.id, 'maintainer');
  await join(ops, leo.id, 'maintainer');
  const resources = await resourcesOf(data, organization, leo, { data: dataTeam, ops });
  const { serviceAccount, keys } = await keysOf(data, id, people);
  return {
    organization,
    ...people,
    teams: { data: dataTeam, ops, finance },
    ...resources,
    serviceAccount,
    keys,
    grants: await grantsOf(data, id, people, resources.connections),
    sessionToken: await signedIn(data, id, leo),
  };
}

async function peopleOf(data: TestData, { id }: TestOrganization) {
  const person = (name: string, role: 'viewer' | 'member' | 'admin' = 'member') => testMember(data, id, { name, role });
  const [leo, mia, dora, otto] = [
    await person('Leo', 'admin'),
    await person('Mia'),
    await person('Dora'),
    await person('Otto'),
  ];
  const [guest, viewer] = [await person('Gus', 'viewer'), await person('Vera', 'viewer')];
  const others = [
    await person('Una'),
    await person('Udo'),
    await person('Ulf'),
    await person('Ute'),
    await person('Uli'),
  ];
  const change = (memberId: string, columns: object) =>
    inOrganization(data.db, id, (tx) =>
      tx.member.update({ where: { organizationId_id: { organizationId: id, id: memberId } }, data: columns }),
    );
  await change(leo.id, { managerId: mia.id, timeZone: 'Europe/Vienna' });
  const endsAt = new Date(Date.now() + 90 * 86_400_000);
  await change(guest.id, { relationship: 'guest', sponsorId: leo.id, managerId: leo.id, endsAt });
  return { leo, mia, dora, otto, guest, viewer, others };
}

/** Half of them in team Data, a quarter in Ops, a quarter in none. Leo owns all and is what all automation runs as. */
async function resourcesOf(
  { db, secrets }: TestData,
  { id, as }: TestOrganization,
  leo: Person,
  teams: { data: string; ops: string },
) {
  const teamOf = (index: number) =>
    [{ teamId: teams.data }, { teamId: teams.data }, { teamId: teams.ops }, {}][index % 4];
  const own = (resource: Omit<NewResource, 'hostId' | 'name' | 'ownerId'>, index: number): NewResource => {
    const resourceId = randomUUID();
    const name = `${resource.kind} ${index}`;
    return {
      id: resourceId,
      hostId: resourceId,
      name,
      ownerId: leo.id,
      authorId: leo.id,
      ...teamOf(index),
      ...resource,
    };
  };
  const register = (list: NewResource[]) => registerResources(db, id, as, { resources: list, now: now() });
  const count = (length: number) => Array.from({ length }, (_, index) => index);
  const connections = await register(
    count(8).map((index) =>
      own({ kind: 'connection', connection: { provider: 'warehouse', auth: index < 3 ? 'oauth' : 'secret' } }, index),
    ),
  );
  const pipelines = await register(
    count(16).map((index) =>
      own({ kind: 'pipeline', runsAsId: leo.id, connectionIds: [connections[index % 8] ?? ''] }, index),
    ),
  );
  const nextRunAt = new Date(Date.now() + 60_000);
  const schedules = await register(
    count(16).map((index) =>
      own(
        { kind: 'schedule', runsAsId: leo.id, targetId: pipelines[index] ?? '', everySeconds: 3600, nextRunAt },
        index,
      ),
    ),
  );
  await setConnectionSecret(db, secrets, id, leo.as, { connectionId: connections[7] ?? '', secret: 'one', now: now() });
  return { connections, pipelines, schedules };
}

async function keysOf({ db }: TestData, id: string, { leo, mia, others }: Awaited<ReturnType<typeof peopleOf>>) {
  const account = { name: 'CI', purpose: 'deploys', role: 'member', now: now() } as const;
  const { memberId: serviceAccount } = await createServiceAccount(db, id, leo.as, account);
  const key = async (as: Person['as'], holderId: string, name: string) =>
    (await createApiKey(db, id, as, { holderId, name, scopes: ['read'], expiresAt: null, now: now() })).credentialId;
  const [una] = others;
  const foreign = [await key(mia.as, mia.id, 'Mia’s')];
  if (una !== undefined) foreign.push(await key(una.as, una.id, 'Una’s'));
  return {
    serviceAccount,
    keys: {
      own: [await key(leo.as, leo.id, 'laptop'), await key(leo.as, leo.id, 'desktop')],
      made: [await key(leo.as, serviceAccount, 'build'), await key(leo.as, serviceAccount, 'deploy')],
      foreign,
    },
  };
}

/** Two of Leo's, one of Mia's. */
async function grantsOf(
  { db, secrets }: TestData,
  id: string,
  { leo, mia }: Awaited<ReturnType<typeof peopleOf>>,
  connections: string[],
): Promise<string[]> {
  const grants: string[] = [];
  for (const [index, person] of [leo, leo, mia].entries()) {
    const { grantId } = await registerGrant(db, secrets, id, person.as, {
      connectionId: connections[index] ?? '',
      memberId: person.id,
      provider: 'warehouse',
      scopes: ['read'],
      now: now(),
      ...(index === 0 ? { token: 'refresh', revocationEndpoint: 'https://warehouse.example/revoke' } : {}),
    });
    grants.push(grantId);
  }
  await addBookmark(db, id, leo.as, { memberId: leo.id, resourceId: connections[0] ?? '', now: now() });
  await addShare(db, id, leo.as, { resourceId: connections[0] ?? '', memberId: leo.id, level: 'manage', now: now() });
  return grants;
}

async function signedIn({ db, secrets }: TestData, organization: string, { email }: Person): Promise<string> {
  const asked = await askSignIn(db, secrets, { email, now: now() });
  const mail = await signInMail(db, secrets, { signInLinkId: asked?.signInLinkId ?? '', now: now() });
  const { token } = await signInByLink(db, { token: mail?.token ?? '', now: now() });
  await openDoor(db, organization, { sessionHash: hashOf(token), now: now() });
  return token;
}
