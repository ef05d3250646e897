import { randomUUID } from 'node:crypto';
import { askSignIn } from '../../prisma/commands/sessions/ask-sign-in.ts';
import { Failure } from '../../rules/failures.ts';
import { signInLinkWorkflow, signInLinkWorkflowId } from '../../workflows/sign-in-links/messages.ts';
import type { App } from '../app-types.ts';
import { fewSignIns } from '../limits.ts';
import { problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { AskSignInLink, SignInLinkAsked } from './schemas.ts';

export function signInLinksRoutes(app: App, services: Services): void {
  app.post(
    '/v1/sign-in-links',
    {
      config: { access: 'anyone', rateLimit: fewSignIns },
      schema: {
        operationId: 'askSignInLink',
        summary: 'Ask for a mail with a link and a code',
        tags: ['Sign-in'],
        security: [],
        body: AskSignInLink,
        response: { 202: SignInLinkAsked, ...problems },
      },
    },
    async (request, reply) => {
      await mailLink(services, request.body.email);
      return reply.code(202).send({ says: 'If we know this address, a mail is on its way.' });
    },
  );
}

/**
 * An address that nobody holds starts the same process, for a link that does not exist: it mails nothing, and neither the answer nor the time that it
 * takes tells the two apart.
 */
async function mailLink({ db, secrets, engine }: Services, email: string): Promise<void> {
  const asked = await askSignIn(db, secrets, { email, now: new Date() });
  const signInLinkId = asked?.signInLinkId ?? randomUUID();
  const started = await engine.start({
    process: 'sign-in-link',
    summary: `sign-in link ${signInLinkId}`,
    workflow: signInLinkWorkflow,
    workflowId: signInLinkWorkflowId(signInLinkId),
    input: { signInLinkId },
  });
  if (!started) throw new Failure('engine-unreachable', {});
}
