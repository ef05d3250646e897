import { canonicalJson, type Json } from '../canonical-json.ts';

/** Who made a change: a member by session or API key, a workflow in its own right, or the set-up. */
export type Actor =
  | {
      by: 'member';
      memberId: string;
      through: 'session' | 'api-key' | 'mailed-link';
      /** the session or the API key */
      throughId?: string;
      /** where from: personal, so it is kept apart */
      from?: From;
      /** where from, when it is kept already */
      origin?: Origin;
      requestId?: string;
    }
  | { by: 'workflow'; workflowId: string; onBehalfOf?: string; requestId?: string }
  | { by: 'system'; reason: string };

export interface From {
  address: string;
  agent: string;
}

/** What an entry, and the process engine, says of a `From` that is kept apart: whose, and the commitment (64 hex digits). */
export interface Origin {
  of: string;
  commitment: string;
}

/** One change. Ids and facts of the organization: they can't be erased. What is a person's goes into `personal`. */
export interface Change {
  /** noun and past participle: `member.suspended`, `resource.transferred` */
  action: `${string}.${string}`;
  /** what was changed: `member`, `resource`, … */
  object: string;
  objectId?: string;
  before?: Json;
  after?: Json;
  /** why, as a name or id: free text is personal */
  reason?: string;
  personal?: readonly Personal[];
}

/** Values that go when this person is erased: names, addresses, free text about them. Never a secret. Values that are not there are left out. */
export interface Personal {
  /** whose they are: a member, or the invitation of someone who is none yet */
  of: string;
  values: PersonalValues;
}
/** By name of the field: `name`, `email`, `reason`, `address` … */
export type PersonalValues = { readonly [field: string]: string | null | undefined };

/** What the chain has of personal values. No commitment: they had been erased before, and were not kept. */
export interface PersonalReference {
  of: string;
  fields: readonly string[];
  commitment?: string;
}

/** An audit entry's body (canonical JSON, exactly what is hashed) and the event that hosts hear of it, which has nothing personal. */
export function entryOf(
  actor: Actor,
  change: Change,
  { at, personal = [] }: { at: string; personal?: readonly PersonalReference[] },
): { body: string; event: Json } {
  const { personal: _, ...facts } = change;
  const references = personal.map(({ of, fields, commitment }) => ({ of, fields: [...fields], commitment }));
  const body = canonicalJson({
    ...facts,
    actor: actorIn(actor),
    at,
    personal: references.length === 0 ? undefined : references,
  });
  const event = {
    type: change.action,
    object: change.object,
    objectId: change.objectId,
    at,
    data: { before: change.before, after: change.after, reason: change.reason },
  };
  return { body, event };
}

function actorIn(actor: Actor): Json {
  if (actor.by !== 'member') return { ...actor };
  const { by, memberId, through, throughId, requestId } = actor;
  return { by, memberId, through, throughId, requestId };
}
