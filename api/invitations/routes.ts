import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { OrganizationParams, paramsWith, problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import { Invitation, InvitationPage, Invite, ListInvitations } from './schemas.ts';

export function invitationsRoutes(app: App): void {
  app.get(
    '/v1/organizations/:organization/invitations',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'listInvitations',
        summary: 'List invitations',
        tags: ['Invitations'],
        params: OrganizationParams,
        querystring: ListInvitations,
        response: { 200: InvitationPage, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/invitations',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'invite',
        summary: 'Invite someone',
        tags: ['Invitations'],
        params: OrganizationParams,
        headers: RequiredIdempotencyHeaders,
        body: Invite,
        response: { 201: Invitation, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/invitations/:invitation',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'readInvitation',
        summary: 'Read an invitation',
        tags: ['Invitations'],
        params: paramsWith('invitation'),
        response: { 200: Invitation, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/invitations/:invitation/resend',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'resendInvitation',
        summary: 'Send a new link; the earlier one is void',
        tags: ['Invitations'],
        params: paramsWith('invitation'),
        headers: RequiredIdempotencyHeaders,
        response: { 200: Invitation, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/invitations/:invitation/revoke',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'revokeInvitation',
        summary: 'Revoke an open invitation',
        tags: ['Invitations'],
        params: paramsWith('invitation'),
        headers: RequiredIdempotencyHeaders,
        response: { 200: Invitation, ...problems },
      },
    },
    pending,
  );
}
