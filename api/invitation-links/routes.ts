import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { claimInvitation } from '../../prisma/commands/invitations/claim.ts';
import { keepOriginOfInvited } from '../../prisma/origins.ts';
import { signInByInvitation } from '../../prisma/commands/sessions/sign-in.ts';
import { findInvitation } from '../../prisma/queries/invitations/list.ts';
import { lookAtInvitation } from '../../prisma/queries/invitations/look.ts';
import { Failure } from '../../rules/failures.ts';
import { accept, invitationWorkflowId } from '../../workflows/invitations/messages.ts';
import type { App } from '../app-types.ts';
import { fromOf } from '../auth.ts';
import { setSessionCookie } from '../cookies.ts';
import { fewSignIns } from '../limits.ts';
import { problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { browserOf } from '../sessions/routes.ts';
import { AcceptedInvitation, AcceptInvitation, InvitationLook, LookAtInvitation } from './schemas.ts';

const tags = ['Joining'];

export function invitationLinksRoutes(app: App, services: Services): void {
  app.post(
    '/v1/invitation-links/look',
    {
      config: { access: 'anyone' },
      schema: {
        operationId: 'lookAtInvitation',
        summary: 'See what a link offers; looking changes nothing',
        tags,
        security: [],
        body: LookAtInvitation,
        response: { 200: InvitationLook, ...problems },
      },
    },
    ({ body: { organization, invitationId, token } }) =>
      lookAtInvitation(services.db, organization, { invitationId, token, now: new Date() }),
  );
  app.post(
    '/v1/invitation-links/accept',
    {
      config: { access: 'anyone', rateLimit: fewSignIns },
      schema: {
        operationId: 'acceptInvitation',
        summary: 'Join, by the button of the page that the link leads to',
        tags,
        security: [],
        body: AcceptInvitation,
        response: { 200: AcceptedInvitation, ...problems },
      },
    },
    (request, reply) => join(services, request, reply, request.body),
  );
}

/** Who holds the link has proved the address: they are signed in by it, in a session of their own. */
async function join(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { organization, invitationId, token, name }: z.output<typeof AcceptInvitation>,
): Promise<z.output<typeof AcceptedInvitation>> {
  const { db, engine, url } = services;
  const claim = { invitationId, token, now: new Date(), ...(name === undefined ? {} : { name }) };
  const { personId, tokenHash } = await claimInvitation(db, organization, claim);
  const requestId = createHash('sha256').update(`accept/${organization}/${invitationId}/${tokenHash}`).digest('hex');
  const origin = await keepOriginOfInvited(db, organization, invitationId, fromOf(request));
  const answer = await engine.update(invitationWorkflowId(organization, invitationId), accept, {
    updateId: requestId,
    args: [{ personId, tokenHash, requestId, ...(origin === undefined ? {} : { origin }) }],
  });
  const memberId = answer.known ? answer.value.memberId : await joinedAs(services, organization, invitationId);
  const session = await signInByInvitation(db, { ...browserOf(request, url), personId });
  setSessionCookie(reply, url, session.token, session.expiresAt);
  return { organization, memberId };
}

async function joinedAs({ db }: Services, organization: string, invitationId: string): Promise<string> {
  const invitation = await findInvitation(db, organization, invitationId);
  if (invitation?.status === 'accepted' && invitation.memberId !== null) return invitation.memberId;
  throw new Failure('engine-unreachable', {});
}
