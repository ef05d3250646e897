import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '../../prisma/client.ts';
import { itemKinds } from '../../rules/removals/items.ts';
import { type TestData, testData } from '../support/organization.ts';
import { readTruth } from '../support/truth.ts';

let data: TestData;
beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

const names = async (sql: string, values: unknown[] = []) =>
  (await data.owner.query<{ name: string }>(sql, values)).rows.map(({ name }) => name);

describe('row-level security', () => {
  const carriers = `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND (c.relname IN ('organizations', 'persons') OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
      AND a.attname IN ('organization_id', 'person_id')))`;

  test('is forced on every table that carries an organization or a person', async () => {
    expect((await names(carriers)).length).toBeGreaterThan(30);
    expect(await names(`${carriers} AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1`)).toEqual([]);
  });

  test('has a policy for writing on each of them, for the organization of the transaction or for the directory', async () => {
    const unguarded = await names(`${carriers} AND NOT EXISTS (
      SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*'
        AND pg_get_expr(p.polqual, p.polrelid) ~ '(current_organization|in_directory)' AND pg_get_expr(p.polwithcheck, p.polrelid) ~ '(current_organization|in_directory)')`);
    expect(unguarded).toEqual([]);
  });

  test('every table without it is Prisma’s own', async () => {
    const open = await names(`SELECT oid::regclass::text AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relrowsecurity`);
    expect(open).toEqual(['_prisma_migrations']);
  });

  test('reads every policy’s setting once per statement, not once per row', async () => {
    const perRow = await names(`SELECT tablename || '.' || policyname AS name FROM pg_policies
      WHERE coalesce(qual, '') || coalesce(with_check, '') ~ '(?<!SELECT )(current_organization|in_directory|current_person|in_wake)\\(\\)'`);
    expect(perRow).toEqual([]);
  });

  test('can’t be bypassed by the role that our processes run as: it owns nothing, and is member of nothing that does', async () => {
    const { rows } = await data.owner.query(`SELECT rolname AS name, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
        (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned FROM pg_roles r
      WHERE pg_has_role('doorward_app', oid, 'MEMBER') ORDER BY rolname`);
    const harmless = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owned: 0 };
    expect(rows).toEqual([
      { name: 'doorward_app', ...harmless },
      { name: 'doorward_runtime', ...harmless },
    ]);
  });

  test('the processes refuse to work as a role that could bypass it', async () => {
    await expect(connect(data.ownerUrl, { secrets: data.secrets })).rejects.toThrow('can bypass row-level security');
  });

  test('no view, and no function that runs with its owner’s rights, lies beside it but those of the audit', async () => {
    expect(await names(`SELECT viewname AS name FROM pg_views WHERE schemaname = 'public'`)).toEqual([]);
    const definers = await names(
      `SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef ORDER BY 1`,
    );
    const retention = ['drop_audit_entries', 'organizations_with_retention', 'record_audit_checkpoint'];
    expect(definers).toEqual([...retention, 'record_changes'].sort());
  });

  test('the audit can only be read by the processes: not written, changed, deleted or emptied', async () => {
    const rights =
      await names(`SELECT table_name || ' ' || privilege_type AS name FROM information_schema.role_table_grants
      WHERE grantee = 'doorward_runtime' AND table_name ~ '^audit_|^events$' ORDER BY 1`);
    expect(rights).toEqual([
      'audit_checkpoints SELECT',
      'audit_entries SELECT',
      'audit_heads SELECT',
      'audit_keys INSERT',
      'audit_keys SELECT',
      'audit_values INSERT',
      'audit_values SELECT',
      'events SELECT',
    ]);
  });
});

describe('foreign keys', () => {
  test('between tables of an organization carry the organization, so that none crosses its border', async () => {
    const crossing =
      await names(`SELECT conrelid::regclass || '.' || conname AS name FROM pg_constraint k WHERE contype = 'f'
      AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = k.conrelid AND attname = 'organization_id')
      AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = k.confrelid AND attname = 'organization_id')
      AND NOT EXISTS (SELECT FROM unnest(k.conkey, k.confkey) AS u(a, b)
        JOIN pg_attribute x ON x.attrelid = k.conrelid AND x.attnum = u.a JOIN pg_attribute y ON y.attrelid = k.confrelid AND y.attnum = u.b
        WHERE x.attname = 'organization_id' AND y.attname = 'organization_id')`);
    expect(crossing).toEqual([]);
  });

  test('each have an index that begins with their columns, so that a removal can walk them', async () => {
    const slow =
      await names(`SELECT conrelid::regclass || '.' || conname AS name FROM pg_constraint k WHERE contype = 'f' AND NOT EXISTS (
      SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indpred IS NULL
        AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey AND k.conkey @> (i.indkey::int2[])[0:cardinality(k.conkey) - 1])
      AND confrelid IN ('members'::regclass, 'persons'::regclass) AND conrelid <> 'organizations'::regclass`);
    expect(slow).toEqual([]);
  });

  test('to members and persons, and ids without one, are those of references.txt, each classified', async () => {
    const pointing = await names(`
      SELECT conrelid::regclass || '.' || a.attname AS name FROM pg_constraint k
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[cardinality(k.conkey)]
        WHERE contype = 'f' AND confrelid IN ('members'::regclass, 'persons'::regclass)
      UNION SELECT c.oid::regclass || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.atttypid = 'uuid'::regtype AND a.attname ~ '_id$' AND a.attname <> 'organization_id'
          AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = c.oid AND a.attnum = ANY (k.conkey))`);
    const lines = readTruth('references.txt')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const classified = lines.map((line) => line.split(/\s+/));
    expect(classified.map(([column = '']) => column).sort()).toEqual(pointing.sort());
    for (const [column, what, kind] of classified) {
      expect([column, ['transfer', 'revoke', 'erase', 'keep'].includes(what ?? '')]).toEqual([column, true]);
      const needsKind = what === 'transfer' || what === 'revoke';
      expect([column, kind !== undefined && kind in itemKinds]).toEqual([column, needsKind]);
    }
  });

  test('each kind of plan item stands for something that references.txt names', () => {
    const text = readTruth('references.txt');
    expect(Object.keys(itemKinds).filter((kind) => !text.includes(kind))).toEqual([]);
  });
});
