import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow by a fifth of what is in use before it is collected whole; V8 would let it grow to four times that. A removal of a hundred thousand items leaves a page after the other behind, and what of
 * each outlived two small collections stays until a whole one: 240 MiB of garbage beside 55 in use. Read by V8 at the end of each collection, so it may be said while the process runs.
 */
export function collectEarly(): void {
  setFlagsFromString('--heap-growing-percent=20');
}
