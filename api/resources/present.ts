import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { findResource, type ResourceRow } from '../../prisma/queries/resources/list.ts';
import { Failure } from '../../rules/failures.ts';
import { type CallersAccess, callersAccess } from '../access/decisions.ts';
import { callerOf } from '../auth.ts';
import type { Services } from '../services.ts';
import type { Resource } from './schemas.ts';

/** @throws Failure not-found, also for a resource that the caller may not see */
export async function resourceIn(services: Services, request: FastifyRequest, resourceId: string) {
  const { organization } = callerOf(request);
  const [found, access] = await Promise.all([
    findResource(services.db, organization, { resourceId, now: new Date() }),
    callersAccess(services, request, [resourceId]),
  ]);
  if (found === null || !access.decide(resourceId, 'view').allowed)
    throw new Failure('not-found', { object: 'resource' });
  return presentResource(found, access);
}

export function presentResource(row: ResourceRow, access: CallersAccess): z.output<typeof Resource> {
  const may = (action: Exclude<keyof z.output<typeof Resource>['may'], 'restore'>) => access.may(row.id, action);
  return {
    ...row,
    may: {
      view: may('view'),
      use: may('use'),
      run: may('run'),
      edit: may('edit'),
      share: may('share'),
      transfer: may('transfer'),
      archive: may('archive'),
      restore: access.mayRestore(row.id),
    },
  };
}
