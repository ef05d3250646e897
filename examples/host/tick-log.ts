import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';

/** `unanswered` is not `refused`: Doorward said nothing, however often it was asked. */
export type Outcome = 'allowed' | 'refused' | 'unanswered';

/** One run of a schedule. */
export interface Tick {
  /** counts up from 1, over restarts */
  number: number;
  /** when the answer was there, and when the run was due (ISO 8601, UTC) */
  at: string;
  due: string;
  organization: string;
  schedule: string;
  pipeline: string;
  outcome: Outcome;
  /** member as whom it ran; whether that was the caretaker */
  as: string | null;
  caretaker: boolean;
  /** member whose key it carries */
  carries: string | null;
  because: string;
  attempts: number;
}

export interface Summary {
  ticks: number;
  allowed: number;
  refused: number;
  unanswered: number;
  /** ticks per member as whom they ran */
  as: Record<string, number>;
  last: string | null;
}

const MOST_IN_MEMORY = 100_000;

/** The log of ticks: a line of JSON each in a file, the newest 100,000 in memory too. */
export class TickLog {
  readonly #file: number;
  readonly #ticks: Tick[];
  #next: number;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const name = path.join(dir, 'ticks.ndjson');
    const text = existsSync(name) ? readFileSync(name, 'utf8') : '';
    this.#ticks = text.split('\n').flatMap(parse).slice(-MOST_IN_MEMORY);
    this.#next = (this.#ticks.at(-1)?.number ?? 0) + 1;
    this.#file = openSync(name, 'a', 0o600);
    if (text !== '' && !text.endsWith('\n')) writeSync(this.#file, '\n'); // a kill in the middle of a line costs that line
  }

  add(tick: Omit<Tick, 'number'>): void {
    const numbered = { number: this.#next++, ...tick };
    this.#ticks.push(numbered);
    if (this.#ticks.length > 1.1 * MOST_IN_MEMORY) this.#ticks.splice(0, this.#ticks.length - MOST_IN_MEMORY);
    writeSync(this.#file, `${JSON.stringify(numbered)}\n`);
  }

  /** Ticks after the one with the number `since`, oldest first. */
  since(since: number, organization: string | undefined, limit: number): Tick[] {
    return this.#ticks
      .filter((tick) => tick.number > since && (organization === undefined || tick.organization === organization))
      .slice(0, limit);
  }

  summary(since: number, organization: string | undefined): Summary {
    const summary: Summary = { ticks: 0, allowed: 0, refused: 0, unanswered: 0, as: {}, last: null };
    for (const tick of this.since(since, organization, Infinity)) {
      summary.ticks += 1;
      summary[tick.outcome] += 1;
      if (tick.as !== null) summary.as[tick.as] = (summary.as[tick.as] ?? 0) + 1;
      summary.last = tick.at;
    }
    return summary;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function parse(line: string): Tick[] {
  try {
    return [JSON.parse(line) as Tick];
  } catch {
    return [];
  }
}
