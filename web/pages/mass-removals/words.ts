import type { Schema } from '../../client.ts';
import type { StatusOf } from '../../components/status-words.ts';
import type { MassRemoval } from './queries.ts';

/** The status that people care about: a pause hides what it would do otherwise. */
export function stateOf({ status, pausedAt }: MassRemoval): StatusOf<'massRemoval'> {
  return status === 'running' && pausedAt !== null ? 'paused' : status;
}

export const standingWords: Readonly<Record<Schema<'MassRemovalPerson'>['standing'], string>> = {
  drafted: 'Not planned yet',
  refused: 'Left out',
  planned: 'About to begin',
  early: 'Waits for the date',
  ready: 'Suspended, waits for a turn',
  turn: 'Being handed over',
  over: 'Handed over',
};

/** Addresses as people paste them: by line, comma, semicolon or space, in angle brackets or not; each once. */
export function emailsIn(text: string): string[] {
  const found = text.split(/[\s,;]+/).map((part) => part.replace(/^<|>$/g, '').toLowerCase());
  return [...new Set(found.filter((part) => part.includes('@')))];
}
