import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { OrganizationParams, problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import {
  Certificate,
  ListPlanItems,
  ListRemovals,
  MoveDate,
  PlanItemPage,
  PreviewRemoval,
  Removal,
  RemovalEvent,
  RemovalPage,
  RemovalParams,
  RemovalPreview,
  RetryStep,
  Skip,
  StartRemoval,
  SuccessorChoice,
} from './schemas.ts';

export function removalsRoutes(app: App): void {
  app.post(
    '/v1/organizations/:organization/removals/preview',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'previewRemoval',
        summary: 'See what a removal would do; nothing is changed',
        tags: ['Removals'],
        params: OrganizationParams,
        body: PreviewRemoval,
        response: { 200: RemovalPreview, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/removals',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'listRemovals',
        summary: 'List removals',
        tags: ['Removals'],
        params: OrganizationParams,
        querystring: ListRemovals,
        response: { 200: RemovalPage, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/removals',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'startRemoval',
        summary: 'Start a removal',
        tags: ['Removals'],
        params: OrganizationParams,
        headers: RequiredIdempotencyHeaders,
        body: StartRemoval,
        response: { 201: Removal, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/removals/:removal',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'readRemoval',
        summary: 'Read a removal with its steps',
        tags: ['Removals'],
        params: RemovalParams,
        response: { 200: Removal, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/removals/:removal/items',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'listPlanItems',
        summary: 'List the items of its plan, red first',
        tags: ['Removals'],
        params: RemovalParams,
        querystring: ListPlanItems,
        response: { 200: PlanItemPage, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/removals/:removal/certificate',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'readCertificate',
        summary: 'Read the signed certificate',
        tags: ['Removals'],
        params: RemovalParams,
        response: { 200: Certificate, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/removals/:removal/events',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'watchRemoval',
        summary: 'Watch a removal (server-sent events)',
        tags: ['Removals'],
        params: RemovalParams,
        response: {
          200: { description: 'Server-sent events', content: { 'text/event-stream': { schema: RemovalEvent } } },
          ...problems,
        },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/removals/:removal/pause',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'pauseRemoval',
        summary: 'Pause',
        tags: ['Removals'],
        params: RemovalParams,
        headers: RequiredIdempotencyHeaders,
        response: { 200: Removal, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/removals/:removal/resume',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'resumeRemoval',
        summary: 'Resume',
        tags: ['Removals'],
        params: RemovalParams,
        headers: RequiredIdempotencyHeaders,
        response: { 200: Removal, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/removals/:removal/move-date',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'moveDate',
        summary: 'Move the effective date',
        tags: ['Removals'],
        params: RemovalParams,
        headers: RequiredIdempotencyHeaders,
        body: MoveDate,
        response: { 200: Removal, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/removals/:removal/change-successor',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'changeSuccessor',
        summary: 'Change a successor',
        tags: ['Removals'],
        params: RemovalParams,
        headers: RequiredIdempotencyHeaders,
        body: SuccessorChoice,
        response: { 200: Removal, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/removals/:removal/retry',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'retryStep',
        summary: 'Try a blocked step again, now',
        tags: ['Removals'],
        params: RemovalParams,
        headers: RequiredIdempotencyHeaders,
        body: RetryStep,
        response: { 200: Removal, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/removals/:removal/skip',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'skip',
        summary: 'Go on without an item, or without a blocked step',
        tags: ['Removals'],
        params: RemovalParams,
        headers: RequiredIdempotencyHeaders,
        body: Skip,
        response: { 200: Removal, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/removals/:removal/accept-drift',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'acceptDrift',
        summary: 'Accept what was found after the suspension',
        tags: ['Removals'],
        params: RemovalParams,
        headers: RequiredIdempotencyHeaders,
        response: { 200: Removal, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/removals/:removal/cancel',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'cancelRemoval',
        summary: 'Cancel: everything is as it was',
        tags: ['Removals'],
        params: RemovalParams,
        headers: RequiredIdempotencyHeaders,
        response: { 200: Removal, ...problems },
      },
    },
    pending,
  );
}
