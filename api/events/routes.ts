import { z } from 'zod';
import { listEvents } from '../../prisma/queries/events/list.ts';
import type { App } from '../app-types.ts';
import { readPosition, writePosition } from '../cursors.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { EventPage, ListEvents } from './schemas.ts';

export function eventsRoutes(app: App, { db }: Services): void {
  app.get(
    '/v1/organizations/:organization/events',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'listEvents',
        summary: 'Read events, in order and without a gap',
        tags: ['Events'],
        params: OrganizationParams,
        querystring: ListEvents,
        response: { 200: EventPage, ...problems },
      },
    },
    async ({ query, params: { organization } }) => {
      const after = query.cursor === undefined ? 0 : readPosition(query.cursor, z.int().min(0));
      const events = await listEvents(db, organization, { after: BigInt(after), limit: query.limit });
      const last = Number(events.at(-1)?.sequence ?? after);
      const items = events.map(({ sequence, data, ...event }) => ({
        ...event,
        sequence: Number(sequence),
        data: data as Record<string, unknown>, // record_changes writes an object
      }));
      return { items, nextCursor: writePosition(last) };
    },
  );
}
