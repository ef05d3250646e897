import type { z } from 'zod';
import type { NewResource } from '../../prisma/commands/resources/register.ts';
import type { Caller } from '../auth.ts';
import type { RegisterResource } from './schemas.ts';

/** As the command takes it: the caller is its author and, unless another is named, its owner. */
export function newResource(
  { kind, hostId, name, connectionIds, ...asked }: z.output<typeof RegisterResource>,
  { memberId }: Caller,
): NewResource {
  const { ownerId = asked.ownerTeamId === undefined ? memberId : undefined, ...rest } = asked;
  const given = Object.entries({ ownerId, ...rest }).filter(([, value]) => value !== undefined);
  return { kind, hostId, name, connectionIds, authorId: memberId, ...Object.fromEntries(given) };
}
