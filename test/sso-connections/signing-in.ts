import { type Answer, type Ask, asking, type TestApi } from '../http/support/api.ts';
import type { IdentityProvider } from './identity-provider.ts';

/** A browser: what it was given as cookies it sends along. */
export interface Browser {
  ask: ReturnType<typeof asking>;
  cookies: Map<string, string>;
  /** begins, signs in at the provider as `subject`, and comes back */
  signIn(organizationId: string, subject: string, options?: { fresh?: boolean }): Promise<Answer>;
  /** until somebody comes back with something */
  begin(organizationId: string, subject: string, options?: { fresh?: boolean }): Promise<Record<string, string>>;
  answer(back: Record<string, string>): Promise<Answer>;
}

export function browser(api: Pick<TestApi, 'base'>, provider: IdentityProvider, cookie?: string): Browser {
  const cookies = new Map<string, string>();
  if (cookie !== undefined) keep(cookies, cookie);
  const bare = asking(api);
  const ask: Browser['ask'] = async (method, path, asked = {}) => {
    const sent = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await bare(method, path, { ...asked, headers: { ...asked.headers, ...(sent && { cookie: sent }) } });
    for (const set of answer.headers.getSetCookie()) keep(cookies, set);
    return answer;
  };
  const begin: Browser['begin'] = async (organizationId, subject, options = {}) => {
    const begun = await ask('POST', '/v1/sso-sign-ins', { body: { organizationId, ...options } });
    if (begun.status !== 201) throw new Error(begun.text);
    return { organizationId, ...(await provider.visit(begun.json.authorizationUrl, subject)) };
  };
  const answer: Browser['answer'] = async ({ organizationId, state, code, error, iss }) =>
    await ask('POST', '/v1/sso-sign-ins/answer', { body: { organizationId, state, code, error, iss } });
  return { ask, cookies, begin, answer, signIn: async (...of) => await answer(await begin(...of)) };
}

function keep(cookies: Map<string, string>, set: string): void {
  const [name = '', value = ''] = (set.split(';')[0] ?? '').split(/=(.*)/);
  cookies.set(name, value);
}

/** An admin makes the provider their organization's own sign-in. @returns the id of the connection */
export async function connectSso(provider: IdentityProvider, admin: Ask, organizationId: string): Promise<string> {
  const { issuer, client } = provider;
  const body = { name: 'Acme Login', issuer, clientId: client.id, clientSecret: client.secret };
  const made = await admin('POST', `/v1/organizations/${organizationId}/sso-connections`, { body });
  if (made.status !== 200) throw new Error(made.text);
  return made.json.items[0].id;
}

/** An admin comes in by the sign-in, as `subject` at the provider, and enforces it. */
export async function enforceSso(
  { api, provider, admin }: { api: Pick<TestApi, 'base'>; provider: IdentityProvider; admin: Ask },
  organizationId: string,
  subject: string,
): Promise<void> {
  await browser(api, provider).signIn(organizationId, subject);
  const connections = `/v1/organizations/${organizationId}/sso-connections`;
  const { json } = await admin('GET', connections);
  const { status, text } = await admin('POST', `${connections}/${json.items[0].id}/enforce`);
  if (status !== 200) throw new Error(text);
}
