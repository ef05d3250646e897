import { z } from 'zod';
import { Id, Instant, Line, May } from '../schemas.ts';

export const RemovalBreaker = z
  .object({
    planned: z.int().meta({ description: 'removals of the last windowHours that count' }),
    limit: z.int().meta({ description: 'for the caller: with what other admins allowed' }),
    left: z.int(),
    windowHours: z.int(),
    may: May(['allow']),
  })
  .meta({ id: 'RemovalBreaker' });
export const AllowRemovals = z
  .strictObject({
    more: z.int().min(1).max(10_000).meta({ description: 'how many more, for one window; for others than the caller' }),
    reason: Line(500),
  })
  .meta({ id: 'AllowRemovals' });
export const RemovalAllowance = z
  .object({ id: Id, more: z.int(), expiresAt: Instant })
  .meta({ id: 'RemovalAllowance' });
