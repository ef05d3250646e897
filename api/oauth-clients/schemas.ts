import { z } from 'zod';
import { Id, Instant, Line, secret, WebUrl } from '../schemas.ts';

export const OauthClient = z
  .object({
    id: Id,
    provider: z.string().meta({ description: 'as connections call it, in lower case' }),
    clientId: z.string(),
    hasSecret: z.boolean(),
    authorizationEndpoint: z.string(),
    tokenEndpoint: z.string(),
    revocationEndpoint: z.string().nullable(),
    issuer: z.string().nullable(),
    scopes: z.array(z.string()),
    redirectUri: z.string().meta({ description: 'to be registered with the client, at its provider' }),
    changedAt: Instant,
  })
  .meta({ id: 'OauthClient', description: 'The OAuth client with which people consent at a provider' });
export const OauthClientList = z
  .object({
    items: z.array(OauthClient),
    redirectUris: z.string().meta({ description: 'what redirect addresses begin with; the provider follows' }),
    providers: z
      .array(
        z.object({
          title: z.string(),
          name: z.string(),
          authorizationEndpoint: z.string().nullable(),
          tokenEndpoint: z.string().nullable(),
          revocationEndpoint: z.string().nullable(),
        }),
      )
      .meta({ description: 'of whom the endpoints are known: they need not be named' }),
  })
  .meta({ id: 'OauthClientList' });
const Scope = z
  .string()
  .regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/)
  .max(200);
export const SetOauthClient = z
  .strictObject({
    provider: Line(100),
    clientId: Line(500),
    clientSecret: secret(z.string().min(1).max(10_000)).optional().meta({
      'x-secret': true,
      description: 'left out: as it was, for the same client id',
    }),
    authorizationEndpoint: WebUrl.optional().meta({
      description: 'default, as for the others: the provider’s, where it is known',
    }),
    tokenEndpoint: WebUrl.optional(),
    revocationEndpoint: WebUrl.optional().meta({ description: 'RFC 7009' }),
    issuer: WebUrl.optional().meta({ description: 'whose ID tokens are believed; needed where scopes have openid' }),
    scopes: z.array(Scope).min(1).max(100),
  })
  .meta({ id: 'SetOauthClient' });
