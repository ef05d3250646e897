import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';

const folder = fileURLToPath(new URL('../truth/', import.meta.url));

/** A committed truth, line by line. */
export function readTruth(file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}

/**
 * Compares what the code makes with what is committed in `test/truth/`, wholly: what is new fails, and what is gone fails. With TRUTH=write in the
 * environment it is written instead, for the diff to be read and committed.
 */
export function expectTruth(file: string, made: string): void {
  if (process.env['TRUTH'] === 'write') writeFileSync(path.join(folder, file), made);
  expect(made).toBe(readTruth(file));
}
