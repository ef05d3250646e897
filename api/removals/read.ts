import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { memberRefs } from '../../prisma/queries/members/refs.ts';
import { findRemoval, type RemovalDetail } from '../../prisma/queries/removals/detail.ts';
import { graceOfRotatedKeys } from '../../prisma/queries/removals/grace.ts';
import { reinstatementOf } from '../../prisma/queries/reinstatements/detail.ts';
import { whyNotReinstated } from '../../prisma/queries/reinstatements/may.ts';
import { Failure } from '../../rules/failures.ts';
import { callerOf } from '../auth.ts';
import type { Services } from '../services.ts';
import { hasEnded, presentRemoval } from './present.ts';
import type { Removal } from './schemas.ts';

/** A removal that has begun: drafts show nowhere. @throws Failure not-found */
export async function removalIn({ db }: Services, organization: string, removalId: string): Promise<RemovalDetail> {
  const found = await findRemoval(db, organization, removalId);
  if (found === null || found.status === 'draft') throw new Failure('not-found', { object: 'removal' });
  return found;
}

export async function answerWith(
  services: Services,
  request: FastifyRequest,
  removal: RemovalDetail,
): Promise<z.output<typeof Removal>> {
  const { organization } = callerOf(request);
  const { db, temporalUi } = services;
  const refs = await memberRefs(db, organization, [removal.memberId, removal.requestedById]);
  const atCertificate = removal.step === 'certificate' && !hasEnded(removal);
  const asked = { removalId: removal.id, now: new Date() };
  const keysEndAt = atCertificate ? await graceOfRotatedKeys(db, organization, asked) : null;
  const reinstatement = await reinstatementOf(db, organization, removal.id);
  const whyNot = await whyNotReinstated(db, organization, asked);
  return presentRemoval(removal, refs, {
    organization,
    temporalUi,
    keysEndAt,
    reinstatement,
    whyNotReinstated: whyNot,
  });
}
