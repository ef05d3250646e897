import createClient from 'openapi-fetch';
import type { components, paths } from './api.d.ts';
import { noAnswer, Problem, type ProblemBody } from './problem.ts';

/**
 * The HTTP API, typed by openapi.json. The session is an HttpOnly cookie; writes are JSON from this origin only, which is what
 * the API asks of a browser, so no page handles a token.
 */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin', fetch: fetchOrProblem });

async function fetchOrProblem(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw noAnswer();
  }
}

/** The data of an answer; throws `Problem` for a refusal. */
export async function take<Data>(
  asked: Promise<
    { data: Data; error?: never; response: Response } | { data?: never; error: unknown; response: Response }
  >,
): Promise<Data> {
  const { data, error, response } = await asked;
  if (response.ok) return data as Data; // a 204 has none, and its type says so
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const body: ProblemBody = typeof error === 'object' && error !== null ? error : {};
  throw new Problem(body, response.status, requestId);
}

/** A schema of openapi.json by its name. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** Without what is undefined: the API refuses a field that has no value. */
export function given<Values extends object>(values: Values): { [K in keyof Values]?: Exclude<Values[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(entries) as { [K in keyof Values]?: Exclude<Values[K], undefined> };
}
