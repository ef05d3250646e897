import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that can be told from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the system's own form: good only for comparing. */
  started: string;
}

/** The process with this number, unless there is none or it is dead and only waits for its parent (a zombie). */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const found = process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  return found && !found.state.startsWith('Z') ? { pid, started: found.started } : undefined;
}

/** Whether exactly this process, not another with its number, is still running. */
export function isAlive(identity: ProcessIdentity): boolean {
  return processIdentity(identity.pid)?.started === identity.started;
}

interface Row {
  state: string;
  started: string;
}

function fromProc(pid: number): Row | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold anything
    return { state: fields[0] ?? '', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): Row | undefined {
  const ps = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  const [, state, started] = /^\s*(\S+)\s+(.+?)\s*$/.exec(ps.stdout ?? '') ?? [];
  return state !== undefined && started !== undefined ? { state, started } : undefined;
}
