import { type Answer, asking, type TestApi } from '../http/support/api.ts';
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
