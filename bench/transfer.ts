import { transferBatch } from '../prisma/commands/removals/transfer.ts';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';
import { type Cost, costOf } from './support/cost.ts';
import { type LargeHolder, largeHolder, readyToTransfer, workflow } from './support/large-holder.ts';
import { type BenchPostgres, benchPostgres } from './support/postgres.ts';

/** Each with an item for its owner and one for its runs-as. */
const RESOURCES = 50_000;
/** Items that one transaction asks for: as in activities/removals/transfer.ts. */
const BATCH = 5000;
const ROUNDS = 2; // each with holders of its own

const names = ['resources', 'rows', 'ours'] as const;
type Name = (typeof names)[number];

/** Does one batch: bare SQL of so many items, ours of as many as come. @returns how many items it transferred, 0 when there are none left */
type Side = (items: number) => Promise<number>;

/**
 * The transfer of a hundred thousand items, with audit, events, eligibility and what comes along, against bare SQL by the same role under the same row-level security: of all
 * rows that a transfer changes, resources and items, and of the resources alone. Each side has a holder of its own, in the same tables. Their batches are done by turns, so that what else the
 * machine does meets all. A transfer takes along what its schedules run, so its batches begin long and end short: those of bare SQL are as long as the last one of ours, and each is counted by its items.
 * Nothing but the sides writes meanwhile: the tables are vacuumed before, autovacuum is off (bench/support/postgres.ts), and checkpoints are written between the turns.
 */
export const bench: Bench = {
  title: `the transfer of ${2 * RESOURCES} items against bare SQL of the same rows, by turns`,
  measure: async (tell) => {
    const postgres = await benchPostgres();
    try {
      await postgres.owner.query(`ALTER SYSTEM SET max_wal_size = '16GB'`); // no checkpoint that nobody asked for
      await postgres.owner.query('SELECT pg_reload_conf()');
      const turns: Turn[] = [];
      for (let round = 0; round < ROUNDS; round += 1) turns.push(...(await byTurns(postgres, await sides(postgres))));
      return measurements(turns, tell);
    } finally {
      await postgres.stop();
    }
  },
};

/** What each side's batch cost, per item. */
type Turn = Record<Name, Cost>;

async function byTurns({ owner }: BenchPostgres, sides: Record<Name, Side>): Promise<Turn[]> {
  await owner.query('VACUUM ANALYZE');
  const turns: Turn[] = [];
  for (let ofOurs = BATCH; ; ) {
    await owner.query('CHECKPOINT');
    const turn: Partial<Turn> = {};
    for (const name of turns.length % 2 === 0 ? names : names.toReversed()) {
      let items = 0;
      const { ms, processorMs } = await costOf(async () => {
        items = await sides[name](ofOurs);
      });
      if (name === 'ours') ofOurs = items;
      if (items > 0) turn[name] = { ms: ms / items, processorMs: processorMs / items };
    }
    if (!isWhole(turn)) return turns; // one of them has come to its end
    turns.push(turn);
  }
}

const isWhole = (turn: Partial<Turn>): turn is Turn => names.every((name) => turn[name] !== undefined);

async function sides(postgres: BenchPostgres): Promise<Record<Name, Side>> {
  const [alone, both, ours] = [
    await largeHolder(postgres, RESOURCES),
    await largeHolder(postgres, RESOURCES),
    await largeHolder(postgres, RESOURCES),
  ];
  return {
    resources: bareTransfer(postgres, alone),
    rows: bareTransfer(postgres, both, await readyToTransfer(postgres, both)),
    ours: ourTransfer(postgres, ours, await readyToTransfer(postgres, ours)),
  };
}

function bareTransfer({ bare }: BenchPostgres, holder: LargeHolder, removalId?: string): Side {
  const { organization, leaver, successors } = holder;
  let after = '00000000-0000-0000-0000-000000000000';
  return async (items) => {
    await bare.query(`BEGIN; SET LOCAL app.organization = '${organization}'`);
    const { rows } = await bare.query<{ id: string }>(
      'SELECT id FROM resources WHERE organization_id = $1 AND owner_id = $2 AND id > $3 ORDER BY id LIMIT $4',
      [organization, leaver, after, Math.ceil(items / 2)],
    );
    const ids = rows.map(({ id }) => id);
    await bare.query(
      `UPDATE resources SET owner_id = $2, runs_as_id = CASE runs_as_id WHEN $3 THEN $2 ELSE runs_as_id END
       WHERE organization_id = $1 AND id = ANY($4::uuid[])`,
      [organization, successors[0], leaver, ids],
    );
    if (removalId !== undefined)
      await bare.query(
        `UPDATE plan_items SET status = 'done', done_at = now(), before = $4
         WHERE organization_id = $1 AND removal_id = $2 AND step = 'transfer' AND object_id = ANY($3::uuid[])`,
        [organization, removalId, ids, { ownerId: leaver }],
      );
    await bare.query('COMMIT');
    after = ids.at(-1) ?? after;
    return 2 * ids.length;
  };
}

function ourTransfer({ db }: BenchPostgres, { organization }: LargeHolder, removalId: string): Side {
  const batch = { removalId, now: new Date(), limit: BATCH };
  return async () => (await transferBatch(db, organization, workflow, batch)).done;
}

function measurements(turns: readonly Turn[], tell: (line: string) => void): Measurement[] {
  const each = names.map((name) => {
    const [clock, processor] = (['ms', 'processorMs'] as const).map((by) =>
      (1000 * median(turns.map((turn) => turn[name][by]))).toFixed(1),
    );
    return `${name} ${clock} µs (${processor} µs of processor)`;
  });
  tell(`${each.join(', ')} per item`);
  const ratio = (to: Name, by: keyof Cost) => median(turns.map((turn) => turn.ours[by] / turn[to][by]));
  const note = `median of ${turns.length} turns, each a batch of every side`;
  const unit = '×';
  return [
    { what: 'transfer, bare SQL of the same rows = 1', value: ratio('rows', 'ms'), unit, atMost: 1.5, note },
    { what: 'the same by processor time', value: ratio('rows', 'processorMs'), unit, note },
    { what: 'transfer, bare SQL of the resources alone = 1', value: ratio('resources', 'ms'), unit, note },
  ];
}
