/** The body of a refusal or failure, as the API sends it (RFC 9457). */
export interface ProblemBody {
  type?: string;
  title?: string;
  detail?: string;
  requestId?: string;
  facts?: Record<string, string | number>;
  errors?: { pointer: string; detail: string }[];
}

/** A refusal or failure of the API, as an error that a person can read: `message` is the problem's title. */
export class Problem extends Error {
  /** the last part of the problem's type: `not-found` */
  override readonly name: string;
  /** 0: there was no answer */
  readonly status: number;
  readonly detail: string | undefined;
  /** under this the log knows it */
  readonly requestId: string | undefined;
  readonly facts: Readonly<Record<string, string | number>>;
  /** what was wrong where, by the field's name in the body */
  readonly fields: Readonly<Record<string, string>>;

  constructor(body: ProblemBody, status: number, requestId?: string) {
    super(body.title ?? 'Doorward failed to answer this');
    this.name = body.type?.split(/[/:#]/).at(-1) ?? 'internal';
    this.status = status;
    this.detail = body.detail === body.title ? undefined : body.detail;
    this.requestId = body.requestId ?? requestId;
    this.facts = body.facts ?? {};
    this.fields = fieldsOf(body);
  }

  /** Whether nothing was changed for certain. After a lost answer or a failure on the server's side it is not certain. */
  get nothingDone(): boolean {
    return this.status >= 400 && this.status < 500 && this.name !== 'still-running';
  }
}

/** What was wrong where: by the schema, or what only a look at it showed (`invalid-request` with its facts). */
function fieldsOf({ errors, facts = {} }: ProblemBody): Record<string, string> {
  if (errors !== undefined) return Object.fromEntries(errors.map(({ pointer, detail }) => [fieldOf(pointer), detail]));
  const { field, expected } = facts;
  return field === undefined || expected === undefined ? {} : { [field]: `Expected is ${expected}` };
}

/** `/body/teams/0` → `teams.0`, the name that a form gives it. */
function fieldOf(pointer: string): string {
  return pointer.replace(/^\/?(body|querystring|params|headers)\//, '').replaceAll('/', '.');
}

/** No answer: the network, or the API is down. */
export function noAnswer(): Problem {
  const detail = 'Check your connection and try again. What was started goes on by itself.';
  return new Problem({ type: 'no-answer', title: 'Doorward does not answer', detail }, 0);
}

/** Any error as a problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem({ type: 'console', title: 'This page failed', detail }, 0);
}
