import { randomUUID } from 'node:crypto';

/** One who calls the API: a person with a session, or a program with a key. Nothing of Doorward's own code is used. */
export interface Caller {
  /** @throws Refusal unless it was answered with 2xx */
  get<T>(path: string): Promise<T>;
  /** @throws Refusal unless it was answered with 2xx */
  post<T>(path: string, body?: object): Promise<T>;
  /** What it was answered with, refused or not. */
  status(path: string): Promise<number>;
}

export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  /** last part of the problem's type, see rules/failures.ts */
  readonly problem: string;
  readonly facts: Readonly<Record<string, string | number>>;
  constructor(call: string, status: number, problem: Problem) {
    const where = problem.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ');
    super(`${call} was answered ${status}: ${[problem.title, problem.detail, where].filter(Boolean).join('. ')}`);
    this.status = status;
    this.problem = problem.type?.split(':').at(-1) ?? '';
    this.facts = problem.facts ?? {};
  }
}

interface Problem {
  type?: string;
  title?: string;
  detail?: string;
  facts?: Record<string, string | number>;
  errors?: { pointer: string; detail: string }[];
}

/** @param credentials headers that say who it is */
export function caller(url: string, credentials: Record<string, string>): Caller {
  const send = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(url + path, {
      method,
      headers: {
        ...credentials,
        ...(method === 'GET' ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      body: method === 'GET' ? null : JSON.stringify(body ?? {}),
      signal: AbortSignal.timeout(60_000),
    });
  const answer = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await send(method, path, body);
    const text = await response.text();
    const isJson = /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
    const parsed: unknown = isJson ? JSON.parse(text) : text;
    if (!response.ok) throw new Refusal(`${method} ${path}`, response.status, parsed as Problem);
    return parsed as T;
  };
  return {
    get: (path) => answer('GET', path),
    post: (path, body) => answer('POST', path, body),
    status: async (path) => {
      const response = await send('GET', path);
      await response.arrayBuffer();
      return response.status;
    },
  };
}

/** The cookie that an answer sets, for the next requests. */
export function cookieOf(response: Response): Record<string, string> {
  const set = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return { cookie: set.join('; ') };
}
