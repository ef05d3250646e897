import type { z } from 'zod';
import { type MemberRef, refOf } from '../../prisma/queries/members/refs.ts';
import type { MassRemovalDetail, PersonOfMassRemoval } from '../../prisma/queries/mass-removals/list.ts';
import { failures } from '../../rules/failures.ts';
import { massRemovalWorkflowId } from '../../workflows/mass-removals/messages.ts';
import { unless } from '../may.ts';
import { decodedCertificate } from '../removals/certificate.ts';
import { runOf } from '../run-link.ts';
import type { Services } from '../services.ts';
import type { MassRemoval, MassRemovalPerson } from './schemas.ts';

type Refs = ReadonlyMap<string, MemberRef>;

export function presentMassRemoval(
  row: MassRemovalDetail,
  refs: Refs,
  temporalUi: Services['temporalUi'],
): z.output<typeof MassRemoval> {
  const status = row.status as z.output<typeof MassRemoval>['status']; // a draft is never shown
  const notRunning = status !== 'running' && `It is ${status.replace('_', ' ')}`;
  const paused = row.pausedAt !== null;
  return {
    ...row,
    status,
    requestedBy: refOf(refs, row.requestedById),
    run: runOf(massRemovalWorkflowId(row.organizationId, row.id), temporalUi),
    may: {
      pause: unless(notRunning, paused && 'It is paused'),
      resume: unless(notRunning, !paused && 'It is not paused'),
      cancel: unless(status !== 'awaiting_approval' && notRunning),
    },
  };
}

export function presentPerson(person: PersonOfMassRemoval, refs: Refs): z.output<typeof MassRemovalPerson> {
  const { id, memberId, refusal, certificate, status, ...rest } = person;
  return {
    ...rest,
    removalId: id,
    member: refOf(refs, memberId),
    status: status as z.output<typeof MassRemovalPerson>['status'],
    refusal: refusal === null ? null : { name: refusal.name, says: failures[refusal.name].says },
    proven: certificate === null ? null : isProven(certificate),
  };
}

function isProven(certificate: string): boolean {
  const { predicate } = decodedCertificate(certificate).statement as { predicate?: { proven?: unknown } };
  return predicate?.proven === true;
}
