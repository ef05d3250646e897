import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import { EventPage, ListEvents } from './schemas.ts';

export function eventsRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization/events',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'listEvents',
        summary: 'Read events in order',
        tags: ['Events'],
        params: OrganizationParams,
        querystring: ListEvents,
        response: { 200: EventPage, ...problems },
      },
    },
    pending,
  );
}
