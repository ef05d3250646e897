import type { z } from 'zod';
import type { SessionView } from '../../prisma/queries/sessions/read.ts';
import { freshMinutes } from '../../rules/access/caller.ts';
import { unless } from '../may.ts';
import type { Allowed } from '../schemas.ts';
import type { Services } from '../services.ts';
import type { Session } from './schemas.ts';

export function presentSession(services: Services, session: SessionView): z.output<typeof Session> {
  const { personId, email, how: _how, ...rest } = session;
  return {
    ...rest,
    person: { id: personId, email },
    freshUntil: new Date(session.provedAt.getTime() + freshMinutes * 60_000),
    may: { createOrganization: mayCreateOrganization(services, session) },
  };
}

export function mayCreateOrganization({ peopleCreateOrganizations }: Services, { email, how }: SessionView): Allowed {
  return unless(
    !peopleCreateOrganizations && 'Only the operator of this installation creates organizations',
    how === 'sso' && 'This needs a sign-in by mail: you came in by the sign-in of one organization',
    email === null && 'This needs an e-mail address of yours',
  );
}
