import { canonicalJson, type Json } from '../canonical-json.ts';

/** Who made a change: a member by session or API key, a workflow in its own right, or the set-up. */
export type Actor =
  | {
      by: 'member';
      memberId: string;
      through: 'session' | 'api-key' | 'mailed-link';
      address?: string;
      requestId?: string;
    }
  | { by: 'workflow'; workflowId: string; onBehalfOf?: string; requestId?: string }
  | { by: 'system'; reason: string };

/** One change. Ids and plain facts only: personal values (names, addresses) never go into the chain, because they must be erasable. */
export interface Change {
  /** noun and past participle: `member.suspended`, `resource.transferred` */
  action: `${string}.${string}`;
  /** what was changed: `member`, `resource`, … */
  object: string;
  objectId?: string;
  before?: Json;
  after?: Json;
  /** why, as a name or id: free text stays in its own row */
  reason?: string;
}

/** An audit entry's body (canonical JSON, exactly what is hashed) and the event that hosts hear of it. */
export function entryOf(actor: Actor, change: Change, at: string): { body: string; event: Json } {
  const body = canonicalJson({ ...change, actor: { ...actor }, at });
  const event = {
    type: change.action,
    object: change.object,
    objectId: change.objectId,
    at,
    data: { before: change.before, after: change.after, reason: change.reason },
  };
  return { body, event };
}
