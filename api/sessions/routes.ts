import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { noContent, problems } from '../schemas.ts';
import { Session, SignIn } from './schemas.ts';

export function sessionsRoutes(app: App): void {
  app.post(
    '/v1/sessions',
    {
      config: { access: 'anyone' },
      schema: {
        operationId: 'signIn',
        summary: 'Sign in',
        tags: ['Sign-in'],
        security: [],
        body: SignIn,
        response: { 201: Session, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/session',
    {
      config: { access: 'person' },
      schema: {
        operationId: 'readSession',
        summary: 'Read one’s own session',
        tags: ['Sign-in'],
        security: [{ session: [] }],
        response: { 200: Session, ...problems },
      },
    },
    pending,
  );
  app.delete(
    '/v1/session',
    {
      config: { access: 'person' },
      schema: {
        operationId: 'signOut',
        summary: 'Sign out',
        tags: ['Sign-in'],
        security: [{ session: [] }],
        response: { 204: noContent, ...problems },
      },
    },
    pending,
  );
}
