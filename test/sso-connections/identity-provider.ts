import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';

export type Claims = Record<string, unknown>;

/** An organization's identity provider: a real one (oidc-provider), where whoever `login_hint` names signs in without a page. */
export interface IdentityProvider {
  issuer: string;
  client: { id: string; secret: string };
  /** who somebody is there; beside these, anybody is known by their subject alone */
  accounts: Map<string, Claims>;
  /** who sits in front of a real browser */
  seat(subject: string): void;
  /** changes what the next ID token says, under the provider's own signature */
  tamper(change: (claims: Claims) => Claims): void;
  /** under another's signature */
  forge(): void;
  /** answers 503 from now on, or not any more */
  down(is: boolean): void;
  /** Somebody opens an authorization address in a browser of their own: what they are sent back with. */
  visit(authorizationUrl: string, subject: string): Promise<Record<string, string>>;
  close(): Promise<void>;
}

interface Mood {
  change?: (claims: Claims) => Claims;
  forged: boolean;
  down: boolean;
  seated: string;
}

const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const CLIENT = { id: 'doorward', secret: 'known-to-doorward-and-the-provider' };

/** @param client below which it sends people back */
export async function identityProvider(client: string): Promise<IdentityProvider> {
  const accounts = new Map<string, Claims>();
  const mood: Mood = { forged: false, down: false, seated: 'somebody' };
  const key = keyPair();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const oidc = await provider(issuer, client, key, accounts, mood);
  const answer = oidc.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (mood.down) return void response.writeHead(503).end();
    if (request.url?.startsWith('/token') === true) rewriteIdToken(response, key, mood);
    void answer(request, response);
  });
  return {
    issuer,
    client: CLIENT,
    accounts,
    seat: (subject) => {
      mood.seated = subject;
    },
    tamper: (change) => {
      mood.change = change;
    },
    forge: () => {
      mood.forged = true;
    },
    down: (is) => {
      mood.down = is;
    },
    visit: async (authorizationUrl, subject) => {
      const address = new URL(authorizationUrl);
      address.searchParams.set('login_hint', subject);
      return Object.fromEntries((await follow(address, client)).searchParams);
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function provider(issuer: string, client: string, key: KeyObject, accounts: Map<string, Claims>, mood: Mood) {
  const { warn } = console;
  console.warn = () => {}; // that it is set up for trying only
  const { default: Oidc } = await import('oidc-provider');
  const oidc: Provider = new Oidc(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [client],
        response_types: ['code'],
        application_type: 'native',
      },
    ],
    jwks: { keys: [{ ...key.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'signing' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...accounts.get(id), sub: id }) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  });
  console.warn = warn;
  oidc.Client.prototype.redirectUriAllowed = (uri) => uri.startsWith(`${client}/`); // it serves the organizations of a whole file of tests
  oidc.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return await next();
    const { params, prompt } = await oidc.interactionDetails(context.req, context.res);
    const accountId = typeof params['login_hint'] === 'string' ? params['login_hint'] : mood.seated;
    if (prompt.name === 'login')
      return await oidc.interactionFinished(context.req, context.res, { login: { accountId } });
    const grant = new oidc.Grant({ accountId, clientId: CLIENT.id });
    grant.addOIDCScope('openid email profile');
    return await oidc.interactionFinished(context.req, context.res, { consent: { grantId: await grant.save() } });
  });
  return oidc;
}

/** Signs an ID token anew that was changed on its way. */
function rewriteIdToken(response: ServerResponse, key: KeyObject, mood: Mood): void {
  const { change, forged } = mood;
  if (change === undefined && !forged) return;
  delete mood.change;
  mood.forged = false;
  const end = response.end.bind(response) as (body: string) => ServerResponse;
  response.end = ((body: unknown) => {
    const answer = JSON.parse(String(body)) as { id_token: string };
    const [head = '', claims = ''] = answer.id_token.split('.');
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims;
    const signed = `${head}.${Buffer.from(JSON.stringify(change?.(said) ?? said)).toString('base64url')}`;
    const signature = sign('RSA-SHA256', Buffer.from(signed), forged ? keyPair() : key).toString('base64url');
    const text = JSON.stringify({ ...answer, id_token: `${signed}.${signature}` });
    response.setHeader('content-length', Buffer.byteLength(text));
    return end(text);
  }) as typeof response.end;
}

/** What the person's browser does: follows the redirects with its cookies, up to the one that leads back to the client. */
async function follow(first: URL, client: string): Promise<URL> {
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
    if (next.href.startsWith(`${client}/`)) return next;
  }
  throw new Error('the provider redirects without end');
}
