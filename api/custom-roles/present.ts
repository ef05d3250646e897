import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type CustomRoleRow, findCustomRole } from '../../prisma/queries/custom-roles/list.ts';
import { Failure } from '../../rules/failures.ts';
import { type Caller, callerOf, whyNotRole } from '../auth.ts';
import { unless } from '../may.ts';
import type { Services } from '../services.ts';
import type { CustomRole } from './schemas.ts';

/** @throws Failure not-found */
export async function customRoleIn({ db }: Services, request: FastifyRequest, id: string) {
  const caller = callerOf(request);
  const found = await findCustomRole(db, caller.organization, id);
  if (found === null) throw new Failure('not-found', { object: 'custom-role' });
  return presentCustomRole(found, caller);
}

export function presentCustomRole(row: CustomRoleRow, caller: Caller): z.output<typeof CustomRole> {
  const role = whyNotRole(caller, 'admin');
  const archived = row.archivedAt !== null && 'It is archived';
  const own = row.id === caller.customRole?.id && 'Nobody changes their own role';
  const change = unless(role, archived, own);
  return {
    ...row,
    may: {
      rename: unless(role, archived),
      addPermission: change,
      removePermission: change,
      buildOn: change,
      archive: unless(role, archived, own, row.childCount > 0 && 'Another custom role builds on it'),
    },
  };
}
