import { accessFacts } from '../prisma/queries/access/facts.ts';
import { openDoor } from '../prisma/commands/sessions/open-door.ts';
import { readSession } from '../prisma/queries/sessions/read.ts';
import type { CallerFacts } from '../rules/access/caller.ts';
import { Failure } from '../rules/failures.ts';
import type { Services } from './services.ts';

/**
 * A session that has no open door to the organization: it is opened, if its person is an active member there and it is not older than the door's
 * closing (decision 4); then the facts are read again.
 * @throws Failure unauthenticated: signing in anew would help; not-found: the organization is none of theirs, or does not exist
 */
export async function throughDoor(
  { db }: Services,
  organization: string,
  sessionHash: Uint8Array,
  requestId: string,
): Promise<CallerFacts> {
  const now = new Date();
  if (await openDoor(db, organization, { sessionHash, now, requestId }))
    return (await accessFacts(db, organization, { sessionHash })).caller;
  const session = await readSession(db, { sessionHash, now });
  const theirs = session?.organizations.find(({ id }) => id === organization);
  if (session === null || theirs?.status === 'active') throw new Failure('unauthenticated', {});
  throw new Failure('not-found', { object: 'organization' });
}
