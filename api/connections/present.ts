import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type ConnectionRow, findConnection } from '../../prisma/queries/connections/list.ts';
import { Failure } from '../../rules/failures.ts';
import { type CallersAccess, callersAccess } from '../access/decisions.ts';
import { callerOf } from '../auth.ts';
import type { Services } from '../services.ts';
import type { Connection } from './schemas.ts';

/** @throws Failure not-found, also for a connection that the caller may not see */
export async function connectionIn(services: Services, request: FastifyRequest, id: string) {
  const [found, access] = await Promise.all([
    findConnection(services.db, callerOf(request).organization, id),
    callersAccess(services, request, [id]),
  ]);
  if (found === null || !access.decide(id, 'view').allowed) throw new Failure('not-found', { object: 'connection' });
  return presentConnection(found, access);
}

export function presentConnection(row: ConnectionRow, access: CallersAccess): z.output<typeof Connection> {
  const may = (action: Parameters<CallersAccess['may']>[1]) => access.may(row.id, action);
  return {
    ...row,
    may: {
      view: may('view'),
      use: may('use'),
      edit: may('edit'),
      share: may('share'),
      transfer: may('transfer'),
      archive: may('archive'),
      setSecret: may('edit'),
      revealSecret: may('reveal'),
    },
  };
}
