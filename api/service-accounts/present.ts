import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { findServiceAccount, type ServiceAccountRow } from '../../prisma/queries/service-accounts/list.ts';
import { Failure } from '../../rules/failures.ts';
import { type Caller, callerOf, whyNotRole } from '../auth.ts';
import { unless } from '../may.ts';
import type { Services } from '../services.ts';
import type { ServiceAccount } from './schemas.ts';

/** @throws Failure not-found, also for a person */
export async function serviceAccountIn({ db }: Services, request: FastifyRequest, memberId: string) {
  const caller = callerOf(request);
  const found = await findServiceAccount(db, caller.organization, { memberId, now: new Date() });
  if (found === null) throw new Failure('not-found', { object: 'service-account' });
  return presentServiceAccount(found, caller);
}

export function presentServiceAccount(row: ServiceAccountRow, caller: Caller): z.output<typeof ServiceAccount> {
  const role = whyNotRole(caller, 'admin');
  const isCaretaker = row.caretaker && 'The caretaker stands in for those who leave';
  const archived = row.archivedAt !== null && 'It is archived';
  return {
    ...row,
    may: {
      change: unless(role, isCaretaker, archived),
      changeRole: unless(role, isCaretaker, archived, row.id === caller.memberId && 'Nobody changes their own role'),
      suspend: unless(role, isCaretaker, archived, row.status !== 'active' && `It is ${row.status}`),
      reactivate: unless(role, archived, row.status !== 'suspended' && `It is ${row.status}`),
      archive: unless(role, isCaretaker, archived, row.runs > 0 && `${row.runs} run as it`),
      restore: unless(role, row.archivedAt === null && 'It is not archived'),
      createKey: unless(role, isCaretaker, row.status !== 'active' && `It is ${row.status}`),
    },
  };
}
