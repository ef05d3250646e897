import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { problems } from '../schemas.ts';
import { AskSignInLink, SignInLinkAsked } from './schemas.ts';

export function signInLinksRoutes(app: App, services: Services): void {
  app.post(
    '/v1/sign-in-links',
    {
      config: { access: 'anyone' },
      schema: {
        operationId: 'askSignInLink',
        summary: 'Ask for a mail with a link and a code',
        tags: ['Sign-in'],
        security: [],
        body: AskSignInLink,
        response: { 202: SignInLinkAsked, ...problems },
      },
    },
    pending,
  );
}
