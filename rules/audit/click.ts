import type { Actor } from './entry.ts';

/** Who clicked, as it travels through the process engine: makes the effect's receipt and its audit entry. */
export interface Click {
  actorId: string;
  through: 'session' | 'api-key';
  requestId: string;
}

/** The click in the audit. */
export function actorOf({ actorId, through, requestId }: Click): Actor {
  return { by: 'member', memberId: actorId, through, requestId };
}
