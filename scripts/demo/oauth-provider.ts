import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { exportJWK, generateKeyPair } from 'jose';
import type Provider from 'oidc-provider';

const ISSUER = 'http://localhost';
const REDIRECT = 'http://localhost/o/host/consented/etl-tool';
/** Where people are sent back to, of any organization: tests and demos have many. */
const ofConsents = /\/consented\/[^/]+$/;
const CLIENT = { id: 'etl-tool', secret: 'known-to-the-tool-and-the-provider' };
const SCOPES = 'openid offline_access';
const ALL_SCOPES = `${SCOPES} ledger:read`;

/** A SaaS of the outside world: a real OAuth server where people consent, and where their consent can be revoked (RFC 7009). */
export interface OauthProvider {
  client: { id: string; secret: string };
  scopes: string[];
  /** the name in its ID tokens */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  revocationEndpoint: string;
  /** What the next requests to token and revocation endpoint come to; a kind of fault, and for how many of them. */
  fault(kind: ProviderFault, times: number): void;
  /** The person opens an authorization address in a browser of their own, and decides; the address that they are sent back to. */
  visit(authorizationUrl: string, person: string, decision?: Decision): Promise<URL>;
  /** The person consents; the refresh token of that consent. */
  consent(person: string): Promise<string>;
  /** Somebody revokes it on the provider's own page. */
  revoke(refreshToken: string): Promise<void>;
  /** Whether the provider still gives access for this refresh token. */
  stillWorks(refreshToken: string): Promise<boolean>;
  close(): Promise<void>;
}

/** drop: the connection breaks before anything is done. unheard: it is done, then the connection breaks. fail: 503. slow: done, answered a second later. */
export type ProviderFault = 'drop' | 'unheard' | 'fail' | 'slow';

/** What a person does on the page of consent; nothing said: allows all. */
export interface Decision {
  denies?: boolean;
  /** allows only these */
  scopes?: readonly string[];
}

export async function startOauthProvider(): Promise<OauthProvider> {
  const { server, url, decisions, faults } = await provider();
  const token = (parameters: Record<string, string>): Promise<Response> =>
    fetch(`${url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}` },
      body: new URLSearchParams(parameters),
    });
  return {
    client: CLIENT,
    scopes: SCOPES.split(' '),
    issuer: ISSUER,
    authorizationEndpoint: `${url}/auth`,
    tokenEndpoint: `${url}/token`,
    revocationEndpoint: `${url}/token/revocation`,
    fault: (kind, times) => {
      faults.push(...Array.from({ length: times }, () => kind));
    },
    async visit(authorizationUrl, person, decision = {}) {
      decisions.set(person, decision);
      const address = new URL(authorizationUrl);
      address.searchParams.set('login_hint', person); // who it is that sits there
      return await follow(address);
    },
    async consent(person) {
      const verifier = randomBytes(32).toString('base64url');
      const code = await authorize(url, person, createHash('sha256').update(verifier).digest('base64url'));
      const response = await token({
        grant_type: 'authorization_code',
        code,
        redirect_uri: REDIRECT,
        code_verifier: verifier,
      });
      const { refresh_token: refreshToken } = (await response.json()) as { refresh_token?: string };
      if (refreshToken === undefined) throw new Error(`no refresh token: HTTP ${response.status}`);
      return refreshToken;
    },
    async revoke(refreshToken) {
      const authorization = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;
      const body = new URLSearchParams({ token: refreshToken });
      const { status } = await fetch(`${url}/token/revocation`, { method: 'POST', headers: { authorization }, body });
      if (status !== 200) throw new Error(`the provider answers ${status}`);
    },
    async stillWorks(refreshToken) {
      const response = await token({ grant_type: 'refresh_token', refresh_token: refreshToken });
      const { error } = (await response.json()) as { error?: string };
      if (!response.ok && error !== 'invalid_grant')
        throw new Error(`the provider answers ${response.status} ${error}`);
      return response.ok;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function provider() {
  const decisions = new Map<string, Decision>();
  const faults: ProviderFault[] = [];
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const oidc = await quietly({
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [REDIRECT],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        application_type: 'native',
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'signing' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true, allowedPolicy: () => true } },
    scopes: ALL_SCOPES.split(' '),
    rotateRefreshToken: false, // so that asking whether a token still works leaves it as it was
    issueRefreshToken: () => true,
    ttl: { Interaction: 600, Session: 600, Grant: 86_400, AccessToken: 600, RefreshToken: 86_400, IdToken: 600 },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  });
  oidc.Client.prototype.redirectUriAllowed = (uri) => ofConsents.test(new URL(uri).pathname);
  // signing in and consenting without a page: login_hint names the person
  oidc.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return await next();
    const { params, prompt } = await oidc.interactionDetails(context.req, context.res);
    const hint = params['login_hint'];
    const accountId = typeof hint === 'string' ? hint : 'somebody';
    if (prompt.name === 'login')
      return await oidc.interactionFinished(context.req, context.res, { login: { accountId } });
    const { denies = false, scopes = ALL_SCOPES.split(' ') } = decisions.get(accountId) ?? {};
    if (denies) return await oidc.interactionFinished(context.req, context.res, { error: 'access_denied' });
    const grant = new oidc.Grant({ accountId, clientId: CLIENT.id });
    grant.addOIDCScope(scopes.join(' '));
    grant.rejectOIDCScope(
      ALL_SCOPES.split(' ')
        .filter((scope) => !scopes.includes(scope))
        .join(' '),
    );
    return await oidc.interactionFinished(context.req, context.res, { consent: { grantId: await grant.save() } });
  });
  const answer = oidc.callback();
  const server = createServer((request, response) => void faulty(faults, request, response, answer));
  server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://localhost:${port}`, decisions, faults };
}

/** The provider warns that it is set up for trying only, which is what we do. */
async function quietly(configuration: ConstructorParameters<typeof Provider>[1]): Promise<Provider> {
  const { warn } = console;
  console.warn = () => {};
  try {
    const { default: Oidc } = await import('oidc-provider');
    // the issuer is only a name here: its port is known when it listens
    return new Oidc(ISSUER, configuration);
  } finally {
    console.warn = warn;
  }
}

async function faulty(
  faults: ProviderFault[],
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<void> {
  const fault = request.url?.startsWith('/token') === true ? faults.shift() : undefined;
  if (fault === 'drop') return void request.socket.destroy();
  if (fault === 'fail') return void response.writeHead(503).end('failing, as it was told to');
  if (fault === 'slow') await delay(1_000);
  if (fault === 'unheard') response.end = () => request.socket.destroy() && response; // done, but nobody hears of it
  await answer(request, response);
}

async function authorize(url: string, person: string, challenge: string): Promise<string> {
  const first = new URLSearchParams({
    client_id: CLIENT.id,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: SCOPES,
    prompt: 'consent',
    login_hint: person,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const code = (await follow(new URL(`${url}/auth?${first.toString()}`))).searchParams.get('code');
  if (code === null) throw new Error('the provider gave no code');
  return code;
}

/** What the person's browser does: follows the redirects with its cookies, up to the one that leads back to the client. */
async function follow(first: URL): Promise<URL> {
  const cookies = new Map<string, string>();
  let next = first;
  for (let redirects = 0; redirects < 10; redirects += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split(/=(.*)/);
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the provider answers ${response.status}: ${await response.text()}`);
    next = new URL(location, next);
    if (ofConsents.test(next.pathname)) return next;
  }
  throw new Error('the provider redirects without end');
}
