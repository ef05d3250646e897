import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { findOffer, type OfferRow } from '../../prisma/queries/hand-over-offers/list.ts';
import type { OfferForecast } from '../../prisma/queries/hand-over-offers/forecast.ts';
import { sayReason } from '../../rules/access/explain.ts';
import { Failure } from '../../rules/failures.ts';
import { offeredItems } from '../../rules/removals/offers.ts';
import { type Caller, callerOf, whyNotRole } from '../auth.ts';
import { unless } from '../may.ts';
import type { Services } from '../services.ts';
import type { HandOverOffer, OfferForecast as Presented } from './schemas.ts';

/** One's own, or any for an admin; others are answered as missing. */
export async function offerOf({ db }: Services, request: FastifyRequest): Promise<OfferRow> {
  const caller = callerOf(request);
  const { offer: id } = request.params as { offer: string };
  const row = await findOffer(db, caller.organization, id);
  if (row === null || (row.successorId !== caller.memberId && whyNotRole(caller, 'admin') !== undefined))
    throw new Failure('not-found', { object: 'hand-over-offer' });
  return row;
}

export function present(row: OfferRow, caller: Caller): z.output<typeof HandOverOffer> {
  const notTheirs = row.successorId !== caller.memberId && 'Only whom it is offered to answers it';
  const isOver = row.removalStatus !== 'waiting' || row.dueAt.getTime() <= Date.now();
  const closed = (isOver || (row.status !== 'open' && row.status !== 'accepted')) && 'It can’t be answered any more';
  return {
    ...row,
    leaver: { id: row.leaverId, name: row.leaverName },
    successor: { id: row.successorId, name: row.successorName },
    redirectedTo: row.redirectedToId === null ? null : { id: row.redirectedToId, name: row.redirectedToName ?? '' },
    items: offeredItems(row.counts),
    may: {
      accept: unless(notTheirs, closed, row.status === 'accepted' && 'It is accepted'),
      decline: unless(notTheirs, closed),
      redirect: unless(notTheirs, closed),
    },
  };
}

export function presentForecast({ schedules, runs, failing }: OfferForecast): z.output<typeof Presented> {
  return {
    schedules,
    runs: runs.map((run) => ({ ...run, firstAt: new Date(run.firstAt) })),
    failing: failing.map(({ scheduleId, name, firstAt, runs: count, resourceId, resourceName, because }) => ({
      scheduleId,
      name,
      firstAt: new Date(firstAt),
      runs: count,
      resource: { id: resourceId, name: resourceName },
      because: because.map((reason) => sayReason(reason)).join('; '),
    })),
  };
}
