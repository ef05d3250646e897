import type { UpdateDefinition } from '@temporalio/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { draftInvitation } from '../../prisma/commands/invitations/draft.ts';
import { findInvitation, type InvitationRow, listInvitations } from '../../prisma/queries/invitations/list.ts';
import type { Click } from '../../rules/audit/click.ts';
import { Failure } from '../../rules/failures.ts';
import {
  begin,
  invitationWorkflow,
  invitationWorkflowId,
  resend,
  revoke,
} from '../../workflows/invitations/messages.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { clickOf } from '../click.ts';
import { requestIdOf } from '../idempotency.ts';
import { unless } from '../may.ts';
import { pageOf } from '../pages.ts';
import { Instant, OrganizationParams, paramsWith, problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import type { Services } from '../services.ts';
import { preview } from './preview.ts';
import {
  Invitation,
  InvitationPage,
  InvitationsPreview,
  Invite,
  ListInvitations,
  PreviewInvitations,
} from './schemas.ts';

const invitations = '/v1/organizations/:organization/invitations';
const reading = { access: { role: 'admin', scope: 'read' } } as const;
const writing = { access: { role: 'admin', scope: 'write' } } as const;
const tags = ['Invitations'];

export function invitationsRoutes(app: App, services: Services): void {
  app.get(
    invitations,
    {
      config: reading,
      schema: {
        operationId: 'listInvitations',
        summary: 'List invitations, newest first',
        tags,
        params: OrganizationParams,
        querystring: ListInvitations,
        response: { 200: InvitationPage, ...problems },
      },
    },
    async ({ query, params: { organization } }) => {
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ createdAt: Instant, id: z.string() }),
        read: (limit, after) =>
          listInvitations(services.db, organization, {
            limit,
            ...(query.status === undefined ? {} : { status: query.status }),
            ...(after === undefined ? {} : { after }),
          }),
        after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
      });
      return { items: rows.map(present), nextCursor };
    },
  );
  app.post(
    invitations,
    {
      config: writing,
      schema: {
        operationId: 'invite',
        summary: 'Invite someone',
        tags,
        params: OrganizationParams,
        headers: RequiredIdempotencyHeaders,
        body: Invite,
        response: { 201: Invitation, ...problems },
      },
    },
    async (request, reply) => {
      const invitation = await invite(services, request, request.body);
      return reply.code(201).send(invitation);
    },
  );
  app.post(
    `${invitations}/preview`,
    {
      config: reading,
      schema: {
        operationId: 'previewInvitations',
        summary: 'See what would become of each line of a CSV file; nothing is changed',
        tags,
        params: OrganizationParams,
        body: PreviewInvitations,
        response: { 200: InvitationsPreview, ...problems },
      },
    },
    (request) => preview(services, request, request.body),
  );
  one(app, services);
}

function one(app: App, services: Services): void {
  const params = paramsWith('invitation');
  const found = { params, response: { 200: Invitation, ...problems }, tags };
  app.get(
    `${invitations}/:invitation`,
    { config: reading, schema: { operationId: 'readInvitation', summary: 'Read an invitation', ...found } },
    async ({ params: { organization, invitation } }) => present(await invitationIn(services, organization, invitation)),
  );
  const steering = { ...found, headers: RequiredIdempotencyHeaders };
  const summary = 'Send a new link; the earlier one is void';
  app.post(
    `${invitations}/:invitation/resend`,
    { config: writing, schema: { operationId: 'resendInvitation', summary, ...steering } },
    (request) =>
      click(services, request, resend, (before, after) => after.sentAt?.getTime() !== before.sentAt?.getTime()),
  );
  app.post(
    `${invitations}/:invitation/revoke`,
    { config: writing, schema: { operationId: 'revokeInvitation', summary: 'Revoke an open invitation', ...steering } },
    (request) => click(services, request, revoke, (_, after) => after.status === 'revoked'),
  );
}

/** The address is kept in a draft; only its id goes to the process, which answers when it was sent or waits for approval. */
async function invite(services: Services, request: FastifyRequest, body: z.output<typeof Invite>) {
  const { organization } = callerOf(request);
  const { invitationId } = await draftInvitation(services.db, organization, actorOf(request), {
    ...body,
    invitationId: requestIdOf(request),
    now: new Date(),
  });
  const clicked = await clickOf(services, request);
  const answer = await services.engine.begin(
    {
      process: 'invitation',
      organization,
      summary: `invitation ${invitationId}`,
      workflow: invitationWorkflow,
      workflowId: invitationWorkflowId(organization, invitationId),
      input: { organization, invitationId },
    },
    begin,
    { updateId: clicked.requestId, args: [clicked] },
  );
  const invitation = await findInvitation(services.db, organization, invitationId);
  if (invitation !== null) return present(invitation);
  throw new Failure(answer.known ? 'internal' : 'engine-unreachable', {});
}

async function click(
  services: Services,
  request: FastifyRequest,
  update: UpdateDefinition<void, [Click]>,
  isDone: (before: InvitationRow, after: InvitationRow) => boolean,
) {
  const { organization } = callerOf(request);
  const { invitation: id } = request.params as { invitation: string };
  const before = await invitationIn(services, organization, id);
  refuseEnded(before);
  const clicked = await clickOf(services, request);
  const answer = await services.engine.update(invitationWorkflowId(organization, id), update, {
    updateId: clicked.requestId,
    args: [clicked],
  });
  const after = await invitationIn(services, organization, id);
  if (!answer.known && !isDone(before, after)) {
    refuseEnded(after);
    throw new Failure('engine-unreachable', {});
  }
  return present(after);
}

const isOpen = ({ status }: InvitationRow): boolean => status === 'awaiting_approval' || status === 'sent';

function refuseEnded(invitation: InvitationRow): void {
  if (!isOpen(invitation))
    throw new Failure('wrong-state', { object: 'invitation', state: invitation.status, needs: 'open' });
}

async function invitationIn({ db }: Services, organization: string, id: string): Promise<InvitationRow> {
  const found = await findInvitation(db, organization, id);
  if (found === null) throw new Failure('not-found', { object: 'invitation' });
  return found;
}

function present(row: InvitationRow): z.output<typeof Invitation> {
  const ended = !isOpen(row) && `It is ${row.status}`;
  return {
    ...row,
    status: row.status as z.output<typeof Invitation>['status'], // a draft is never shown
    may: { resend: unless(ended, row.status !== 'sent' && 'It waits for approval'), revoke: unless(ended) },
  };
}
