import { connectionConsent } from '../../prisma/queries/consent-requests/connection.ts';
import { listConsents } from '../../prisma/queries/consent-requests/list.ts';
import { memberRefs, refOrNull } from '../../prisma/queries/members/refs.ts';
import { Failure } from '../../rules/failures.ts';
import { whyNotReplaced } from '../../rules/grants/consent.ts';
import { callersAccess } from '../access/decisions.ts';
import type { App } from '../app-types.ts';
import { callerOf } from '../auth.ts';
import { unless } from '../may.ts';
import { paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { ConnectionConsent } from './schemas.ts';

/** For whoever may see the connection, or has to consent for it. */
export function connectionRoute(app: App, services: Services): void {
  const { db } = services;
  app.get(
    '/v1/organizations/:organization/connections/:connection/consent',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'readConnectionConsent',
        summary: 'Read which consent a connection rests on, and whether the caller may give another',
        tags: ['Grants'],
        params: paramsWith('connection'),
        response: { 200: ConnectionConsent, ...problems },
      },
    },
    async (request) => {
      const { organization, connection: connectionId } = request.params;
      const caller = callerOf(request);
      const { memberId } = caller;
      const [access, found] = await Promise.all([
        callersAccess(services, request, [connectionId]),
        connectionConsent(db, organization, { connectionId, memberId }),
      ]);
      if (found === null || (!found.theirs && !access.decide(connectionId, 'view').allowed))
        throw new Failure('not-found', { object: 'connection' });
      const [latest = null] = await listConsents(db, organization, { connectionId }, { limit: 1, now: new Date() });
      const { grantId, giverId, leaving, account, provider, name, theirs, client, shadow } = found;
      const giver = refOrNull(await memberRefs(db, organization, [giverId]), giverId);
      const edit = access.may(connectionId, 'edit');
      const mayConsent = unless(
        caller.through !== 'session' && 'Only a person who is signed in consents',
        !theirs && !edit.allowed && edit.because,
        whyNotReplaced(found, memberId) ?? undefined,
        shadow && 'Another consent is being tested',
        !client && `No OAuth client is set for ${provider}`,
      );
      return {
        connectionId,
        connectionName: name,
        provider,
        restsOn: grantId === null || giver === null ? null : { grantId, member: giver, leaving, account },
        latest,
        may: { consent: mayConsent },
      };
    },
  );
}
