// Says who holds a data folder, so that a second start is refused and what a killed one left behind is cleared away.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive, type ProcessIdentity, processIdentity } from './process-table.ts';
import type { Trace } from './part.ts';
import { until } from './until.ts';

interface RunFile {
  holder: ProcessIdentity;
  since: string;
  parts: Trace[];
}

export interface Claim {
  /** Notes the processes that run now. */
  note(parts: Trace[]): void;
  release(): void;
}

/**
 * Takes the data folder for this process. Throws, saying who holds it, when another living process does; where the holder was killed, its
 * processes are ended first.
 */
export async function claim(dataDir: string): Promise<Claim> {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'run.json');
  const own = processIdentity(process.pid);
  if (!own) throw new Error('this process is not in the process table');
  const content: RunFile = { holder: own, since: new Date().toISOString(), parts: [] };
  const fresh = `${file}.${process.pid}`;
  const write = (): void => writeFileSync(fresh, JSON.stringify(content, undefined, 2));
  write();
  while (!linked(fresh, file)) {
    const held = read(file);
    if (held && isAlive(held.holder)) {
      rmSync(fresh);
      throw new Error(
        `process ${held.holder.pid} has held ${dataDir} since ${held.since}: stop it (kill ${held.holder.pid}), or set DOORWARD_DATA to another folder`,
      );
    }
    const left = takeAway(file);
    await Promise.all((left?.parts ?? []).map(end));
  }
  return {
    note(parts) {
      content.parts = parts;
      write();
      renameSync(fresh, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** A link appears whole or not at all, and never over another. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    rmSync(from);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead holder's file away, so that of two who find it one clears up; a living one's, that came in between, is put back. */
function takeAway(file: string): RunFile | undefined {
  const away = `${file}.left-${process.pid}`;
  try {
    renameSync(file, away);
  } catch {
    return undefined; // another was quicker
  }
  const left = read(away);
  if (left && isAlive(left.holder)) linked(away, file);
  rmSync(away, { force: true });
  return left && isAlive(left.holder) ? undefined : left;
}

function read(file: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  } catch {
    return undefined; // gone meanwhile, or not ours
  }
}

async function end(part: Trace): Promise<void> {
  if (!isAlive(part)) return;
  process.kill(part.pid, part.stopSignal);
  const gone = () => !isAlive(part);
  await until(gone, AbortSignal.timeout(15_000)).catch(() => process.kill(part.pid, 'SIGKILL'));
  await until(gone, AbortSignal.timeout(5_000));
}
