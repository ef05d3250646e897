import { z } from 'zod';
import { Id, Instant, ListQuery, MemberRef, pageOf } from '../schemas.ts';

export const ExposureHow = z
  .enum(['created', 'revealed', 'could-have-revealed'])
  .meta({ id: 'ExposureHow', description: 'made it, was shown it, or was allowed to reveal it' });
export const Exposure = z
  .object({
    id: Id,
    credential: z
      .object({
        id: Id,
        kind: z.enum(['connection-secret', 'api-key']),
        name: z.string().meta({ description: 'of the connection, or of the API key' }),
        version: z.int(),
        connectionId: Id.nullable(),
        endedAt: z.iso
          .datetime({ offset: true })
          .nullable()
          .meta({ description: 'when the version ended: from then on knowing it opens nothing here' }),
      })
      .meta({ id: 'ExposedCredential' }),
    member: MemberRef,
    how: ExposureHow,
    from: Instant,
    until: Instant.nullable().meta({ description: 'null: it goes on' }),
  })
  .meta({ id: 'Exposure', description: 'A secret version that someone could have known, from when to when' });
export const ExposurePage = pageOf(Exposure).meta({ id: 'ExposurePage' });

const asked = {
  how: ExposureHow.optional(),
  at: Instant.optional().meta({ description: 'only what could have been known at this instant' }),
};
export const ListExposures = ListQuery.extend(asked);
export const ListConnectionExposures = ListQuery.extend({
  ...asked,
  memberId: Id.optional(),
  version: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
});
