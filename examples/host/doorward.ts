import { z } from 'zod';
import type { Kind, Organization } from './records.ts';

const ANSWER_WITHIN_MS = 10_000;

/** Doorward said no to the host itself: its key, or what it asked for. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  constructor(status: number, says: string) {
    super(says);
    this.status = status;
  }
}

/** No answer: unreachable, too slow, or not able to answer now. Worth asking again. */
export class Unanswered extends Error {
  override name = 'Unanswered';
}

export interface Question {
  resource: string;
  action: 'run' | 'use';
  as: { runsAsOf: string };
}

const Answer = z.object({
  allowed: z.boolean(),
  because: z.string(),
  /** member as whom the question was decided */
  as: z.string().nullable(),
  caretaker: z.boolean(),
});
const Answers = z.object({ answers: z.array(Answer) });
const Verified = z.object({ valid: z.boolean(), memberId: z.string().nullish(), because: z.string().nullish() });
const Registered = z.object({ id: z.string() });

/** Doorward's HTTP API, as far as a host needs it. Every method throws {@link Refused} or {@link Unanswered}. */
export class Doorward {
  readonly #url: string;
  constructor(url: string) {
    this.#url = url;
  }

  async check(by: Organization, questions: Question[], signal: AbortSignal): Promise<z.infer<typeof Answer>[]> {
    const { answers } = await this.#post(by, 'access/check', { questions }, Answers, signal);
    return answers;
  }

  async verify(by: Organization, key: string, signal: AbortSignal): Promise<z.infer<typeof Verified>> {
    return await this.#post(by, 'access/verify', { key }, Verified, signal);
  }

  /** Registers a resource and returns Doorward's id of it. The same `key` again is the same resource. */
  async register(by: Organization, kind: Kind, facts: Record<string, unknown>, key: string): Promise<string> {
    const [path, body] = kind === 'connection' ? ['connections', facts] : ['resources', { kind, ...facts }];
    const never = new AbortController().signal;
    const { id } = await this.#post(by, path, body, Registered, never, { 'idempotency-key': key });
    return id;
  }

  async #post<T>(
    by: Organization,
    path: string,
    body: unknown,
    shape: z.ZodType<T>,
    signal: AbortSignal,
    headers: Record<string, string> = {},
  ): Promise<T> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.#url}/v1/organizations/${by.organization}/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${by.apiKey}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      text = await response.text();
    } catch (cause) {
      signal.throwIfAborted();
      throw new Unanswered('Doorward does not answer', { cause });
    }
    if (response.ok) {
      const answer = shape.safeParse(json(text));
      if (answer.success) return answer.data;
      throw new Unanswered('what answers is not Doorward', { cause: answer.error });
    }
    const says = problem(text) ?? `HTTP ${response.status}`;
    if (response.status >= 500 || response.status === 429 || response.status === 408) throw new Unanswered(says);
    throw new Refused(response.status, says);
  }
}

/** The sentence of a problem (RFC 9457). */
function problem(text: string): string | undefined {
  const { data } = z.object({ title: z.string().optional(), detail: z.string().optional() }).safeParse(json(text));
  return data?.detail ?? data?.title;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
