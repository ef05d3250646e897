import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100; // the unit of /proc on every Linux that Node.js runs on

const PAGE = 4096; // as on every machine that we measure on

interface Row {
  pid: number;
  parent: number;
  ms: number;
  /** memory in use, resident */
  bytes: number;
}

/**
 * Processor time that processes and all of their descendants have used so far, those that ended among them, in ms: unlike the clock it hardly minds what else the machine does.
 * Linux only.
 */
export function processorMs(...roots: readonly number[]): number {
  return withDescendants(roots).reduce((sum, { ms }) => sum + ms, 0);
}

/** Memory of a process and all of its descendants, in MiB, as the kernel counts it: the heap, its garbage and all else. Linux only. */
export function residentMiB(...roots: readonly number[]): number {
  return withDescendants(roots).reduce((sum, { bytes }) => sum + bytes / 2 ** 20, 0);
}

function withDescendants(roots: readonly number[]): Row[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (rowOf(Number(name)) ?? []) : []));
  const known = new Set(roots);
  for (let before = 0; before < known.size; ) {
    before = known.size;
    for (const { pid, parent } of all) if (known.has(parent)) known.add(pid);
  }
  return all.filter(({ pid }) => known.has(pid));
}

function rowOf(pid: number): Row | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold anything
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0); // own user and system time, and of children that ended
    const bytes = Number(fields[21]) * PAGE;
    return { pid, parent: Number(fields[1]), ms: (ticks * 1000) / TICKS_PER_SECOND, bytes };
  } catch {
    return undefined; // it ended meanwhile
  }
}
