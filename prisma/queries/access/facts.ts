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
  const questions = asked.questions ?? [];
  if (questions.length > mostQuestions) throw new RangeError(`more than ${mostQuestions} questions`);
  const { rows } = await db.pool.query<{ facts: Raw }>({
    name: 'access_facts',
    text: 'SELECT access_facts($1, $2, $3, $4, $5) AS facts',
    values: [
      organization,
      caller !== null && 'keyHash' in caller ? caller.keyHash : null,
      caller !== null && 'sessionHash' in caller ? caller.sessionHash : null,
      asked.verify ?? null,
      JSON.stringify(questions.map(rowOf)),
    ],
  });
  const facts = rows[0]?.facts;
  if (facts === undefined) throw new Error('access_facts answered nothing');
  const { organization: found } = facts;
  return {
    caller: callerOf(found, facts.caller),
    verified: asked.verify === undefined ? null : callerOf(found, facts.verified),
    answers: facts.answers.map(({ automation, ...answer }) => ({
      organization: found ?? { id: organization, status: 'suspended' },
      ...answer,
      ...(automation === null ? {} : { automation }),
    })),
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
