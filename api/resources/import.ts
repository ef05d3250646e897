import type { Readable } from 'node:stream';
import type { FastifyError, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { archiveResources } from '../../prisma/commands/resources/import/archive.ts';
import { importResources } from '../../prisma/commands/resources/import/import.ts';
import { type ImportedResource, keyOf, mostLines, type Outcome } from '../../prisma/commands/resources/import/lines.ts';
import { Failure } from '../../rules/failures.ts';
import { actorOf, admitCaller, callerOf } from '../auth.ts';
import { problemOfError } from '../errors.ts';
import { linesOf, type NumberedLine } from '../ndjson.ts';
import { problemOf, problemOfMisuse } from '../problems.ts';
import type { Services } from '../services.ts';
import { type ImportAnswer, ImportLine } from './schemas.ts';

/** Admins only: an import names others as owner and runs-as. */
export const importers = { role: 'admin', scope: 'write' } as const;

const LINE_BYTES = 64 * 1024;
const MOST = 200_000; // lines of one request

type Answer = z.input<typeof ImportAnswer>;
type Line = z.output<typeof ImportLine>;
interface Read {
  line: number;
  said: Line;
}

/**
 * Reads a stream of lines and does what they say, in batches that are one transaction each. A line that is wrong is answered with its problem and leaves the
 * others as they are; what ends the import (someone who may not any more, a database that is gone) is answered without a line, and nothing is summed up.
 */
export async function* importing(services: Services, request: FastifyRequest, body: Readable): AsyncGenerator<Answer> {
  const done: Record<string, number> = {};
  const counted = function* (answers: readonly Answer[]) {
    for (const answer of answers) {
      if (answer.status !== undefined) done[answer.status] = (done[answer.status] ?? 0) + 1;
      yield answer;
    }
  };
  try {
    let batch: Read[] = [];
    for await (const numbered of linesOf(body, LINE_BYTES)) {
      if (numbered.line > MOST) throw new Failure('invalid-request', { field: 'lines', expected: `at most ${MOST}` });
      if (numbered.text?.trim() === '') continue;
      const read = readLine(numbered);
      if ('problem' in read) {
        yield* counted(await ranBatch(services, request, batch));
        batch = [];
        yield* counted([read]);
        continue;
      }
      if (!goesWith(batch, read)) {
        yield* counted(await ranBatch(services, request, batch));
        batch = [];
      }
      batch.push(read);
    }
    yield* counted(await ranBatch(services, request, batch));
    yield { done };
  } catch (error) {
    if (body.readableAborted) return; // nobody is there to be told
    const problem = problemOfError(error as FastifyError);
    if (problem.status === 500) request.log.error({ err: error }, 'an import broke off');
    yield { problem: problem.status >= 500 ? { ...problem, requestId: request.id } : problem };
  }
}

function readLine({ line, text }: NumberedLine): Read | (Answer & { problem: unknown }) {
  if (text === null) return { line, status: 'refused', problem: problemOfMisuse('too-large') };
  const parsed = ImportLine.safeParse(jsonOf(text));
  if (parsed.success) return { line, said: parsed.data };
  const errors = parsed.error.issues.map(({ path, message }) => ({
    pointer: `#${path.map((part) => `/${String(part)}`).join('')}`,
    detail: message,
  }));
  const [first] = errors;
  const facts = { field: first?.pointer ?? '#', expected: first?.detail ?? 'one JSON object' };
  return { line, status: 'refused', problem: { ...problemOf(new Failure('invalid-request', facts)), errors } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused as anything that is no object
  }
}

/** A batch is all of one sort and names each object once, so that its order within the transaction does not matter. */
function goesWith(batch: readonly Read[], { said }: Read): boolean {
  const [first] = batch;
  if (first === undefined) return true;
  if (batch.length >= mostLines || (first.said.archived === true) !== (said.archived === true)) return false;
  return !batch.some((one) => keyOf(one.said) === keyOf(said));
}

async function ranBatch(services: Services, request: FastifyRequest, batch: readonly Read[]): Promise<Answer[]> {
  const [first] = batch;
  if (first === undefined) return [];
  await admitCaller(services, request, importers);
  const { db } = services;
  const { organization } = callerOf(request);
  const now = new Date();
  const actor = actorOf(request);
  const outcomes =
    first.said.archived === true
      ? await archiveResources(db, organization, actor, { lines: batch.map(({ said }) => said), now })
      : await importResources(db, organization, actor, { lines: batch.map(({ said }) => asImported(said)), now });
  return batch.map(({ line }, index) => answerOf(line, outcomes[index]));
}

const asImported = ({ name = '', ...said }: Line): ImportedResource => ({ ...said, name });

function answerOf(line: number, outcome: Outcome | undefined): Answer {
  if (outcome === undefined) throw new Error('a line has no outcome');
  if (outcome.status === 'refused') return { line, status: 'refused', problem: problemOf(outcome.failure) };
  return { line, ...outcome };
}
