import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Part, RunningPart, Trace } from './part.ts';
import { SupervisedPart } from './supervised-part.ts';

/** Starts processes, waits until each is ready, starts again what ends by itself, and stops all in reverse order. */
export class Supervisor {
  readonly #options: { logDir: string; log: (line: string) => void; traced?: (traces: Trace[]) => void };
  readonly #parts: SupervisedPart[] = [];
  readonly #stopping = new AbortController();
  #stopped: Promise<void> | undefined;

  /** `logDir` takes one file per part; `traced` is called with all running processes whenever one starts. */
  constructor(options: { logDir: string; log: (line: string) => void; traced?: (traces: Trace[]) => void }) {
    mkdirSync(options.logDir, { recursive: true, mode: 0o700 });
    this.#options = options;
  }

  /** Starts a part, waits until it is ready, and from then on starts it again whenever it ends by itself. Throws a PartFailure, with the part stopped. */
  async start(part: Part): Promise<RunningPart> {
    this.#stopping.signal.throwIfAborted();
    const supervised = new SupervisedPart(part, path.join(this.#options.logDir, `${part.name}.log`), {
      stopping: this.#stopping.signal,
      log: this.#options.log,
      launched: () => this.#options.traced?.(this.#parts.flatMap((p) => p.trace ?? [])),
    });
    this.#parts.push(supervised);
    await supervised.start();
    return supervised;
  }

  /** Stops every part, the last started first. Never throws; doing it twice is doing it once. */
  async stop(): Promise<void> {
    this.#stopped ??= (async () => {
      this.#stopping.abort(new Error('stopped'));
      for (const part of this.#parts.toReversed()) await part.stop();
    })();
    await this.#stopped;
  }
}
