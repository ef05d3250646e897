import { z } from 'zod';

const JsonWebKey = z
  .object({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string(), use: z.string(), alg: z.string() })
  .meta({ id: 'JsonWebKey' });
export const JsonWebKeySet = z.object({ keys: z.array(JsonWebKey) }).meta({ id: 'JsonWebKeySet' });
export const Health = z.object({ status: z.enum(['ok', 'down']), database: z.boolean(), engine: z.boolean() }).meta({
  id: 'Health',
  description: 'engine: whether Temporal answered; without it processes wait, checks and suspensions work',
});
