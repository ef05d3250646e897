import { transferBatch } from '../prisma/commands/removals/transfer.ts';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';
import { type LargeHolder, largeHolder, readyToTransfer, workflow } from './support/large-holder.ts';
import { type BenchPostgres, benchPostgres } from './support/postgres.ts';

const RESOURCES = 10_000;
const BATCH = 1000;
const ROUNDS = 5;

/**
 * The transfer of ten thousand resources, owner and runs-as, with items, audit, events and what comes along, against the same rows by bare SQL: by the same role under
 * the same row-level security, in the same batches.
 */
export const bench: Bench = {
  title: `the transfer of ${RESOURCES} resources against bare SQL of the same rows`,
  measure: async (tell) => {
    const postgres = await benchPostgres();
    try {
      return await compare(postgres, tell);
    } finally {
      await postgres.stop();
    }
  },
};

async function compare(postgres: BenchPostgres, tell: (line: string) => void): Promise<Measurement[]> {
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const bare = await timed(await largeHolder(postgres, RESOURCES), (holder) => bareTransfer(postgres, holder));
    const holder = await largeHolder(postgres, RESOURCES);
    const removalId = await readyToTransfer(postgres, holder);
    const ours = await timed(holder, () => ourTransfer(postgres, holder, removalId));
    tell(`bare ${bare.toFixed(0)} ms, ours ${ours.toFixed(0)} ms${round === 0 ? ', to warm up' : ''}`);
    if (round > 0) ratios.push(ours / bare);
  }
  const note = `median of ${ROUNDS} rounds, batches of ${BATCH}`;
  return [
    { what: 'transfer with items, audit and events, bare = 1', value: median(ratios), unit: '×', atMost: 2, note },
  ];
}

async function timed(holder: LargeHolder, work: (holder: LargeHolder) => Promise<void>): Promise<number> {
  const start = performance.now();
  await work(holder);
  return performance.now() - start;
}

async function bareTransfer({ bare }: BenchPostgres, { organization, leaver, successors }: LargeHolder): Promise<void> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    await bare.query(`BEGIN; SET LOCAL app.organization = '${organization}'`);
    const { rows } = await bare.query<{ id: string }>(
      'SELECT id FROM resources WHERE organization_id = $1 AND owner_id = $2 AND id > $3 ORDER BY id LIMIT $4',
      [organization, leaver, after, BATCH],
    );
    await bare.query(
      `UPDATE resources SET owner_id = $2, runs_as_id = CASE runs_as_id WHEN $3 THEN $2 ELSE runs_as_id END
       WHERE organization_id = $1 AND id = ANY($4::uuid[])`,
      [organization, successors[0], leaver, rows.map(({ id }) => id)],
    );
    await bare.query('COMMIT');
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return;
    after = last.id;
  }
}

async function ourTransfer({ db }: BenchPostgres, { organization }: LargeHolder, removalId: string): Promise<void> {
  const batch = { removalId, now: new Date(), limit: 2 * BATCH }; // an item for the owner and one for the runs-as
  for (let left = 1; left > 0; ) ({ left } = await transferBatch(db, organization, workflow, batch));
}
