import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordingHost, type RecordingHost } from '../removals/recording-host.ts';
import { eventually } from '../support/eventually.ts';
import { type TestOrganization, testMember, testOrganization } from '../support/organization.ts';
import { expectTruth } from '../support/truth.ts';
import { identityProvider } from '../sso-connections/identity-provider.ts';
import { browser } from '../sso-connections/signing-in.ts';
import { type TestEndpoint, testEndpoint } from '../webhooks/endpoint.ts';
import { type Answer, type Ask, asking, signedIn, url } from './support/api.ts';
import { isInOrganization, type Operation, operations } from './support/document.ts';
import { type RunningApi, runningApi } from './support/running-api.ts';

let running: RunningApi;
let host: RecordingHost;
let endpoint: TestEndpoint;
let acme: TestOrganization;
let ana: Ask;
let bob: Ask;

beforeAll(async () => {
  [running, host, endpoint] = await Promise.all([runningApi(), recordingHost(), testEndpoint()]);
  acme = await testOrganization(running.data);
  ana = asking(running.api, await signedIn(running.api, running.data, acme.adminEmail));
});
afterAll(async () => {
  await running.close();
  await Promise.all([host.close(), endpoint.close()]);
});

const byId = new Map(operations.map((operation) => [operation.operationId, operation]));
const recorded = new Map<string, Set<string>>();
/** what people did of which the audit doesn't say from where, or by which session or key */
const fromNowhere: string[] = [];

interface Body {
  action: string;
  actor: { by: string; through?: string; throughId?: string; requestId?: string; onBehalfOf?: string };
  personal?: { fields: string[] }[];
}
let seen = 0n;

/** What people did, by themselves or through a process, since the last call. Processes go on in their own right meanwhile: that is not counted. */
async function newActions(): Promise<string[]> {
  const { rows } = await running.data.owner.query<{ sequence: string; body: string }>(
    'SELECT sequence, body FROM audit_entries WHERE organization_id = $1 AND sequence > $2 ORDER BY sequence',
    [acme.id, seen],
  );
  seen = BigInt(rows.at(-1)?.sequence ?? seen);
  const sets = await running.data.owner.query<{ id: string }>('SELECT id FROM mass_removals');
  const ofSet = new Set(sets.rows.map(({ id }) => id)); // what a set passes on has its id for a request: from where is in the set's own entry
  return rows.flatMap(({ body }) => {
    const { action, actor, personal } = JSON.parse(body) as Body;
    const passedOn = ofSet.has(actor.requestId ?? '');
    const fields = (personal ?? []).flatMap((one) => one.fields);
    if (actor.by === 'member' && !passedOn && !fields.includes('address')) fromNowhere.push(action);
    if (actor.by === 'member' && !passedOn && actor.through !== 'mailed-link' && actor.throughId === undefined)
      fromNowhere.push(action);
    return actor.by === 'workflow' && actor.onBehalfOf === undefined ? [] : [action];
  });
}

async function actionsIn(organization: string): Promise<string[]> {
  const { rows } = await running.data.owner.query<{ action: string }>(
    `SELECT body::jsonb ->> 'action' AS action FROM audit_entries WHERE organization_id = $1`,
    [organization],
  );
  return rows.map(({ action }) => action);
}

/** Calls an operation, which must succeed, and notes what the audit has of it. */
async function does(
  ask: Ask,
  operationId: string,
  params: Record<string, string> = {},
  body?: object,
  other?: { raw: string; type: string },
): Promise<Answer> {
  const operation = byId.get(operationId);
  if (operation === undefined) throw new Error(`no operation ${operationId}`);
  await newActions();
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'organization' ? acme.id : (params[name] ?? ''),
  );
  const key = { 'idempotency-key': randomUUID() };
  const answer =
    other === undefined
      ? await ask(operation.method, path, { body, headers: key })
      : await ask(operation.method, path, { raw: other.raw, headers: { 'content-type': other.type } });
  if (answer.status >= 300) throw new Error(`${operationId}: ${answer.status} ${answer.text}`);
  const actions = recorded.get(operationId) ?? new Set();
  for (const action of await newActions()) actions.add(action);
  recorded.set(operationId, actions);
  return answer;
}

const soon = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

async function organization(): Promise<void> {
  const carl = await testMember(running.data, acme.id, { role: 'admin', name: 'Bob' });
  bob = asking(running.api, await signedIn(running.api, running.data, carl.email));
  for (const ask of [ana, bob]) await ask('GET', `/v1/organizations/${acme.id}`); // the first request opens the door, which is recorded
  await does(ana, 'renameOrganization', {}, { name: 'Acme' });
  await does(ana, 'changeSlug', {}, { slug: 'acme' });
  await does(ana, 'closeOrganization', {}, { slug: 'acme', reason: 'sold' });
  await does(ana, 'reopenOrganization', {}, { reason: 'bought back' });
  const made = await does(ana, 'createOrganization', {}, { name: 'Sub', slug: 'sub', memberName: 'Ana' });
  recorded.set('createOrganization', new Set(await actionsIn(made.json.id)));
  await affiliations(made.json.id);
  await does(ana, 'changePolicy', {}, { removals: { driftPercent: 0, rotationGraceHours: 0 } });
  await does(ana, 'addEmailDomain', {}, { name: 'partner.example', rule: 'guest' });
  await does(ana, 'changeEmailDomainRule', { emailDomain: 'partner.example' }, { rule: 'blocked' });
  await does(ana, 'removeEmailDomain', { emailDomain: 'partner.example' });
  await does(ana, 'changeCustodian', {}, { memberId: carl.id });
  await does(ana, 'changeBillingContact', {}, { memberId: carl.id });
  await does(ana, 'changeRole', { member: (await testMember(running.data, acme.id)).id }, { role: 'viewer' });
  await customRoles();
  await accessChange();
  const dave = await testMember(running.data, acme.id);
  await does(ana, 'suspendMember', { member: dave.id }, { reason: 'lost laptop' });
  await does(ana, 'reactivateMember', { member: dave.id }, { reason: 'found it' });
}

/** Of an admin whom a pipeline runs as, and who made a service account’s key and a connection’s secret. */
async function accessChange(): Promise<void> {
  const email = 'max@acme.example';
  const max = await testMember(running.data, acme.id, { role: 'admin', name: 'Max', email });
  const as = asking(running.api, await signedIn(running.api, running.data, email));
  const here = `/v1/organizations/${acme.id}`;
  const robot = (
    await as('POST', `${here}/service-accounts`, { body: { name: 'Max’s', purpose: 'builds', role: 'member' } })
  ).json.id;
  await as('POST', `${here}/api-keys`, { body: { name: 'build', scopes: ['read'], holderId: robot } });
  const connection = { hostId: 'max', name: 'Lake', provider: 'snow', auth: 'secret', secret: 'one' };
  const connectionIds = [(await as('POST', `${here}/connections`, { body: connection })).json.id];
  const pipeline = { kind: 'pipeline', hostId: 'max', name: 'Max’s', ownerId: max.id, runsAsId: max.id, connectionIds };
  await as('POST', `${here}/resources`, { body: pipeline });
  const change = { kind: 'role', memberId: max.id, role: 'viewer' };
  const { hash } = (await does(ana, 'previewAccessChange', {}, { change })).json;
  await does(ana, 'makeAccessChange', {}, { change, planHash: hash });
}

/** With a subsidiary, of which Ana is the admin, too. */
async function affiliations(subsidiary: string): Promise<void> {
  const theirs = `/v1/organizations/${subsidiary}/affiliations`;
  const { id } = (await does(ana, 'offerAffiliation', {}, { other: 'subsidiary' })).json;
  await does(ana, 'endAffiliation', { affiliation: id }, {});
  const { code } = (await ana('POST', theirs, { body: { other: 'parent' } })).json;
  await does(ana, 'previewAffiliation', {}, { code });
  const affiliation = (await does(ana, 'acceptAffiliation', {}, { code })).json.id;
  const terms = { email: 'lee@acme.example', effectiveAt: soon(9) };
  const leave = (await does(ana, 'askLeave', {}, { ...terms, affiliationIds: [affiliation] })).json.id;
  await does(ana, 'moveLeaveDate', { leave }, { effectiveAt: soon(8) });
  await does(ana, 'withdrawLeave', { leave });
  await asParent(subsidiary);
}

/** Of another organization, which asks. */
async function asParent(of: string): Promise<void> {
  await ana('GET', `/v1/organizations/${of}`);
  const path = `/v1/organizations/${of}`;
  const mine = (await ana('GET', `${path}/affiliations`)).json.items[0].id;
  await ana('POST', `${path}/affiliations/${mine}/end`, { body: {} });
  const { code } = (await ana('POST', `${path}/affiliations`, { body: { other: 'subsidiary' } })).json;
  const agreed = await ana('POST', `/v1/organizations/${acme.id}/affiliations/accept`, { body: { code } });
  const body = { email: 'lee@acme.example', effectiveAt: soon(9), affiliationIds: [agreed.json.id] };
  const leave = (await ana('POST', `${path}/leaves`, { body })).json.id;
  await does(ana, 'answerLeaveRequest', { leave }, { answer: 'declined' });
}

async function customRoles(): Promise<void> {
  const made = { name: 'Operator', buildsOn: { role: 'member' }, permissions: ['use', 'run', 'edit'] };
  const operator = (await does(ana, 'createCustomRole', {}, made)).json.id;
  const runner = { name: 'Runner', buildsOn: { customRoleId: operator }, permissions: ['run'] };
  const customRole = (await does(ana, 'createCustomRole', {}, runner)).json.id;
  await does(ana, 'renameCustomRole', { customRole }, { name: 'Night shift' });
  await does(ana, 'addPermission', { customRole }, { permission: 'edit' });
  await does(ana, 'removePermission', { customRole }, { permission: 'edit' });
  await does(ana, 'buildOn', { customRole }, { customRoleId: null });
  const holder = await testMember(running.data, acme.id);
  await does(ana, 'changeRole', { member: holder.id }, { customRoleId: customRole });
  await does(ana, 'archiveCustomRole', { customRole }, { replacement: { customRoleId: operator } });
}

async function teamsAndResources(): Promise<void> {
  const eve = await testMember(running.data, acme.id);
  const team = (await does(ana, 'createTeam', {}, { name: 'Data' })).json.id;
  await does(ana, 'renameTeam', { team }, { name: 'Data team' });
  await does(ana, 'addTeamMember', { team }, { memberId: eve.id, role: 'maintainer' });
  await does(ana, 'removeTeamMember', { team, member: eve.id });
  await does(ana, 'archiveTeam', { team });
  await does(ana, 'registerResourceKind', {}, { name: 'report', title: 'Report' });
  const resource = (await does(ana, 'registerResource', {}, { kind: 'pipeline', hostId: 'p', name: 'Nightly' })).json
    .id;
  await does(ana, 'registerResources', {}, { resources: [{ kind: 'report', hostId: 'r', name: 'Weekly' }] });
  const connection = { hostId: 'c', name: 'Warehouse', provider: 'snow', auth: 'secret', secret: 'one' };
  const { id } = (await does(ana, 'createConnection', {}, connection)).json;
  await does(ana, 'setSecret', { connection: id }, { secret: 'two' });
  expect((await does(ana, 'revealSecret', { connection: id }, {})).json).toEqual({ secret: 'two', version: 2 });
  await does(ana, 'useConnection', { resource }, { connectionId: id });
  await does(ana, 'stopUsingConnection', { resource, connection: id });
  await does(ana, 'registerGrant', {}, { connectionId: id, provider: 'snow', humanPage: 'https://snow.example/apps' });
  await does(ana, 'changeResource', { resource }, { name: 'Nightly load' });
  const share = (await does(ana, 'addShare', {}, { resourceId: resource, memberId: eve.id, level: 'edit' })).json.id;
  await does(ana, 'removeShare', { share });
  await does(ana, 'addBookmark', {}, { resourceId: resource });
  await does(ana, 'removeBookmark', { resource });
  await does(ana, 'transferResource', { resource }, { ownerId: eve.id });
  await does(ana, 'archiveResource', { resource });
  await does(ana, 'restoreResource', { resource });
  await importing(resource);
  await consents();
}

async function consents(): Promise<void> {
  const client = { provider: 'slack', clientId: 'acme', clientSecret: 'known', scopes: ['files:read'] };
  const [set] = (await does(ana, 'setOauthClient', {}, client)).json.items;
  const connection = { hostId: 'chat', name: 'Chat', provider: 'Slack', auth: 'oauth' };
  const { id: connectionId } = (await does(ana, 'createConnection', {}, connection)).json;
  const { authorizationUrl } = (await does(ana, 'askConsent', {}, { connectionId })).json;
  const state = new URL(authorizationUrl).searchParams.get('state');
  await does(ana, 'answerConsent', {}, { provider: 'slack', state, error: 'access_denied' });
  await does(ana, 'removeOauthClient', { oauthClient: set.id });
  const grant = (await does(ana, 'registerGrant', {}, { connectionId, provider: 'slack', token: 'tok' })).json.id;
  await does(ana, 'settleGrant', { grant });
  await takes(grant);
}

/** Past the flow, which test/consent-requests has: this consent is one that Doorward took. */
async function takes(grant: string): Promise<void> {
  await running.data.owner.query('UPDATE consent_requests SET grant_id = $1 WHERE organization_id = $2', [
    grant,
    acme.id,
  ]);
  const robot = { name: 'Host', purpose: 'runs', role: 'admin' };
  const holderId = (await does(ana, 'createServiceAccount', {}, robot)).json.id;
  const { key } = (await does(ana, 'createApiKey', {}, { holderId, name: 'host', scopes: ['write'] })).json;
  await does(asking(running.api, { authorization: `Bearer ${key}` }), 'takeGrant', { grant });
}

/** A line for each thing that an import can do. */
async function importing(resource: string): Promise<void> {
  const lines = [{ name: 'Nightly load' }, { name: 'Nightly' }, { archived: true }, { name: 'Nightly' }];
  const of = (facts: object, hostId: string) => JSON.stringify({ kind: 'pipeline', hostId, ...facts });
  const raw = [of({ name: 'New' }, 'new'), ...lines.map((facts) => of(facts, 'p'))].join('\n');
  const { text } = await does(ana, 'importResources', {}, undefined, { raw, type: 'application/x-ndjson' });
  expect(text).toContain(resource);
}

async function keys(): Promise<void> {
  const robot = (await does(ana, 'createServiceAccount', {}, { name: 'CI', purpose: 'builds', role: 'member' })).json
    .id;
  const key = (await does(ana, 'createApiKey', {}, { name: 'mine', scopes: ['read'] })).json.id;
  const successor = (await does(ana, 'rotateApiKey', { key }, {})).json.id;
  await does(ana, 'renameApiKey', { key: successor }, { name: 'build' });
  await does(ana, 'convertApiKey', { key: successor }, { serviceAccountId: robot });
  await does(ana, 'revokeApiKey', { key: successor });
  await does(ana, 'changeServiceAccount', { serviceAccount: robot }, { purpose: 'builds and ships' });
  await does(ana, 'archiveServiceAccount', { serviceAccount: robot });
  await does(ana, 'restoreServiceAccount', { serviceAccount: robot });
}

async function joining(): Promise<void> {
  const nobody = asking(running.api);
  const guest = {
    email: `gus@guests.example`,
    name: 'Gus',
    relationship: 'guest',
    sponsorId: acme.admin,
    reason: 'audit',
    endsAt: soon(30),
  };
  await does(ana, 'previewInvitations', {}, { csv: 'email\nnora@guests.example' });
  const invitation = (await does(ana, 'invite', {}, guest)).json.id;
  const approval = await eventually(async () => {
    const { json } = await bob('GET', `/v1/organizations/${acme.id}/approvals?mine=true`);
    if (json.items.length === 0) throw new Error('no approval');
    return json.items[0];
  });
  await does(
    bob,
    'decide',
    { approval: approval.id },
    { decision: 'approve', reason: 'fine', factsHash: approval.factsHash },
  );
  await running.linkTo(guest.email);
  await does(ana, 'resendInvitation', { invitation });
  const [organizationId, invitationId, token] = await running.linkTo(guest.email, 2);
  await does(nobody, 'lookAtInvitation', {}, { organization: organizationId, invitationId, token });
  await does(nobody, 'acceptInvitation', {}, { organization: organizationId, invitationId, token });
  const second = (await does(ana, 'invite', {}, { ...guest, email: 'g2@guests.example' })).json.id;
  await does(ana, 'revokeInvitation', { invitation: second });
}

const removalIs = (id: string, holds: (removal: Answer['json']) => boolean) =>
  eventually(async () => {
    const { json } = await ana('GET', `/v1/organizations/${acme.id}/removals/${id}`);
    if (!holds(json)) throw new Error(JSON.stringify(json.steps));
    return json;
  }, 60_000);
const blockedAt = (step: string) => (removal: Answer['json']) =>
  removal.steps.some((one: { step: string; status: string }) => one.step === step && one.status === 'blocked');

/** @returns the removal, on its way to its certificate */
async function removing(): Promise<string> {
  const leaver = await testMember(running.data, acme.id, { name: 'Lea' });
  const owned = (hostId: string, kind = 'hosted') => ({
    kind,
    hostId,
    name: hostId,
    ownerId: leaver.id,
    runsAsId: leaver.id,
  });
  const registered = await does(
    ana,
    'registerResourceKind',
    {},
    { name: 'hosted', title: 'Hosted', handoverUrl: host.url },
  );
  host.secrets.set(`${acme.id}/hosted`, registered.json.handoverSecret);
  host.refuses = ({ hostId }) => (hostId === 'stubborn' ? 'the host keeps it' : undefined);
  await does(ana, 'registerResources', {}, { resources: [owned('stubborn'), owned('willing')] });
  for (const hostId of ['crm', 'ads']) {
    const connection = { hostId, name: hostId, provider: 'sales', auth: 'oauth', ownerId: acme.admin };
    const connectionId = (await does(ana, 'createConnection', {}, connection)).json.id;
    const grant = { connectionId, memberId: leaver.id, provider: 'sales', humanPage: 'https://sales.example' };
    await does(ana, 'registerGrant', {}, grant);
  }

  const planHash = async () =>
    (await does(ana, 'previewRemoval', {}, { memberIds: [leaver.id] })).json.plans[0].hash as string;
  const start = async () =>
    (
      await does(
        ana,
        'startRemoval',
        {},
        { memberId: leaver.id, reason: 'moves on', effectiveAt: soon(3), planHash: await planHash() },
      )
    ).json.id as string;
  await does(ana, 'previewRemovalAsCsv', {}, { memberIds: [leaver.id] });
  const first = await start();
  await does(ana, 'pauseRemoval', { removal: first });
  await does(ana, 'resumeRemoval', { removal: first });
  await does(ana, 'changeSuccessor', { removal: first }, { successorId: acme.admin });
  await offering(first);
  await does(ana, 'cancelRemoval', { removal: first });

  const removal = await start();
  await does(ana, 'registerResource', {}, owned('late', 'pipeline'));
  await does(ana, 'moveDate', { removal }, { effectiveAt: new Date().toISOString() });
  await removalIs(removal, blockedAt('suspend'));
  await does(ana, 'acceptDrift', { removal }, {});
  await removalIs(removal, blockedAt('transfer'));
  await does(ana, 'retryStep', { removal }, { step: 'transfer' });
  await removalIs(removal, blockedAt('transfer'));
  await does(ana, 'skip', { removal }, { step: 'transfer', reason: 'the host keeps it' });
  const followUp = await eventually(async () => {
    const { json } = await ana('GET', `/v1/organizations/${acme.id}/follow-ups?status=open&removalId=${removal}`);
    if (json.items.length < 2) throw new Error('no follow-ups');
    return json.items[0].id as string; // while the other one is open, the removal waits
  }, 60_000);
  const other = await testMember(running.data, acme.id);
  await does(ana, 'reassignFollowUp', { followUp }, { ownerId: other.id });
  const file = { name: 'revoked.txt', mediaType: 'text/plain', content: Buffer.from('gone').toString('base64') };
  const { files } = (await does(ana, 'addEvidence', { followUp }, file)).json;
  await does(ana, 'attest', { followUp }, { statement: 'revoked it', evidence: 'ticket 7' });
  await does(ana, 'reopenFollowUp', { followUp }, { reason: 'it is still on the list of apps' });
  await downloaded(other.email, `/v1/organizations/${acme.id}/follow-ups/${followUp}/evidence/${files[0].id}`);
  await does(ana, 'attest', { followUp }, { statement: 'revoked it again' });
  const open = (await ana('GET', `/v1/organizations/${acme.id}/follow-ups?status=open&removalId=${removal}`)).json
    .items;
  for (const { id } of open) await does(ana, 'attest', { followUp: id }, { statement: 'revoked it, too' });
  return removal;
}

/** Someone is named, names a colleague, who accepts it, and then declines it after all. */
async function offering(removal: string): Promise<void> {
  const [una, udo] = [await testMember(running.data, acme.id), await testMember(running.data, acme.id)];
  const offered = async (person: typeof una) => {
    const ask = asking(running.api, await signedIn(running.api, running.data, person.email));
    const path = `/v1/organizations/${acme.id}/hand-over-offers?removalId=${removal}&status=open`;
    const found = await eventually(async () => {
      const { items } = (await ask('GET', path)).json;
      if (items.length === 0) throw new Error('nothing is offered');
      return items[0] as { id: string; items: number };
    }, 60_000);
    return { ask, offer: found.id, items: found.items };
  };
  await does(ana, 'changeSuccessor', { removal }, { successorId: una.id });
  const first = await offered(una);
  await does(first.ask, 'redirectHandOver', { offer: first.offer }, { toMemberId: udo.id });
  const { ask, offer, items } = await offered(udo);
  await does(ask, 'acceptHandOver', { offer }, { items });
  await does(ask, 'declineHandOver', { offer }, { reason: 'on leave then' });
}

/** Undoes the removal: the host, which kept what it was to hand over, refuses again. */
async function reinstating(removal: string): Promise<void> {
  await removalIs(removal, ({ status }) => status === 'completed');
  const preview = (await does(ana, 'previewReinstatement', {}, { removalId: removal })).json;
  const asked = { removalId: removal, reason: 'stays after all', planHash: preview.hash };
  const reinstatement = (await does(ana, 'startReinstatement', {}, asked)).json.id as string;
  const is = (holds: (found: Answer['json']) => boolean) =>
    eventually(async () => {
      const { json } = await ana('GET', `/v1/organizations/${acme.id}/reinstatements/${reinstatement}`);
      if (!holds(json)) throw new Error(JSON.stringify(json.steps));
    }, 60_000);
  await is(blockedAt('transfer'));
  await does(ana, 'retryReinstatement', { reinstatement }, { step: 'transfer' });
  await is(blockedAt('transfer'));
  await does(ana, 'skipReinstatementStep', { reinstatement }, { step: 'transfer', reason: 'the host keeps it' });
  await is(({ status }) => status === 'completed');
}

async function removingMany(): Promise<void> {
  const leavers = [await testMember(running.data, acme.id), await testMember(running.data, acme.id)];
  await does(bob, 'allowRemovals', {}, { more: 10, reason: 'the site closes' });
  const { json } = await does(ana, 'previewMassRemoval', {}, { emails: leavers.map(({ email }) => email) });
  const people = json.people.map((person: Answer['json']) => ({
    memberId: person.member.id,
    planHash: person.planHash,
  }));
  const terms = { people, planHash: json.planHash, reason: 'the site closes', effectiveAt: soon(3) };
  const massRemoval = (await does(ana, 'startMassRemoval', {}, terms)).json.id;
  await does(ana, 'pauseMassRemoval', { massRemoval });
  await does(ana, 'resumeMassRemoval', { massRemoval });
  await does(ana, 'cancelMassRemoval', { massRemoval });
  await eventually(async () => {
    const { json } = await ana('GET', `/v1/organizations/${acme.id}/mass-removals/${massRemoval}`);
    expect(json.counts).toMatchObject({ cancelled: 2 }); // each removal is cancelled by its own run, on behalf of who asked
  });
}

/** By its owner and by an admin, never shown in place; for anyone else it is not there. */
async function downloaded(owner: string, path: string): Promise<void> {
  const others = asking(running.api, await signedIn(running.api, running.data, owner));
  for (const ask of [ana, others]) {
    const { status, text, headers } = await ask('GET', path);
    expect([status, text]).toEqual([200, 'gone']);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''revoked.txt");
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  const stranger = await testMember(running.data, acme.id);
  const nobody = asking(running.api, await signedIn(running.api, running.data, stranger.email));
  expect((await nobody('GET', path)).status).toBe(404);
}

async function erasing(): Promise<void> {
  const lea = await testMember(running.data, acme.id);
  await does(ana, 'placeLegalHold', { member: lea.id }, { reason: 'a lawsuit' });
  await running.data.owner.query(
    `UPDATE members SET status = 'deactivated', suspended_at = now(), deactivated_at = now() WHERE id = $1`,
    [lea.id],
  );
  const erasure = (await does(ana, 'startErasure', {}, { memberId: lea.id, reason: 'she asked' })).json.id;
  await eventually(async () => {
    const { json } = await ana('GET', `/v1/organizations/${acme.id}/erasures/${erasure}`);
    expect(json.status).toBe('held');
  });
  await does(ana, 'cancelErasure', { erasure });
  await does(ana, 'liftLegalHold', { member: lea.id }, { reason: 'settled' });
}

async function revealing(): Promise<void> {
  const maker = await testMember(running.data, acme.id, { role: 'admin', name: 'Max' });
  const max = asking(running.api, await signedIn(running.api, running.data, maker.email));
  await max('GET', `/v1/organizations/${acme.id}`);
  const robot = (await does(ana, 'createServiceAccount', {}, { name: 'ETL', purpose: 'loads', role: 'member' })).json
    .id;
  await does(max, 'createApiKey', {}, { name: 'etl', scopes: ['check'], holderId: robot });
  const settings = { url: endpoint.url, description: 'Max’s' };
  const webhook = (await does(max, 'createWebhook', {}, settings)).json.id;
  const [plan] = (await does(ana, 'previewRemoval', {}, { memberIds: [maker.id] })).json.plans;
  const { id } = (
    await does(
      ana,
      'startRemoval',
      {},
      { memberId: maker.id, reason: 'dismissed', forCause: true, planHash: plan.hash },
    )
  ).json;
  await removalIs(id, ({ status }) => status === 'completed');
  const { items } = (await ana('GET', `/v1/organizations/${acme.id}/api-keys?holderId=${robot}`)).json;
  const unseen = items.find((key: Answer['json']) => key.may.reveal.allowed === true);
  await does(ana, 'revealApiKey', { key: unseen.id });
  await does(ana, 'revealWebhookSecret', { webhook });
}

async function webhooks(): Promise<void> {
  const settings = { url: endpoint.url, description: 'Platform', eventTypes: ['team.*'] };
  const { id: webhook, secret } = (await does(ana, 'createWebhook', {}, settings)).json;
  endpoint.secrets.push(secret);
  await does(ana, 'changeWebhook', { webhook }, { description: 'The platform' });
  expect((await does(ana, 'testWebhook', { webhook })).json).toMatchObject({ responseStatus: 204 });
  endpoint.answer = () => 500;
  await does(ana, 'createTeam', {}, { name: 'Heard of' });
  const { sequence } = await failing(webhook);
  const delivery = { webhook, sequence: String(sequence) };
  await does(ana, 'retryWebhookDelivery', delivery);
  await does(ana, 'skipWebhookDelivery', delivery);
  await does(ana, 'retryDeadLetters', { webhook });
  await does(ana, 'replayWebhook', { webhook }, { sequence });
  await does(ana, 'rotateWebhookSecret', { webhook }, {});
  await does(ana, 'disableWebhook', { webhook });
  await does(ana, 'enableWebhook', { webhook });
  await does(ana, 'archiveWebhook', { webhook });
}

/** The delivery that keeps the others waiting. */
const failing = (webhook: string) =>
  eventually(async () => {
    const path = `/v1/organizations/${acme.id}/webhooks/${webhook}/deliveries?status=failing`;
    const { json } = await ana('GET', path);
    if (json.items.length === 0) throw new Error('nothing fails');
    return json.items[0];
  });

/** By a provider of the organization's own. */
async function signingInBySso(): Promise<void> {
  const provider = await identityProvider(url);
  provider.accounts.set('ana', { email: acme.adminEmail, email_verified: true });
  const { issuer, client } = provider;
  const body = { name: 'Login', issuer, clientId: client.id, clientSecret: client.secret };
  const made = await does(ana, 'createSsoConnection', {}, body);
  const of = { ssoConnection: made.json.items[0].id as string };
  await does(ana, 'renameSsoConnection', of, { name: 'Acme login' });
  await does(ana, 'changeSsoSecret', of, { clientSecret: client.secret });
  const at = browser(running.api, provider);
  const begun = await does(at.ask, 'beginSso', {}, { organizationId: acme.id, fresh: true });
  const { state, code, iss } = await provider.visit(begun.json.authorizationUrl, 'ana');
  await does(at.ask, 'answerSso', {}, { organizationId: acme.id, state, code, iss });
  await does(at.ask, 'enforceSso', of);
  const mailed = asking(running.api, await signedIn(running.api, running.data, acme.adminEmail));
  await does(mailed, 'comeInInEmergency', {}, { organizationId: acme.id, reason: 'the provider is down' });
  await does(at.ask, 'stopEnforcingSso', of);
  await does(at.ask, 'forgetSsoIdentity', { member: acme.admin });
  ana = asking(running.api, await signedIn(running.api, running.data, acme.adminEmail)); // forgetting put the other session out
  await ana('GET', `/v1/organizations/${acme.id}`);
  await does(ana, 'removeSsoConnection', of);
  await provider.close();
}

async function signingInAndOut(): Promise<void> {
  const nobody = asking(running.api);
  const zoe = await testMember(running.data, acme.id);
  await does(nobody, 'askSignInLink', {}, { email: zoe.email });
  const [token] = await running.linkTo(zoe.email);
  const answer = await does(nobody, 'signIn', {}, { token });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const asks = asking(running.api, { cookie });
  await asks('GET', `/v1/organizations/${acme.id}`);
  const second = asking(running.api, await signedIn(running.api, running.data, zoe.email));
  await second('GET', `/v1/organizations/${acme.id}`);
  await does(ana, 'endMemberSessions', { member: zoe.id });
  const third = asking(running.api, await signedIn(running.api, running.data, zoe.email));
  await third('GET', `/v1/organizations/${acme.id}`);
  const { items } = (await third('GET', '/v1/sessions')).json;
  const mine = items.find(({ current }: Answer['json']) => current);
  const fourth = asking(running.api, await signedIn(running.api, running.data, zoe.email));
  await fourth('GET', `/v1/organizations/${acme.id}`);
  await does(fourth, 'endSession', { session: mine.id });
  const last = asking(running.api, await signedIn(running.api, running.data, zoe.email));
  await last('GET', `/v1/organizations/${acme.id}`);
  await does(last, 'endOtherSessions');
  await does(last, 'signOut');
}

async function asked(): Promise<void> {
  const resource = randomUUID();
  await does(ana, 'checkAccess', {}, { questions: [{ resource, action: 'view' }] });
  await does(ana, 'explainAccess', {}, { resource, action: 'view' });
  await does(ana, 'verifyKey', {}, { key: 'none' });
}

test('every operation that changes something leaves an entry in the audit, and no other does', async () => {
  await organization();
  await teamsAndResources();
  await keys();
  await joining();
  await reinstating(await removing());
  await removingMany();
  await erasing();
  await revealing();
  await webhooks();
  await signingInBySso();
  await signingInAndOut();
  await asked();
  const writing = operations.filter(({ method }) => method !== 'GET');
  const line = ({ operationId, method, path }: Operation) =>
    `${method.padEnd(6)} ${path.replace('/v1/organizations/{organization}', '…').padEnd(46)} ${[...(recorded.get(operationId) ?? ['NOT TRIED'])].sort().join(' ') || '-'}`;
  expect(writing.filter(({ operationId }) => !recorded.has(operationId))).toEqual([]);
  expect(writing.some(isInOrganization)).toBe(true);
  expect(fromNowhere).toEqual([]);
  expectTruth('audit.txt', `${writing.map(line).join('\n')}\n`);
});
