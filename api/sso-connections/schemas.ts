import { z } from 'zod';
import { Id, Instant, Line, May, secret, WebUrl } from '../schemas.ts';

export const SsoConnection = z
  .object({
    id: Id,
    name: z.string().meta({ description: 'shown on the button' }),
    issuer: z.string(),
    clientId: z.string(),
    triedAt: Instant.nullable().meta({ description: 'when an admin first came in by it, as it is now' }),
    enforcedAt: Instant.nullable().meta({ description: 'since then nobody comes in otherwise' }),
    members: z.int().min(0).meta({ description: 'who have come in by it' }),
    createdAt: Instant,
    changedAt: Instant,
    may: May(['change', 'enforce', 'stopEnforcing', 'remove']),
  })
  .meta({ id: 'SsoConnection', description: 'An organization’s own sign-in (OpenID Connect)' });
export const SsoConnectionList = z
  .object({
    items: z.array(SsoConnection).meta({ description: 'none, or one' }),
    redirectUri: z.string().meta({ description: 'to be registered with the client, at its provider' }),
    signInUrl: z.string().meta({ description: 'where people begin: to be handed out' }),
  })
  .meta({ id: 'SsoConnectionList' });
const ClientSecret = secret(z.string().min(1).max(10_000));
export const CreateSsoConnection = z
  .strictObject({ name: Line(60), issuer: WebUrl, clientId: Line(500), clientSecret: ClientSecret })
  .meta({ id: 'CreateSsoConnection' });
export const RenameSsoConnection = z.strictObject({ name: Line(60) }).meta({ id: 'RenameSsoConnection' });
export const ChangeSsoSecret = z.strictObject({ clientSecret: ClientSecret }).meta({ id: 'ChangeSsoSecret' });
