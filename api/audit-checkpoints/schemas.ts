import { z } from 'zod';
import { Instant, ListQuery, pageOf } from '../schemas.ts';

export const AuditCheckpoint = z
  .object({
    sequence: z.int().meta({ description: 'of the last entry that was dropped' }),
    hash: z.string().meta({ description: 'of that entry, in hex: the chain goes on from it' }),
    before: Instant.meta({ description: 'what was dropped was older than this' }),
    at: Instant,
    jws: z.string().meta({ description: 'the same, signed: JWS compact, EdDSA (docs/verify.md)' }),
  })
  .meta({ id: 'AuditCheckpoint' });
export const AuditCheckpointPage = pageOf(AuditCheckpoint).meta({ id: 'AuditCheckpointPage' });
export const ListAuditCheckpoints = ListQuery;
