import { previewPlan } from '../prisma/queries/removals/preview.ts';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';
import { costOf, inWords } from './support/cost.ts';
import { type LargeHolder, largeHolder } from './support/large-holder.ts';
import { type BenchPostgres, benchPostgres } from './support/postgres.ts';

/** owner and runs-as apart: 100,000 items, and 25,000 schedules for the forecast */
const RESOURCES = 50_000;
const ROUNDS = 5;

/**
 * The preview of a hundred thousand items, plan and forecast, against reading the same facts by bare SQL: the same role under the same row-level security, one
 * statement for each list of facts, without planning, hashing or deciding anything.
 */
export const bench: Bench = {
  title: `the preview of ${2 * RESOURCES} items against reading the same facts by bare SQL`,
  measure: async (tell) => {
    const postgres = await benchPostgres();
    try {
      return await compare(postgres, await largeHolder(postgres, RESOURCES), tell);
    } finally {
      await postgres.stop();
    }
  },
};

async function compare(
  postgres: BenchPostgres,
  holder: LargeHolder,
  tell: (line: string) => void,
): Promise<Measurement[]> {
  const rounds: { ms: number; processorMs: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    let [rows, items] = [0, 0];
    const bare = await costOf(async () => {
      rows = await bareReading(postgres, holder);
    });
    const ours = await costOf(async () => {
      items = await ourPreview(postgres, holder);
    });
    const note = round === 0 ? ', to warm up' : '';
    tell(`bare ${inWords(bare)}, ${rows} rows; ours ${inWords(ours)}, ${items} items${note}`);
    if (round > 0) rounds.push({ ms: ours.ms / bare.ms, processorMs: ours.processorMs / bare.processorMs });
  }
  const note = `median of ${ROUNDS} rounds; plan, hash and forecast`;
  const ratio = (name: 'ms' | 'processorMs') => median(rounds.map((round) => round[name]));
  return [
    { what: 'preview, bare SQL of the same facts = 1', value: ratio('ms'), unit: '×', atMost: 2, note },
    { what: 'preview by processor time, bare SQL = 1', value: ratio('processorMs'), unit: '×', note },
  ];
}

async function ourPreview({ db }: BenchPostgres, { organization, leaver }: LargeHolder): Promise<number> {
  const { plans, forecast } = await previewPlan(db, organization, {
    memberIds: [leaver],
    successors: [],
    now: new Date(),
  });
  if (forecast.length > 0) throw new Error('a run would fail');
  return plans[0]?.items.length ?? 0;
}

/** What the holder owns, what runs as them, and of each schedule what a run of it asks for and what connects it to whom it runs as. */
async function bareReading({ bare }: BenchPostgres, { organization, leaver }: LargeHolder): Promise<number> {
  await bare.query(`BEGIN; SET LOCAL app.organization = '${organization}'`);
  let rows = 0;
  for (const column of ['owner_id', 'runs_as_id'])
    rows += await read(bare, resourcesWhere(column), organization, leaver);
  rows += await read(bare, schedulesWithRelations, organization);
  await bare.query('COMMIT');
  return rows;
}

async function read(bare: BenchPostgres['bare'], sql: string, ...values: string[]): Promise<number> {
  return (await bare.query(sql, values)).rows.length;
}

const resourcesWhere = (column: string) => `
  SELECT r.id, r.kind, r.team_id, r.target_id, r.archived_at IS NOT NULL AS archived, r.every_seconds, r.next_run_at,
    (SELECT count(*)::int FROM connection_uses u WHERE u.organization_id = r.organization_id AND u.resource_id = r.id) AS uses,
    (SELECT count(*)::int FROM connection_uses u WHERE u.organization_id = r.organization_id AND u.connection_id = r.id) AS used_by,
    (SELECT count(*)::int FROM resources s WHERE s.organization_id = r.organization_id AND s.target_id = r.id AND s.archived_at IS NULL
      AND s.every_seconds IS NOT NULL) AS schedules
  FROM resources r WHERE r.organization_id = $1 AND r.${column} = $2 ORDER BY r.id`;

const schedulesWithRelations = `
  SELECT s.id, s.next_run_at, s.every_seconds, s.runs_as_id, m.status, m.role, o.id AS object, o.kind, o.archived_at, o.owner_id, o.team_id, o.owner_team_id,
    h.level, tm.role AS team_role
  FROM resources s JOIN members m ON m.organization_id = s.organization_id AND m.id = s.runs_as_id
    CROSS JOIN LATERAL (SELECT coalesce(s.target_id, s.id) AS id UNION ALL SELECT u.connection_id FROM connection_uses u
      WHERE u.organization_id = s.organization_id AND u.resource_id IN (s.id, s.target_id)) x
    JOIN resources o ON o.organization_id = s.organization_id AND o.id = x.id
    LEFT JOIN shares h ON h.organization_id = s.organization_id AND h.resource_id = o.id AND h.member_id = m.id
    LEFT JOIN team_members tm ON tm.organization_id = s.organization_id AND tm.team_id = o.team_id AND tm.member_id = m.id
  WHERE s.organization_id = $1 AND s.archived_at IS NULL AND s.every_seconds IS NOT NULL AND s.next_run_at IS NOT NULL ORDER BY s.id`;
