import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { Failure } from '../rules/failures.ts';

/**
 * A cursor is where a list goes on: opaque, and bound to the list and its filters, so that one of another list is refused rather than misread.
 * It opens nothing: a forged one could only name another place in the same organization's list.
 */
export function writeCursor(list: string, position: unknown): string {
  const text = JSON.stringify(position);
  return Buffer.from(sumOf(list, text) + text, 'utf8').toString('base64url');
}

/** @throws Failure stale-cursor */
export function readCursor<S extends z.ZodType>(list: string, cursor: string, position: S): z.output<S> {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const body = text.slice(SUM);
  if (text.slice(0, SUM) !== sumOf(list, body)) throw new Failure('stale-cursor', {});
  const read = position.safeParse(parsed(body));
  if (!read.success) throw new Failure('stale-cursor', {});
  return read.data;
}

const SUM = 10;

function sumOf(list: string, text: string): string {
  return createHash('sha256').update(`${list}\n${text}`).digest('base64url').slice(0, SUM);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
