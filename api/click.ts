import type { FastifyRequest } from 'fastify';
import { writeNote } from '../prisma/commands/notes/write.ts';
import { keepOrigin } from '../prisma/origins.ts';
import type { Click } from '../rules/audit/click.ts';
import { actorOf, callerOf } from './auth.ts';
import { requestIdOf } from './idempotency.ts';
import type { Services } from './services.ts';

/** Who clicked, as Updates take it; where from is kept first. */
export async function clickOf({ db }: Services, request: FastifyRequest): Promise<Click> {
  const { organization, memberId: actorId, through, throughId } = callerOf(request);
  const origin = await keepOrigin(db, organization, actorOf(request));
  return { actorId, through, throughId, requestId: requestIdOf(request), ...(origin === undefined ? {} : { origin }) };
}

/** Keeps free text before the click that it belongs to (decision 2). @returns the note's id, the same in every attempt */
export async function noteOf({ db }: Services, request: FastifyRequest, text: string): Promise<string> {
  const { organization, memberId } = callerOf(request);
  const id = requestIdOf(request);
  await writeNote(db, organization, { id, authorId: memberId, text, now: new Date() });
  return id;
}
