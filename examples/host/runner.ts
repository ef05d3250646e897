import { setTimeout as delay } from 'node:timers/promises';
import { type Doorward, type Question, Refused, Unanswered } from './doorward.ts';
import type { Pipeline, Records, Schedule } from './records.ts';
import type { Tick, TickLog } from './tick-log.ts';

type Verdict = Pick<Tick, 'outcome' | 'as' | 'caretaker' | 'carries' | 'because'>;

const ASK_AGAIN_WITHIN_MS = 5_000;

/** Runs every schedule at its instants, one run of a schedule at a time, and logs each. */
export class Runner {
  readonly #records: Records;
  readonly #log: TickLog;
  readonly #doorward: Doorward;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, Promise<void>>();

  constructor(records: Records, log: TickLog, doorward: Doorward) {
    this.#records = records;
    this.#log = log;
    this.#doorward = doorward;
    for (const item of records.items()) if (item.kind === 'schedule') this.start(item);
  }

  /** From its next instant on. A schedule that runs already goes on. */
  start({ organization, id }: Schedule): void {
    const key = `${organization}/${id}`;
    if (this.#running.has(key)) return;
    this.#running.set(
      key,
      this.#run(organization, id).catch((error: unknown) => {
        if (!this.#stopping.signal.aborted) throw error;
      }),
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running.values());
  }

  async #run(organization: string, id: string): Promise<void> {
    for (;;) {
      const schedule = this.#records.item(organization, 'schedule', id);
      const pipeline = schedule && this.#records.item(organization, 'pipeline', schedule.pipeline);
      if (!schedule || !pipeline) return;
      const due = nextRun(schedule, Date.now());
      await delay(due - Date.now(), undefined, { signal: this.#stopping.signal });
      await this.#tick(schedule, due);
    }
  }

  async #tick(schedule: Schedule, due: number): Promise<void> {
    const giveUp = due + Math.max(1000 * schedule.everySeconds, ASK_AGAIN_WITHIN_MS);
    let attempts = 0;
    let verdict: Verdict;
    do {
      if (attempts > 0) await delay(Math.min(100 * 2 ** attempts, 2000), undefined, { signal: this.#stopping.signal });
      attempts += 1;
      verdict = await this.#ask(schedule);
    } while (verdict.outcome === 'unanswered' && Date.now() < giveUp);
    const { organization, id, pipeline } = schedule;
    this.#log.add({
      at: new Date().toISOString(),
      due: new Date(due).toISOString(),
      organization,
      schedule: id,
      pipeline,
      ...verdict,
      attempts,
    });
  }

  /** May this run go on? Read anew at each attempt: a hand-over or a new key may have come in between. */
  async #ask(schedule: Schedule): Promise<Verdict> {
    const by = this.#records.organization(schedule.organization);
    const pipeline = this.#records.item(schedule.organization, 'pipeline', schedule.pipeline);
    const nobody = { as: null, caretaker: false, carries: null };
    if (!by || !pipeline) return { outcome: 'refused', ...nobody, because: 'not registered with this host' };
    const { signal } = this.#stopping;
    try {
      const [answers, key] = await Promise.all([
        this.#doorward.check(by, this.#questions(schedule, pipeline), signal),
        pipeline.key === null ? undefined : this.#doorward.verify(by, pipeline.key, signal),
      ]);
      const [first] = answers;
      const whom = { as: first?.as ?? null, caretaker: first?.caretaker ?? false, carries: key?.memberId ?? null };
      const no = answers.find((answer) => !answer.allowed);
      if (no) return { outcome: 'refused', ...whom, because: no.because };
      if (key?.valid === false) return { outcome: 'refused', ...whom, because: key.because ?? 'its key is not valid' };
      return { outcome: 'allowed', ...whom, because: first?.because ?? '' };
    } catch (error) {
      if (error instanceof Refused) return { outcome: 'refused', ...nobody, because: error.message };
      if (error instanceof Unanswered) return { outcome: 'unanswered', ...nobody, because: error.message };
      throw error;
    }
  }

  /** The schedule and its pipeline must be allowed to run, and the pipeline to use each connection, each as whatever it runs as. */
  #questions(schedule: Schedule, pipeline: Pipeline): Question[] {
    const connections = pipeline.connections.flatMap(
      (id) => this.#records.item(pipeline.organization, 'connection', id) ?? [],
    );
    const runsAsOf = pipeline.resource;
    return [
      { resource: pipeline.resource, action: 'run', as: { runsAsOf } },
      { resource: schedule.resource, action: 'run', as: { runsAsOf: schedule.resource } },
      ...connections.map((used) => ({ resource: used.resource, action: 'use' as const, as: { runsAsOf } })),
    ];
  }
}

function nextRun({ firstRunAt, everySeconds }: Schedule, now: number): number {
  const first = Date.parse(firstRunAt);
  const every = 1000 * everySeconds;
  return now < first ? first : first + every * (Math.floor((now - first) / every) + 1);
}
