import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type ApiKeyRow, findApiKey } from '../../prisma/queries/credentials/list.ts';
import { findMember } from '../../prisma/queries/members/list.ts';
import { Failure } from '../../rules/failures.ts';
import { type Caller, callerOf, needRole, whyNotRole } from '../auth.ts';
import { unless } from '../may.ts';
import type { Services } from '../services.ts';
import type { ApiKey } from './schemas.ts';

/** One's own key, or any for an admin; others are missing. @throws Failure not-found */
export async function keyIn({ db }: Services, request: FastifyRequest, id: string): Promise<ApiKeyRow> {
  const caller = callerOf(request);
  const found = await findApiKey(db, caller.organization, id);
  if (found === null || (found.holder.id !== caller.memberId && whyNotRole(caller, 'admin') !== undefined))
    throw new Failure('not-found', { object: 'api-key' });
  return found;
}

/**
 * A person's key is theirs alone: an admin may end it, not have one like it.
 * @throws Failure not-found, not-allowed
 */
export async function needOwnKey(services: Services, request: FastifyRequest, id: string): Promise<ApiKeyRow> {
  const key = await keyIn(services, request, id);
  const action = request.routeOptions.url?.split('/').at(-1) ?? '';
  const because = notFor(action, key.holder, callerOf(request));
  if (because !== undefined) throw new Failure('not-allowed', { action, because });
  return key;
}

function notFor(action: string, holder: ApiKeyRow['holder'], caller: Caller): string | undefined {
  if (action === 'revoke' || action === 'rename' || holder.id === caller.memberId || holder.kind === 'service_account')
    return undefined;
  return 'Only its holder may: they would not be the only one to know it';
}

/**
 * A key for oneself, or by an admin for a service account; made with a key, it can do no more than that one.
 * @throws Failure not-allowed, above-ceiling, not-found
 */
export async function checkNewKey(
  { db }: Services,
  caller: Caller,
  { holderId, scopes }: { holderId: string; scopes: readonly string[] },
): Promise<void> {
  const more = scopes.find((scope) => caller.scopes !== undefined && !caller.scopes.includes(scope));
  if (more !== undefined) throw new Failure('above-ceiling', { ceiling: caller.scopes?.join(', ') ?? '', asked: more });
  if (holderId === caller.memberId) return;
  needRole(caller, 'admin');
  const holder = await findMember(db, caller.organization, holderId);
  if (holder === null) throw new Failure('not-found', { object: 'member' });
  if (holder.kind !== 'service_account')
    throw new Failure('not-allowed', { action: 'create', because: 'People make their own keys' });
}

/**
 * A key that a key makes ends with it at the latest.
 * @returns what the command takes; undefined: as the policy says
 * @throws Failure above-ceiling
 */
export function expiryWithin(caller: Caller, asked: Date | null | undefined): Date | null | undefined {
  const most = caller.keyExpiresAt;
  if (most === null) return asked;
  if (asked === undefined) return most;
  if (asked === null || asked > most)
    throw new Failure('above-ceiling', { ceiling: most.toISOString(), asked: asked?.toISOString() ?? 'never' });
  return asked;
}

export function presentKey(row: ApiKeyRow, caller: Caller): z.output<typeof ApiKey> {
  const ended = row.revokedAt !== null && 'It was revoked';
  const role = whyNotRole(caller, 'admin');
  const others = row.holder.id !== caller.memberId && role;
  const rotated = row.successorId !== null && 'It was rotated';
  return {
    ...row,
    may: {
      revoke: unless(others, ended),
      rename: unless(others, ended),
      rotate: unless(others, notFor('rotate', row.holder, caller), ended, rotated),
      convert: unless(role, ended, row.holder.kind !== 'person' && 'It is a service account’s'),
      reveal: unless(
        others,
        notFor('reveal', row.holder, caller),
        ended,
        !row.unseen && 'Its secret was shown, and is kept nowhere',
      ),
    },
  };
}
