import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { findFollowUp, type FollowUpRow } from '../../prisma/queries/follow-ups/list.ts';
import { Failure } from '../../rules/failures.ts';
import { mostEvidenceFiles } from '../../rules/removals/evidence.ts';
import { type Caller, callerOf, whyNotRole } from '../auth.ts';
import { unless } from '../may.ts';
import type { Services } from '../services.ts';
import type { FollowUp } from './schemas.ts';

/** One's own, or any for an admin; others are answered as missing. */
export async function followUpOf({ db }: Services, request: FastifyRequest): Promise<FollowUpRow> {
  const caller = callerOf(request);
  const { followUp: id } = request.params as { followUp: string };
  const row = await findFollowUp(db, caller.organization, id);
  if (row === null || (row.ownerId !== caller.memberId && whyNotRole(caller, 'admin') !== undefined))
    throw new Failure('not-found', { object: 'follow-up' });
  return row;
}

export function present(row: FollowUpRow, caller: Caller): z.output<typeof FollowUp> {
  const admin = whyNotRole(caller, 'admin');
  const notTheirs = row.ownerId !== caller.memberId && admin;
  const closed = row.status !== 'open' && `It is ${row.status}`;
  const unattested = (row.status !== 'done' || row.attestedById === null) && 'Nobody attested it';
  return {
    ...row,
    connection: { id: row.connectionId, name: row.connectionName },
    leaver: { id: row.leaverId, name: row.leaverName },
    owner: { id: row.ownerId, name: row.ownerName },
    may: {
      attest: unless(closed, notTheirs),
      addEvidence: unless(
        closed,
        notTheirs,
        row.files.length >= mostEvidenceFiles && `It has ${mostEvidenceFiles} files`,
      ),
      reassign: unless(closed, notTheirs),
      reopen: unless(admin, unattested, !row.removalRuns && 'The removal has ended, and its certificate rests on this'),
    },
  };
}
