// Someone who holds one of each thing that a removal must see to, made by the product's own commands; and what tests ask about them afterwards.
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ActivityDependencies, Mail } from '../../activities/dependencies.ts';
import { inOrganization } from '../../prisma/client.ts';
import { addBookmark } from '../../prisma/commands/bookmarks/bookmarks.ts';
import { registerGrant } from '../../prisma/commands/connections/grants.ts';
import { setConnectionSecret } from '../../prisma/commands/connections/secrets.ts';
import { createApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { writeNote } from '../../prisma/commands/notes/write.ts';
import { draftRemoval, type DraftRemovalInput } from '../../prisma/commands/removals/draft.ts';
import { registerResourceKind } from '../../prisma/commands/resources/kinds.ts';
import { type NewResource, registerResources } from '../../prisma/commands/resources/register.ts';
import { createServiceAccount } from '../../prisma/commands/service-accounts/create.ts';
import { askSignIn } from '../../prisma/commands/sessions/ask-sign-in.ts';
import { openDoor } from '../../prisma/commands/sessions/open-door.ts';
import { signInByLink } from '../../prisma/commands/sessions/sign-in.ts';
import { addShare } from '../../prisma/commands/shares/shares.ts';
import { addTeamMember } from '../../prisma/commands/teams/members.ts';
import { createTeam } from '../../prisma/commands/teams/teams.ts';
import { createWebhook } from '../../prisma/commands/webhooks/webhooks.ts';
import { previewPlan } from '../../prisma/queries/removals/preview.ts';
import { signInMail } from '../../prisma/queries/sessions/sign-in-mail.ts';
import { hashOf } from '../../prisma/secrets/links.ts';
import { openSigner } from '../../prisma/secrets/signing.ts';
import type { StoredPolicy } from '../../rules/organizations/policy.ts';
import type { OauthProvider } from '../../scripts/demo/oauth-provider.ts';
import { type TestData, testMember, type TestOrganization, testOrganization } from '../support/organization.ts';
import type { RecordingHost } from './recording-host.ts';

export type Person = Awaited<ReturnType<typeof testMember>>;

export interface Leaving {
  organization: TestOrganization;
  leaver: Person;
  successor: Person;
  /** pipelines at the host */
  pipelines: string[];
  connection: string;
  /** a second one whose secret its host can set; '' unless asked for */
  rotated: string;
  consented: string;
  team: string;
  /** the leaver's own key */
  key: { credentialId: string; key: string };
  /** of a service account, made by the leaver */
  madeKey: { credentialId: string; key: string };
  sessionToken: string;
  refreshToken: string;
}

export interface Outside {
  host: RecordingHost;
  provider: OauthProvider;
}

const now = () => new Date();

interface LeavingOptions {
  pipelines?: number;
  policy?: StoredPolicy;
  /** connections are at the host too, which sets new secrets */
  rotating?: boolean;
}

/** `pipelines`: how many; each is kept at the host and runs on the leaver's connection as the leaver. */
export async function leaving(
  data: TestData,
  outside: Outside,
  { pipelines: count = 3, policy = {}, rotating = false }: LeavingOptions = {},
): Promise<Leaving> {
  const { db, secrets } = data;
  const organization = await testOrganization(data);
  const { id } = organization;
  await setPolicy(data, id, policy);
  const [leaver, successor] = [await testMember(data, id, { role: 'admin' }), await testMember(data, id)];
  await kindAtHost(data, outside.host, organization, { name: 'pipeline' });
  const { teamId: team } = await createTeam(db, id, organization.as, { name: 'Data', now: now() });
  await addTeamMember(db, id, organization.as, { teamId: team, memberId: leaver.id, role: 'member', now: now() });
  const own = (resource: Omit<NewResource, 'hostId' | 'name' | 'ownerId'>): NewResource => {
    const hostId = randomUUID();
    return { ...resource, hostId, name: `${resource.kind} ${hostId.slice(0, 8)}`, ownerId: leaver.id };
  };
  const resources = (list: NewResource[]) => registerResources(db, id, leaver.as, { resources: list, now: now() });
  const [connection = '', consented = ''] = await resources([
    own({ kind: 'connection', connection: { provider: 'warehouse', auth: 'secret' } }),
    own({ kind: 'connection', connection: { provider: 'etl-tool', auth: 'oauth' } }),
  ]);
  const pipelines: string[] = [];
  while (pipelines.length < count) {
    const some = Math.min(1000, count - pipelines.length);
    const list = Array.from({ length: some }, () =>
      own({ kind: 'pipeline', runsAsId: leaver.id, authorId: leaver.id, connectionIds: [connection] }),
    );
    pipelines.push(...(await resources(list)));
  }
  await setConnectionSecret(db, secrets, id, leaver.as, {
    connectionId: connection,
    secret: 'known to them',
    now: now(),
  });
  if (rotating) await kindAtHost(data, outside.host, organization, { name: 'connection', rotatesSecrets: true });
  const [rotated = ''] = rotating
    ? await resources([own({ kind: 'connection', connection: { provider: 'ledger', auth: 'secret' } })])
    : [];
  if (rotating)
    await setConnectionSecret(db, secrets, id, leaver.as, { connectionId: rotated, secret: 'also known', now: now() });
  const refreshToken = await consent(data, outside.provider, id, leaver, consented);
  await addShare(db, id, organization.as, { resourceId: connection, memberId: leaver.id, level: 'manage', now: now() });
  if (pipelines[0] !== undefined)
    await addBookmark(db, id, leaver.as, { memberId: leaver.id, resourceId: pipelines[0], now: now() });
  await sponsoredGuest(data, id, leaver);
  const webhook = { url: 'https://hooks.example/doorward', description: 'Platform', eventTypes: [], now: now() };
  await createWebhook(db, secrets, id, leaver.as, webhook);
  return {
    organization,
    leaver,
    successor,
    pipelines,
    connection,
    rotated,
    consented,
    team,
    refreshToken,
    ...(await keysOf(data, id, leaver)),
    sessionToken: await signedIn(data, id, leaver),
  };
}

/** Past the command, which takes whole hours and days only: tests have seconds. */
async function setPolicy({ owner }: TestData, organization: string, policy: StoredPolicy): Promise<void> {
  await owner.query('UPDATE organizations SET policy = $2 WHERE id = $1', [organization, JSON.stringify(policy)]);
}

async function kindAtHost(
  { db, secrets }: TestData,
  host: RecordingHost,
  { id, as }: TestOrganization,
  kind: { name: string; rotatesSecrets?: boolean },
): Promise<void> {
  const registered = { title: kind.name, handoverUrl: host.url, ...kind };
  const { handoverSecret } = await registerResourceKind(db, secrets, id, as, registered);
  host.secrets.set(`${id}/${kind.name}`, handoverSecret ?? '');
}

async function consent(
  { db, secrets }: TestData,
  provider: OauthProvider,
  organization: string,
  leaver: Person,
  connectionId: string,
): Promise<string> {
  const token = await provider.consent(leaver.id);
  await registerGrant(db, secrets, organization, leaver.as, {
    connectionId,
    memberId: leaver.id,
    provider: 'etl-tool',
    scopes: provider.scopes,
    token,
    now: now(),
    clientId: provider.client.id,
    clientSecret: provider.client.secret,
    tokenEndpoint: provider.tokenEndpoint,
    revocationEndpoint: provider.revocationEndpoint,
  });
  return token;
}

async function sponsoredGuest(data: TestData, organizationId: string, leaver: Person): Promise<void> {
  const guest = await testMember(data, organizationId, { role: 'viewer' });
  const endsAt = new Date(Date.now() + 90 * 86_400_000);
  await inOrganization(data.db, organizationId, (tx) =>
    tx.member.update({
      where: { organizationId_id: { organizationId, id: guest.id } },
      data: { relationship: 'guest', sponsorId: leaver.id, endsAt, managerId: leaver.id },
      select: { id: true },
    }),
  );
}

async function keysOf({ db }: TestData, organization: string, leaver: Person) {
  const account = { name: 'CI', purpose: 'deploys', role: 'member', now: now() } as const;
  const { memberId } = await createServiceAccount(db, organization, leaver.as, account);
  const made = { scopes: ['read'], now: now() } as const;
  const key = await createApiKey(db, organization, leaver.as, { holderId: leaver.id, name: 'laptop', ...made });
  const madeKey = await createApiKey(db, organization, leaver.as, { holderId: memberId, name: 'CI', ...made });
  return { key, madeKey };
}

async function signedIn({ db, secrets }: TestData, organization: string, { email }: Person): Promise<string> {
  const asked = await askSignIn(db, secrets, { email, now: now() });
  const mail = await signInMail(db, secrets, { signInLinkId: asked?.signInLinkId ?? '', now: now() });
  const { token } = await signInByLink(db, { token: mail?.token ?? '', now: now() });
  await openDoor(db, organization, { sessionHash: hashOf(token), now: now() });
  return token;
}

/** An inert draft, bound to the plan as it is now. */
export async function drafted(
  { db }: TestData,
  { organization, leaver, successor }: Pick<Leaving, 'organization' | 'leaver' | 'successor'>,
  input: Partial<DraftRemovalInput> = {},
): Promise<string> {
  const successors = input.successors ?? [{ successorId: successor.id }];
  const preview = await previewPlan(db, organization.id, { memberIds: [leaver.id], successors, now: now() });
  const { removalId } = await draftRemoval(db, organization.id, organization.as, {
    removalId: randomUUID(),
    memberId: leaver.id,
    reason: 'Takes another job',
    forCause: false,
    effectiveAt: now(),
    timeZone: 'Europe/Vienna',
    successors,
    planHash: preview.plans[0]?.hash ?? '',
    now: now(),
    ...input,
  } as DraftRemovalInput);
  return removalId;
}

/** Free text of a click, as the API writes it before. */
export async function noted({ db }: TestData, { organization }: Leaving, text: string): Promise<string> {
  const id = randomUUID();
  await writeNote(db, organization.id, { id, authorId: organization.admin, text, now: now() });
  return id;
}

/** What the worker's activities work with; mails are kept in `mails` instead of sent. */
export async function dependencies({ db, secrets }: TestData): Promise<ActivityDependencies & { mails: Mail[] }> {
  const mails: Mail[] = [];
  return {
    db,
    secrets,
    mails,
    url: 'https://doorward.example',
    allowPrivateHosts: true,
    mailer: { send: async (mail) => void mails.push(mail) },
    signer: await openSigner(mkdtempSync(path.join(tmpdir(), 'doorward-signing-'))),
  };
}
