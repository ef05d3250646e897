import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Part, PartFailure, type RunningPart, type Trace } from './part.ts';
import { isAlive, processIdentity } from './process-table.ts';

const leash = fileURLToPath(new URL('./leash.mjs', import.meta.url));
const READY_WITHIN_MS = 60_000;
const LONGEST_PAUSE_MS = 5_000;
const LARGEST_LOG_BYTES = 10_000_000;

interface Run {
  child: ChildProcess;
  ended: Promise<number>;
  /** Resolves when the process ID is known. */
  traced: Promise<void>;
  output: () => string;
}

export interface Surroundings {
  stopping: AbortSignal;
  log: (line: string) => void;
  launched: () => void;
}

/** A part under its leash; see Supervisor. */
export class SupervisedPart implements RunningPart {
  readonly name: string;
  trace: Trace | undefined;
  readonly #part: Part;
  readonly #logFile: string;
  readonly #around: Surroundings;
  #run: Run | undefined;
  #ready: Promise<void> = Promise.reject(new Error('not started'));
  #restarts = 0;

  constructor(part: Part, logFile: string, around: Surroundings) {
    this.name = part.name;
    this.#part = part;
    this.#logFile = logFile;
    this.#around = around;
    this.#ready.catch(() => {});
  }

  pid(): number | undefined {
    return this.trace?.pid;
  }

  restarts(): number {
    return this.#restarts;
  }

  async ready(): Promise<void> {
    await this.#ready;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const run = this.#run;
    const pid = this.trace?.pid;
    if (!run || pid === undefined) throw new Error(`${this.name} is not running`);
    process.kill(pid, signal);
    await run.ended;
  }

  async start(): Promise<void> {
    const giveUp = Date.now() + 10_000;
    for (;;) {
      const run = this.#launch();
      try {
        this.#ready = this.#becomeReady(run);
        await this.#ready;
        void run.ended.then((code) => this.#endedByItself(code));
        return;
      } catch (error) {
        await this.#end(run);
        this.#around.stopping.throwIfAborted();
        if (!this.#part.passing?.(run.output()) || Date.now() > giveUp) throw error;
        await delay(250, undefined, { signal: this.#around.stopping });
      }
    }
  }

  async stop(): Promise<void> {
    if (this.#run) await this.#end(this.#run);
  }

  #launch(): Run {
    const { command, args, env, cwd, uid, gid, stopSignal = 'SIGTERM', graceMs = 10_000 } = this.#part;
    if (existsSync(this.#logFile) && statSync(this.#logFile).size > LARGEST_LOG_BYTES)
      renameSync(this.#logFile, `${this.#logFile}.1`);
    const log = openSync(this.#logFile, 'a', 0o600);
    const offset = fstatSync(log).size;
    // detached: a process group of its own, so that Ctrl-C in the terminal reaches only us and the order of stopping is ours.
    // The log is a file, not a pipe: a part must be able to write while it ends after our death.
    const child = spawn(
      process.execPath,
      [leash, JSON.stringify({ signal: stopSignal, graceMs, uid, gid }), command, ...args],
      {
        stdio: ['pipe', log, log, 'pipe'],
        detached: true,
        cwd,
        env: { ...process.env, ...env },
      },
    );
    closeSync(log);
    child.stdin?.on('error', () => {});
    const ended = new Promise<number>((resolve) => {
      child.once('error', () => resolve(127));
      child.once('exit', (code) => resolve(code ?? 128));
    }).then((code) => {
      if (this.trace && isAlive(this.trace)) process.kill(this.trace.pid, 'SIGKILL'); // its leash was killed
      this.trace = undefined;
      return code;
    });
    const traced = new Promise<void>((resolve) => {
      (child.stdio[3] as Readable | undefined)?.once('data', (chunk: Buffer) => {
        const identity = processIdentity(Number(chunk.toString()));
        this.trace = identity && { ...identity, name: this.name, stopSignal };
        this.#around.launched();
        resolve();
      });
    });
    this.#run = { child, ended, traced, output: () => readFrom(this.#logFile, offset) };
    return this.#run;
  }

  async #becomeReady(run: Run): Promise<void> {
    const over = new AbortController();
    const failed = (what: string): void => over.abort(new PartFailure(this.name, what, run.output(), this.#logFile));
    const stopped = (): void => over.abort(this.#around.stopping.reason);
    const timer = setTimeout(() => failed(`was not ready within ${READY_WITHIN_MS / 1000} s`), READY_WITHIN_MS);
    this.#around.stopping.addEventListener('abort', stopped);
    void run.ended.then((code) => failed(`ended with code ${code} before it was ready`));
    const aborted = new Promise<never>((_, reject) => {
      over.signal.addEventListener('abort', () => reject(over.signal.reason));
    });
    try {
      await Promise.race([Promise.all([run.traced, this.#part.ready(over.signal, run.output)]), aborted]);
    } finally {
      clearTimeout(timer);
      this.#around.stopping.removeEventListener('abort', stopped);
    }
  }

  #endedByItself(code: number): void {
    if (this.#around.stopping.aborted) return;
    this.#ready = this.#startAgain(code);
    this.#ready.catch(() => {}); // only a stop ends it
  }

  async #startAgain(code: number): Promise<void> {
    const { stopping, log } = this.#around;
    log(`${this.name} ended by itself with code ${code} and is started again`);
    for (let pause = 0; ; pause = Math.min(Math.max(2 * pause, 250), LONGEST_PAUSE_MS)) {
      await delay(pause, undefined, { signal: stopping });
      this.#restarts += 1;
      const run = this.#launch();
      try {
        await this.#becomeReady(run);
        void run.ended.then((ended) => this.#endedByItself(ended));
        return;
      } catch (error) {
        await this.#end(run);
        stopping.throwIfAborted();
        log(`${error instanceof Error ? error.message : String(error)}; tried again, see ${this.#logFile}`);
      }
    }
  }

  async #end(run: Run): Promise<void> {
    run.child.stdin?.end(); // the leash sends the stop signal, and SIGKILL after the grace
    await run.ended;
  }
}

/** The first megabyte after `offset`. */
function readFrom(file: string, offset: number): string {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(Math.max(fstatSync(handle).size - offset, 0), 1_000_000));
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, buffer.length, offset));
  } finally {
    closeSync(handle);
  }
}
