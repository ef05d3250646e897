import type { ProcessIdentity } from './process-table.ts';

/** One process to run. */
export interface Part {
  name: string;
  command: string;
  args: readonly string[];
  /** Added to our own environment, or (undefined) kept out of it. */
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** Resolves once the part serves. `output` is what it has printed since it was started. */
  ready(signal: AbortSignal, output: () => string): Promise<void>;
  /** Default SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** How long it may take to stop before it is killed; default 10,000. */
  graceMs?: number;
  /** Whether an end before the first readiness will pass, judged by what was printed: then it is tried again, for ten seconds. */
  passing?(output: string): boolean;
}

/** A part under supervision, across its restarts. */
export interface RunningPart {
  readonly name: string;
  /** The process itself, not its leash; undefined while it is down. */
  pid(): number | undefined;
  restarts(): number;
  /** Sends a signal, and resolves when that process has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Resolves when the part is ready: at once, or after the restart that is under way. */
  ready(): Promise<void>;
}

/** What is known of a part's process, so that a later start can clear what a killed one left. */
export interface Trace extends ProcessIdentity {
  name: string;
  stopSignal: NodeJS.Signals;
}

/** Thrown by `start` when a part does not become ready. `output`: the last lines that it printed. */
export class PartFailure extends Error {
  override name = 'PartFailure';
  readonly part: string;
  readonly output: string;
  readonly logFile: string;
  constructor(part: string, what: string, output: string, logFile: string) {
    super(`${part} ${what}`);
    this.part = part;
    this.logFile = logFile;
    this.output = output.trimEnd().split('\n').slice(-20).join('\n');
  }
}
