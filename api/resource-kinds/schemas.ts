import { z } from 'zod';
import { Line, secret, WebUrl } from '../schemas.ts';

export const KindName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .max(50);
export const ResourceKind = z
  .object({
    name: z.string(),
    title: z.string(),
    handoverUrl: z.string().nullable(),
    rotatesSecrets: z.boolean(),
    takesGrants: z.boolean(),
  })
  .meta({ id: 'ResourceKind' });
export const ResourceKindList = z.object({ items: z.array(ResourceKind) }).meta({ id: 'ResourceKindList' });
/** Registers a kind, or changes the one of that name. A hand-over URL gets a new signing secret each time. */
export const RegisterResourceKind = z
  .strictObject({
    name: KindName,
    title: Line(100),
    handoverUrl: WebUrl.optional(),
    rotatesSecrets: z
      .boolean()
      .default(false)
      .meta({ description: 'for connections: the host sets a new secret when a hand-over `rotate` asks it to' }),
    takesGrants: z
      .boolean()
      .default(false)
      .meta({ description: 'for connections: the host takes new consents, by the hand-overs `test` and `switch`' }),
  })
  .refine(({ handoverUrl, takesGrants }) => !takesGrants || handoverUrl !== undefined, {
    path: ['takesGrants'],
    message: 'needs a handoverUrl',
  })
  .refine(({ handoverUrl, rotatesSecrets }) => !rotatesSecrets || handoverUrl !== undefined, {
    path: ['rotatesSecrets'],
    message: 'needs a handoverUrl',
  })
  .meta({ id: 'RegisterResourceKind' });
export const RegisteredResourceKind = ResourceKind.extend({
  handoverSecret: secret(z.string()).nullable().meta({
    'x-secret': true,
    description: 'Standard Webhooks secret with which hand-overs are signed; shown this once',
  }),
}).meta({ id: 'RegisteredResourceKind' });
