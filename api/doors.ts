import { accessFacts } from '../prisma/queries/access/facts.ts';
import { openDoor } from '../prisma/commands/sessions/open-door.ts';
import { readSession } from '../prisma/queries/sessions/read.ts';
import type { CallerFacts } from '../rules/access/caller.ts';
import { Failure } from '../rules/failures.ts';
import { ssoSignInUrl } from '../rules/sso/sign-in.ts';
import type { Services } from './services.ts';

/**
 * A session that has no open door to the organization: it is opened, if its person is an active member there and it is not older than the door's
 * closing (decision 4); then the facts are read again.
 * @throws Failure unauthenticated: signing in anew would help; sso-needed: by the organization’s own sign-in; not-found: the organization is none of theirs, or does not
 * exist. Of a session that began by an organization’s own sign-in nothing is known of others: it is asked to sign in anew in any case
 */
export async function throughDoor(
  { db, url }: Services,
  organization: string,
  sessionHash: Uint8Array,
  requestId: string,
): Promise<CallerFacts> {
  const now = new Date();
  if (await openDoor(db, organization, { sessionHash, now, requestId }))
    return (await accessFacts(db, organization, { sessionHash })).caller;
  const session = await readSession(db, { sessionHash, now });
  const theirs = session?.organizations.find(({ id }) => id === organization);
  if (theirs?.status === 'active' && theirs.ssoEnforced)
    throw new Failure('sso-needed', { signInUrl: ssoSignInUrl(url, organization) });
  const elsewhere = session?.how === 'sso' && theirs === undefined;
  if (session === null || elsewhere || theirs?.status === 'active') throw new Failure('unauthenticated', {});
  throw new Failure('not-found', { object: 'organization' });
}
