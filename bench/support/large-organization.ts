import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** Beyond this there are no more of them, whatever the size: what is looked for among many is as rare as among few. */
const TEAM = 300;
const NEEDLES = 120;

/**
 * Gives an organization so many members and resources, each owned by one of them, by a few statements. Names are spread evenly over the alphabet, beginnings over the year 2025; one in ten
 * is suspended, every other a viewer, one in ten a guest.
 * @returns a team of some of them
 */
export async function grow(
  owner: pg.Client,
  organization: string,
  { members, resources }: { members: number; resources: number },
): Promise<string> {
  const team = randomUUID();
  await inBulk(owner, ['persons', 'members', 'member_terms', 'resources'], async () => {
    await makeMembers(owner, organization, members);
    await owner.query('INSERT INTO teams (organization_id, id, name) VALUES ($1, $2, $3)', [
      organization,
      team,
      'Data',
    ]);
    await owner.query(
      `INSERT INTO team_members (organization_id, team_id, member_id, role)
       SELECT $1, $2, id, 'member' FROM (SELECT id FROM members WHERE organization_id = $1 AND kind = 'person' ORDER BY id LIMIT ${TEAM}) m`,
      [organization, team],
    );
    await owner.query(
      `INSERT INTO resources (organization_id, kind, host_id, name, owner_id, runs_as_id)
       SELECT $1, 'pipeline', 'bench-' || row_number() OVER (), 'Pipeline', id, id
       FROM (SELECT id FROM members WHERE organization_id = $1 AND kind = 'person' ORDER BY id LIMIT $2::int) m`,
      [organization, resources],
    );
  });
  return team;
}

async function makeMembers(owner: pg.Client, organization: string, members: number): Promise<void> {
  await owner.query(
    `WITH made AS (SELECT gen_random_uuid() AS id, gen_random_uuid() AS person, i, substr(md5(i::text), 1, 6) AS mark FROM generate_series(1, $2::int) i),
       persons AS (INSERT INTO persons (id) SELECT person FROM made)
     INSERT INTO members (organization_id, id, person_id, status, role, relationship, name, email, created_at, joined_at, sponsor_id, ends_at)
     SELECT $1, id, person, (CASE WHEN i % 10 = 3 THEN 'suspended' ELSE 'active' END)::member_status, (CASE WHEN i % 2 = 0 THEN 'viewer' ELSE 'member' END)::org_role,
       (CASE WHEN i % 10 = 7 THEN 'guest' ELSE 'employee' END)::relationship,
       chr(97 + i % 26) || mark || CASE WHEN i % ($2 / ${NEEDLES}) = 1 THEN ' Needle' ELSE ' Person' END, mark || '.' || i || '@bench.example',
       timestamptz '2025-01-01' + (i % 365) * interval '1 day' + i * interval '1 millisecond', now(),
       CASE WHEN i % 10 = 7 THEN (SELECT custodian_id FROM organizations WHERE id = $1) END, CASE WHEN i % 10 = 7 THEN now() + interval '90 days' END
     FROM made`,
    [organization, members],
  );
  await owner.query(
    `INSERT INTO member_terms (organization_id, kind, term, member_id)
     SELECT m.organization_id, t.kind, t.term, m.id FROM members m, terms_of(m.name, m.email) t
     WHERE m.organization_id = $1 AND m.email LIKE '%@bench.example' ORDER BY t.term COLLATE "C", t.kind`,
    [organization],
  );
}

/**
 * Fills tables by a few statements: no foreign key is looked up a million times and no trigger called (who fills them makes what triggers would), indexes that no constraint needs are made
 * at once at the end, and what is sorted is sorted in memory.
 */
export async function inBulk(owner: pg.Client, tables: readonly string[], fill: () => Promise<unknown>): Promise<void> {
  await owner.query(
    "SET session_replication_role = replica; SET work_mem = '256MB'; SET maintenance_work_mem = '256MB'",
  );
  const indexes: string[] = [];
  for (const table of tables) indexes.push(...(await withoutIndexes(owner, table)));
  await fill();
  for (const index of indexes) await owner.query(index);
  await owner.query('RESET session_replication_role; RESET work_mem; RESET maintenance_work_mem');
}

/** Drops the indexes that no constraint needs. @returns how they are made again, at once instead of row by row */
async function withoutIndexes(owner: pg.Client, table: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; made: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS made FROM pg_index i
     WHERE i.indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
    [table],
  );
  for (const { name } of rows) await owner.query(`DROP INDEX ${name}`);
  return rows.map(({ made }) => made);
}
