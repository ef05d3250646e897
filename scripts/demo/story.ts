/** Tells what happens, with the time since the beginning. */
export class Story {
  readonly #began = Date.now();
  readonly #print: (line: string) => void;
  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  chapter(title: string): void {
    this.#print(`\n${this.#time()}  ${title}`);
  }

  tell(line: string): void {
    this.#print(`${this.#time()}    ${line}`);
  }

  /** Something that must be so. Throws when it is not. */
  prove(holds: boolean, what: string): void {
    if (!holds) throw new Error(`not so: ${what}`);
    this.tell(`✓ ${what}`);
  }

  seconds(): number {
    return (Date.now() - this.#began) / 1000;
  }

  #time(): string {
    return `${this.seconds().toFixed(1).padStart(6)}s`;
  }
}

/** Asks again until `check` gives an answer. Throws after `withinMs` with what was awaited. */
export async function awaited<T>(what: string, check: () => Promise<T | undefined>, withinMs = 60_000): Promise<T> {
  for (const giveUp = Date.now() + withinMs; ; ) {
    const answer = await check();
    if (answer !== undefined) return answer;
    if (Date.now() > giveUp) throw new Error(`${what} did not happen within ${withinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
