import { type CustomFetch, ClientError } from 'openid-client';
import { AddressRefused, get, post } from '../../outbound/http.ts';

const WITHIN_MS = 5_000; // somebody waits for it

/** The one way out to a provider that an organization names, for openid-client; and what became of the requests. */
export function reaching(allowPrivate: boolean): {
  fetch: CustomFetch;
  /** nothing came back that says anything */
  silent(): boolean;
  /** the provider, or an address that it names, is not one that may be called */
  refused(error: unknown): boolean;
} {
  let state: 'asked' | 'silent' | 'refused' = 'asked';
  const limits = { allowPrivate, withinMs: WITHIN_MS };
  const fetch: CustomFetch = async (url, { method, body, headers }) => {
    try {
      const answer =
        method === 'POST' && body instanceof URLSearchParams
          ? await post(url, body.toString(), headers, limits)
          : await get(url, headers, limits);
      if (answer.status >= 500 || answer.status === 408 || answer.status === 429)
        throw new Error(`the provider answers ${answer.status}`);
      const type = { 'content-type': 'application/json' };
      return new Response(answer.status === 204 ? null : answer.body, { status: answer.status, headers: type });
    } catch (error) {
      state = error instanceof AddressRefused ? 'refused' : 'silent';
      throw error;
    }
  };
  return { fetch, silent: () => state === 'silent', refused: (error) => state === 'refused' || isForbidden(error) };
}

/** The library calls no http, where that is not allowed, and nothing else. */
const isForbidden = (error: unknown): boolean =>
  error instanceof ClientError &&
  (error.code === 'OAUTH_HTTP_REQUEST_FORBIDDEN' || error.code === 'OAUTH_REQUEST_PROTOCOL_FORBIDDEN');
