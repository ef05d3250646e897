import { z } from 'zod';
import { Id, secret, Text } from '../schemas.ts';

export const SsoDoor = z
  .object({
    organizationId: Id,
    name: z.string().meta({ description: 'shown on the button' }),
    enforced: z.boolean().meta({ description: 'nobody comes in otherwise' }),
  })
  .meta({ id: 'SsoDoor', description: 'How an organization’s own sign-in is called' });
export const BeginSso = z
  .strictObject({
    organizationId: Id,
    fresh: z.boolean().default(false).meta({ description: 'prove anew who one is, at the provider' }),
  })
  .meta({ id: 'BeginSso' });
export const BegunSso = z
  .object({ authorizationUrl: secret(z.string()).meta({ 'x-secret': true, description: 'open it in this browser' }) })
  .meta({ id: 'BegunSso' });
export const ComeInInEmergency = z
  .strictObject({ organizationId: Id, reason: Text(2000) })
  .meta({ id: 'ComeInInEmergency' });
const Code = secret(z.string().min(1).max(4_000));
/** RFC 6749 §4.1.2; RFC 9207. */
export const AnswerSso = z
  .strictObject({
    organizationId: Id.meta({ description: 'of the address that the provider sent them back to' }),
    state: secret(z.string().min(1).max(200)),
    code: Code.optional(),
    error: z.string().min(1).max(200).optional(),
    iss: z.string().max(2_000).optional(),
  })
  .refine(({ code, error }) => (code === undefined) !== (error === undefined), 'a code, or an error')
  .meta({ id: 'AnswerSso' });
