import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { memberRefs } from '../../prisma/queries/members/refs.ts';
import { findRemoval, type RemovalDetail } from '../../prisma/queries/removals/detail.ts';
import { Failure } from '../../rules/failures.ts';
import { callerOf } from '../auth.ts';
import type { Services } from '../services.ts';
import { presentRemoval } from './present.ts';
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
  const refs = await memberRefs(services.db, organization, [removal.memberId, removal.requestedById]);
  return presentRemoval(removal, refs, { organization, temporalUi: services.temporalUi });
}
