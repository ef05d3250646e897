import type { CallerFacts } from '../../../rules/access/caller.ts';
import type { AccessFacts, Action, AutomationFacts } from '../../../rules/access/types.ts';
import type { Database } from '../../client.ts';

/** A resource by our id, or by the host's. */
export type ResourceRef = string | { kind: string; hostId: string };

/** May … do this to that? Without `as`: the caller. With `runsAsOf`: whatever that automation runs as, now. */
export interface Question {
  resource: ResourceRef;
  action: Action;
  as?: { member: string } | { runsAsOf: ResourceRef };
}

/** What a request came with: the SHA-256 of an API key or of a session's token (prisma/secrets). */
export type CallerHash = { keyHash: Uint8Array } | { sessionHash: Uint8Array };

export interface AccessAnswer {
  caller: CallerFacts;
  /** the key that was to be verified */
  verified: CallerFacts | null;
  /** for each question, in order */
  answers: AccessFacts[];
}

/** At most so many questions in one request. */
export const mostQuestions = 1000;

/**
 * Who asks, which key is to be verified, and the facts for up to a thousand questions: one round trip, for rules/access to decide on. Ids of
 * another organization find nothing. All ids must be UUIDs in lower case.
 */
export async function accessFacts(
  db: Database,
  organization: string,
  caller: CallerHash | null,
  asked: { questions?: readonly Question[]; verify?: Uint8Array } = {},
): Promise<AccessAnswer> {
  const [answer] = await accessFactsOf(db, [{ organization, caller, ...asked }]);
  if (answer === undefined) throw new Error('access_facts answered nothing');
  return answer;
}

/** One request's question about access. */
export interface Asked {
  organization: string;
  caller: CallerHash | null;
  questions?: readonly Question[];
  verify?: Uint8Array;
}

const ANSWER_WITHIN_MS = 10_000; // a connection that broke silently must not keep everyone waiting

/**
 * What many requests ask, of the same organization or of several, in one round trip; the answers in their order. What one caller asks is sent as one: who they are is
 * looked up, and told, once.
 */
export async function accessFactsOf(db: Database, asked: readonly Asked[]): Promise<AccessAnswer[]> {
  if (asked.some(({ questions = [] }) => questions.length > mostQuestions))
    throw new RangeError(`more than ${mostQuestions} questions`);
  const { callers, places } = byCaller(asked);
  const query = {
    name: 'access_facts',
    query_timeout: ANSWER_WITHIN_MS,
    text: `SELECT json_agg(access_facts(a.organization, decode(a.key, 'hex'), decode(a.session, 'hex'), decode(a.verify, 'hex'), a.questions) ORDER BY a.i) AS facts
      FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (organization uuid, key text, session text, verify text, questions jsonb))
        WITH ORDINALITY AS a(organization, key, session, verify, questions, i)`,
    values: [JSON.stringify(callers)],
  };
  const { rows } = await db.pool.query<{ facts: Raw[] | null }>(query);
  return places.map((place) => {
    const facts = rows[0]?.facts?.[place.caller];
    if (facts === undefined) throw new Error('access_facts did not answer everyone');
    return answerOf(facts, place);
  });
}

interface Sent {
  organization: string;
  key: string | undefined;
  session: string | undefined;
  verify: string | undefined;
  questions: { [column: string]: string }[];
}

/** Where the answers to a request are: with which caller, and from which question on. */
interface Place {
  asked: Asked;
  caller: number;
  from: number;
}

function byCaller(asked: readonly Asked[]): { callers: Sent[]; places: Place[] } {
  const callers: Sent[] = [];
  const known = new Map<string, number>();
  const places = asked.map((one) => {
    const who = sentOf(one);
    const name = [who.organization, who.key, who.session, who.verify].join(' ');
    const caller = known.get(name) ?? callers.push(who) - 1;
    known.set(name, caller);
    const questions = callers[caller]?.questions ?? [];
    const from = questions.length;
    for (const question of one.questions ?? []) questions.push(rowOf(question));
    return { asked: one, caller, from };
  });
  return { callers, places };
}

function sentOf({ organization, caller, verify }: Asked): Sent {
  return {
    organization,
    key: caller !== null && 'keyHash' in caller ? hex(caller.keyHash) : undefined,
    session: caller !== null && 'sessionHash' in caller ? hex(caller.sessionHash) : undefined,
    verify: verify === undefined ? undefined : hex(verify),
    questions: [],
  };
}

function hex({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('hex');
}

function answerOf(facts: Raw, { asked, from }: Place): AccessAnswer {
  const { organization } = facts;
  const shown = organization ?? { id: asked.organization, status: 'suspended' as const };
  return {
    caller: callerOf(organization, facts.caller),
    verified: asked.verify === undefined ? null : callerOf(organization, facts.verified),
    answers: facts.answers
      .slice(from, from + (asked.questions?.length ?? 0))
      .map(({ member, resource, relation, automation }) =>
        automation === null
          ? { organization: shown, member, resource, relation }
          : { organization: shown, member, resource, relation, automation },
      ),
  };
}

type Found = Partial<Pick<CallerFacts, 'member' | 'key' | 'session'>>;

interface Raw {
  organization: CallerFacts['organization'];
  caller: Found | null;
  verified: Found | null;
  answers: (Omit<AccessFacts, 'organization' | 'automation'> & { automation: AutomationFacts | null })[];
}

function callerOf(organization: CallerFacts['organization'], found: Found | null): CallerFacts {
  return { organization, member: found?.member ?? null, key: found?.key ?? null, session: found?.session ?? null };
}

function rowOf({ resource, as }: Question): { [column: string]: string } {
  const object = typeof resource === 'string' ? { resource } : { kind: resource.kind, hostId: resource.hostId };
  if (as === undefined) return object;
  if ('member' in as) return { ...object, member: as.member };
  const { runsAsOf } = as;
  if (typeof runsAsOf === 'string') return { ...object, runsAsOf };
  return { ...object, runsAsOfKind: runsAsOf.kind, runsAsOfHostId: runsAsOf.hostId };
}
