import type { Caller } from './caller.ts';

/** A way in, and how to try it: true when it opened. */
export interface Door {
  name: string;
  opens: () => Promise<boolean>;
}

interface Try {
  askedAt: number;
  opened: boolean;
}

const PAUSE_MS = 100;

/** Tries doors again and again while the story goes on, to find out when they shut, and whether they stay shut. */
export class DoorWatch {
  readonly #tries = new Map<string, Try[]>();
  readonly #loops: Promise<void>[];
  #going = true;
  #broken: unknown;
  #shutAt: number | undefined;

  constructor(doors: readonly Door[]) {
    this.#loops = doors.map(async ({ name, opens }) => {
      const tries: Try[] = [];
      this.#tries.set(name, tries);
      try {
        while (this.#going) {
          const askedAt = Date.now();
          tries.push({ askedAt, opened: await opens() });
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        }
      } catch (error) {
        this.#broken = error;
      }
    });
  }

  /** The suspension was seen: whatever is tried from now on must be refused. */
  mustBeShut(): void {
    this.#shutAt ??= Date.now();
  }

  /** Ends the trying. Throws when a door opened after the suspension was seen, or after it had been refused once, or never opened before. */
  async end(): Promise<{ triesAfter: number; doors: number }> {
    this.#going = false;
    await Promise.all(this.#loops);
    if (this.#broken !== undefined) throw this.#broken;
    const shutAt = this.#shutAt;
    if (shutAt === undefined) throw new Error('the suspension was never seen');
    for (const [door, tries] of this.#tries) {
      const shut = tries.findIndex(({ opened }) => !opened);
      if (shut <= 0) throw new Error(`${door}: ${shut === 0 ? 'was shut from the beginning' : 'never shut'}`);
      const late = tries.find(({ askedAt, opened }, index) => opened && (index > shut || askedAt > shutAt));
      if (late) throw new Error(`${door}: opened at ${new Date(late.askedAt).toISOString()}, after the suspension`);
    }
    const after = [...this.#tries.values()].flat().filter(({ askedAt }) => askedAt > shutAt);
    return { triesAfter: after.length, doors: this.#tries.size };
  }
}

/** The doors of one member into one organization. */
export function doorsOf(
  path: string,
  asked: Caller,
  { session, key }: { session: Caller; key: Caller & { text: string } },
): Door[] {
  const readable = async (as: Caller) => {
    const status = await as.status(path);
    if (status >= 500) throw new Error(`${path} was answered ${status}`);
    return status < 400;
  };
  return [
    { name: 'session', opens: () => readable(session) },
    { name: 'API key', opens: () => readable(key) },
    {
      name: 'API key, shown to a host',
      opens: async () => (await asked.post<{ valid: boolean }>(`${path}/access/verify`, { key: key.text })).valid,
    },
  ];
}
