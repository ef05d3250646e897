import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { problems } from '../schemas.ts';
import { AcceptedInvitation, AcceptInvitation, InvitationLook, LookAtInvitation } from './schemas.ts';

export function invitationLinksRoutes(app: App): void {
  app.post(
    '/v1/invitation-links/look',
    {
      config: { access: 'anyone' },
      schema: {
        operationId: 'lookAtInvitation',
        summary: 'See what a link offers; looking changes nothing',
        tags: ['Joining'],
        security: [],
        body: LookAtInvitation,
        response: { 200: InvitationLook, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/invitation-links/accept',
    {
      config: { access: 'anyone' },
      schema: {
        operationId: 'acceptInvitation',
        summary: 'Join',
        tags: ['Joining'],
        security: [],
        body: AcceptInvitation,
        response: { 200: AcceptedInvitation, ...problems },
      },
    },
    pending,
  );
}
