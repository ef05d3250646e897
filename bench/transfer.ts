import { transferBatch } from '../prisma/commands/removals/transfer.ts';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';
import { type Cost, costOf, inWords } from './support/cost.ts';
import { type LargeHolder, largeHolder, readyToTransfer, workflow } from './support/large-holder.ts';
import { type BenchPostgres, benchPostgres } from './support/postgres.ts';

const RESOURCES = 10_000;
/** resources in one transaction, on both sides */
const BATCH = 2500;
const ROUNDS = 5;

/**
 * The transfer of ten thousand resources, each with an item for its owner and one for its runs-as, with audit, events and what comes along, against bare SQL by the same
 * role under the same row-level security in the same batches: of the resources alone, and of all rows that a transfer changes, resources and items.
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
  const rounds: { resources: number; rows: number; processor: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const alone = await costWith(postgres, (holder) => bareTransfer(postgres, holder));
    const both = await costWith(postgres, (holder, removalId) => bareTransfer(postgres, holder, removalId));
    const ours = await costWith(postgres, (holder, removalId) => ourTransfer(postgres, holder, removalId));
    const note = round === 0 ? ', to warm up' : '';
    tell(`resources ${inWords(alone)}, with items ${inWords(both)}, ours ${inWords(ours)}${note}`);
    const processor = ours.processorMs / both.processorMs;
    if (round > 0) rounds.push({ resources: ours.ms / alone.ms, rows: ours.ms / both.ms, processor });
  }
  const note = `median of ${ROUNDS} rounds, batches of ${BATCH} resources`;
  const ratio = (name: 'resources' | 'rows' | 'processor') => median(rounds.map((round) => round[name]));
  return [
    { what: 'transfer, bare SQL of the same rows = 1', value: ratio('rows'), unit: '×', atMost: 1.5, note },
    { what: 'transfer by processor time, same rows = 1', value: ratio('processor'), unit: '×', note },
    { what: 'transfer, bare SQL of the resources alone = 1', value: ratio('resources'), unit: '×', note },
  ];
}

async function costWith(
  postgres: BenchPostgres,
  work: (holder: LargeHolder, removalId: string) => Promise<void>,
): Promise<Cost> {
  const holder = await largeHolder(postgres, RESOURCES);
  const removalId = await readyToTransfer(postgres, holder);
  return await costOf(() => work(holder, removalId));
}

async function bareTransfer({ bare }: BenchPostgres, holder: LargeHolder, removalId?: string): Promise<void> {
  const { organization, leaver, successors } = holder;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    await bare.query(`BEGIN; SET LOCAL app.organization = '${organization}'`);
    const { rows } = await bare.query<{ id: string }>(
      'SELECT id FROM resources WHERE organization_id = $1 AND owner_id = $2 AND id > $3 ORDER BY id LIMIT $4',
      [organization, leaver, after, BATCH],
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
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return;
    after = last.id;
  }
}

async function ourTransfer({ db }: BenchPostgres, { organization }: LargeHolder, removalId: string): Promise<void> {
  const batch = { removalId, now: new Date(), limit: 2 * BATCH }; // an item for the owner and one for the runs-as
  for (let left = 1; left > 0; ) ({ left } = await transferBatch(db, organization, workflow, batch));
}
