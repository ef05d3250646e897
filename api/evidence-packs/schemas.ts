import { z } from 'zod';
import { Instant } from '../schemas.ts';

export const ExportEvidencePack = z
  .strictObject({
    from: Instant.meta({ description: 'effective from this instant on' }),
    to: Instant.meta({ description: 'and before this one' }),
  })
  .refine(({ from, to }) => from < to, { message: 'later than from', path: ['to'] });
