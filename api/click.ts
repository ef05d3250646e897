import type { FastifyRequest } from 'fastify';
import { writeNote } from '../prisma/commands/notes/write.ts';
import type { Click } from '../rules/audit/click.ts';
import { callerOf } from './auth.ts';
import { requestIdOf } from './idempotency.ts';
import type { Services } from './services.ts';

/** Who clicked, as Updates take it. */
export function clickOf(request: FastifyRequest): Click {
  const { memberId, through } = callerOf(request);
  return { actorId: memberId, through, requestId: requestIdOf(request) };
}

/** Keeps free text before the click that it belongs to (decision 2). @returns the note's id, the same in every attempt */
export async function noteOf({ db }: Services, request: FastifyRequest, text: string): Promise<string> {
  const { organization, memberId } = callerOf(request);
  const id = requestIdOf(request);
  await writeNote(db, organization, { id, authorId: memberId, text, now: new Date() });
  return id;
}
