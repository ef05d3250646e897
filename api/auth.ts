import type { FastifyRequest, RouteOptions } from 'fastify';
import { type CallerFacts, type CallerRefusal, freshMinutes, isFresh, refusalOf } from '../rules/access/caller.ts';
import { roleReaches } from '../rules/access/actions.ts';
import { type Scope, withinScopes } from '../rules/access/scopes.ts';
import type { CustomRoleFacts, MemberKind, OrgRole, Permission } from '../rules/access/types.ts';
import type { Actor, From } from '../rules/audit/entry.ts';
import { Failure } from '../rules/failures.ts';
import { ssoSignInUrl } from '../rules/sso/sign-in.ts';
import type { CallerHash } from '../prisma/queries/access/facts.ts';
import { readSession, type SessionView } from '../prisma/queries/sessions/read.ts';
import { hashOfApiKey } from '../prisma/secrets/api-key.ts';
import { hashOf } from '../prisma/secrets/links.ts';
import type { App } from './app-types.ts';
import { sessionTokenOf } from './cookies.ts';
import { refuseForeignOrigin } from './origin.ts';
import { throughDoor } from './doors.ts';
import type { Services } from './services.ts';

/**
 * Who may call a route: anyone; a person with a session, outside any organization; or a member of the organization in the path with at least this org
 * role, whose API key, if they send one, has the scope. `fresh`: only within 15 minutes after a sign-in.
 */
export type Access = 'anyone' | 'person' | Membership;
export interface Membership {
  role: OrgRole;
  scope: Scope;
  fresh?: true;
  /** also while the organization is closed (by an admin of it, never by the operator) */
  whenClosed?: true;
}

/** The member who sent a request. */
export interface Caller {
  organization: string;
  memberId: string;
  kind: MemberKind;
  role: OrgRole;
  customRole: CustomRoleFacts | null;
  /** undefined for a session: all that the role allows */
  scopes?: readonly string[];
  through: 'session' | 'api-key';
  /** the session or the API key */
  throughId: string;
  /** of the key that was sent; null: never, or none was */
  keyExpiresAt: Date | null;
  /** until when removing, revealing and policy need no new sign-in; null: they always do */
  freshUntil: Date | null;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    caller: Caller | null;
    /** of a route for a person */
    session: SessionView | null;
    /** its body was still to come when its caller was admitted */
    bodyWasDue: boolean;
  }
}

/** A route that doesn't say who may call it stops the start. */
export function demandAccess(app: App): void {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  app.addHook('onReady', async () => {
    const silent = routes.find(({ config }) => config?.access === undefined);
    if (silent !== undefined) throw new Error(`the route ${silent.url} does not say who may call it`);
  });
}

/**
 * Resolves the caller of every request and decides whether they may call the route, before anything of the body is read. Whose body comes late is asked for once more
 * when it is there: a request that was begun before its caller was shut out is no way in.
 */
export function authenticate(app: App, services: Services): void {
  app.decorateRequest('caller', null);
  app.decorateRequest('session', null);
  app.decorateRequest('bodyWasDue', false);
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access;
    if (access === undefined) return; // no route: answered as missing
    refuseForeignOrigin(request, services.url);
    if (access === 'anyone') return;
    await resolve(services, request, access);
    request.bodyWasDue = !request.raw.complete;
  });
  app.addHook('preValidation', async (request) => {
    const access = request.routeOptions.config.access;
    if (request.bodyWasDue && access !== undefined && access !== 'anyone') await resolve(services, request, access);
  });
}

async function resolve(services: Services, request: FastifyRequest, access: 'person' | Membership): Promise<void> {
  if (access === 'person') request.session = await sessionOf(services, request);
  else await admitCaller(services, request, access);
}

/**
 * The caller, when these facts admit them to this route. At once, but for a session's first request, which opens its door.
 * @throws Failure unauthenticated, not-found, organization-suspended, organization-closed, not-allowed, fresh-sign-in-needed, fresh-sso-needed, sso-needed
 */
export function admit(
  services: Services,
  request: FastifyRequest,
  access: Membership,
  hash: CallerHash,
  facts: CallerFacts,
): Caller | Promise<Caller> {
  const refusal = refusalOf(facts, Date.now());
  if (refusal === null || isOpenTo(access, refusal)) return admitted(services, request, access, facts);
  if (facts.key !== null)
    services.keyUses.noteDead(organizationOf(request), facts.key.credentialId, refusal.fact, request);
  refuseShut(refusal);
  if ('keyHash' in hash) throw new Failure('unauthenticated', {});
  return admitThroughDoor(services, request, access, hash.sessionHash);
}

async function admitThroughDoor(
  services: Services,
  request: FastifyRequest,
  access: Membership,
  sessionHash: Uint8Array,
): Promise<Caller> {
  const facts = await throughDoor(services, organizationOf(request), sessionHash, request.id);
  const refusal = refusalOf(facts, Date.now());
  if (refusal === null || isOpenTo(access, refusal)) return admitted(services, request, access, facts);
  refuseShut(refusal);
  throw new Failure('unauthenticated', {});
}

function isOpenTo({ whenClosed }: Membership, refusal: CallerRefusal): boolean {
  return whenClosed === true && refusal.fact === 'organization-status' && refusal.status === 'closed';
}

/** @throws Failure organization-suspended, organization-closed */
function refuseShut(refusal: CallerRefusal): void {
  if (refusal.fact !== 'organization-status') return;
  throw new Failure(refusal.status === 'closed' ? 'organization-closed' : 'organization-suspended', {});
}

function admitted(
  services: Services,
  request: FastifyRequest,
  access: Membership,
  { member, session, key }: CallerFacts,
): Caller {
  const throughId = session?.sessionId ?? key?.credentialId;
  if (member === null || throughId === undefined) throw new Failure('unauthenticated', {});
  const organization = organizationOf(request);
  const caller: Caller = {
    organization,
    memberId: member.id,
    kind: member.kind,
    role: member.role,
    customRole: member.customRole ?? null,
    ...(member.scopes === undefined ? {} : { scopes: member.scopes }),
    through: session === null ? 'api-key' : 'session',
    throughId,
    keyExpiresAt: key?.expiresAt == null ? null : new Date(key.expiresAt),
    freshUntil:
      session === null || session.provedAt === null ? null : new Date(session.provedAt + freshMinutes * 60_000),
  };
  refuseBeyond(caller, access);
  if (access.fresh && (session === null || !isFresh(session, Date.now())))
    throw session?.how === 'sso'
      ? new Failure('fresh-sso-needed', {
          withinMinutes: freshMinutes,
          signInUrl: ssoSignInUrl(services.url, organization),
        })
      : new Failure('fresh-sign-in-needed', { withinMinutes: freshMinutes });
  if (key !== null) services.keyUses.note(organization, key.credentialId, request);
  if (session !== null) services.sessionUses.note(organization, session.sessionId);
  return caller;
}

function refuseBeyond(caller: Caller, { role, scope }: Membership): void {
  if (!withinScopes(caller.scopes, scope))
    throw new Failure('not-allowed', { action: scope, because: `The API key lacks the scope ${scope}` });
  needRole(caller, role);
}

/** Why the caller's org role does not suffice; undefined when it does. */
export function whyNotRole(caller: Caller, role: OrgRole): string | undefined {
  return roleReaches(caller.role, role) ? undefined : `This needs the org role ${role}; yours is ${caller.role}`;
}

/** Why the caller's custom role does not suffice; undefined when it does, or when they hold none. */
export function whyNotPermission({ customRole }: Caller, permission: Permission): string | undefined {
  return customRole === null || customRole.permissions.includes(permission)
    ? undefined
    : `Your custom role lacks “${permission}”`;
}

/** @throws Failure not-allowed for a custom role that lacks one of them */
export function needPermissions(caller: Caller, needed: readonly Permission[]): void {
  for (const action of needed) {
    const because = whyNotPermission(caller, action);
    if (because !== undefined) throw new Failure('not-allowed', { action, because });
  }
}

/** Lists show members and viewers only what they have access to; admins see everything. */
export function onlyVisible(caller: Caller): string | undefined {
  return whyNotRole(caller, 'admin') === undefined ? undefined : caller.memberId;
}

/** @throws Failure not-allowed */
export function needRole(caller: Caller, role: OrgRole): void {
  const because = whyNotRole(caller, role);
  if (because !== undefined) throw new Failure('not-allowed', { action: 'call', because });
}

/** What a request came with, as hashes: an API key before a cookie. @throws Failure unauthenticated */
export function credentialsOf(request: FastifyRequest, { url }: Pick<Services, 'url'>): CallerHash {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, key = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const keyHash = hashOfApiKey(key);
    if (keyHash === undefined) throw new Failure('unauthenticated', {});
    return { keyHash };
  }
  const token = sessionTokenOf(request, url);
  if (token === undefined) throw new Failure('unauthenticated', {});
  return { sessionHash: hashOf(token) };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The organization in the path, in lower case. @throws Failure not-found */
export function organizationOf(request: FastifyRequest): string {
  const { organization = '' } = request.params as { organization?: string };
  const id = organization.toLowerCase();
  if (!UUID.test(id)) throw new Failure('not-found', { object: 'organization' });
  return id;
}

/** Who is signed in. @throws Failure unauthenticated */
async function sessionOf({ db, url }: Services, request: FastifyRequest): Promise<SessionView> {
  const token = sessionTokenOf(request, url);
  const session = token === undefined ? null : await readSession(db, { sessionHash: hashOf(token), now: new Date() });
  if (session === null) throw new Failure('unauthenticated', {});
  return session;
}

/** The session of a request to a route for a person, outside any organization. */
export function personOf(request: FastifyRequest): SessionView {
  if (request.session === null) throw new Error('the route resolves no session');
  return request.session;
}

/** The caller of a request to a route inside an organization. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('the route resolves no caller');
  return request.caller;
}

/** Who calls, and whether they may: asked when a request begins, and again in one that goes on. @throws Failure as admit */
export async function admitCaller(services: Services, request: FastifyRequest, access: Membership): Promise<void> {
  const hash = credentialsOf(request, services);
  const { caller } = await services.askFacts({ organization: organizationOf(request), caller: hash });
  request.caller = await admit(services, request, access, hash, caller);
}

/** Who makes a change, as the audit names them. */
export function actorOf(request: FastifyRequest): Actor & { by: 'member' } {
  const { memberId, through, throughId } = callerOf(request);
  return { by: 'member', memberId, through, throughId, from: fromOf(request), requestId: request.id };
}

/** Where a request comes from. */
export function fromOf(request: FastifyRequest): From {
  return { address: request.ip, agent: request.headers['user-agent'] ?? '' };
}
