import type { Actor, Origin } from './entry.ts';

/** Who clicked, as it travels through the process engine: makes the effect's receipt and its audit entry. */
export interface Click {
  actorId: string;
  through: 'session' | 'api-key';
  /** the session or the API key */
  throughId?: string;
  /** where from: kept before the click, so that only this travels (decision 2) */
  origin?: Origin;
  requestId: string;
}

/** The click in the audit. */
export function actorOf({ actorId, through, throughId, origin, requestId }: Click): Actor & { by: 'member' } {
  return {
    by: 'member',
    memberId: actorId,
    through,
    requestId,
    ...(throughId === undefined ? {} : { throughId }),
    ...(origin === undefined ? {} : { origin }),
  };
}
