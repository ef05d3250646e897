import type pg from 'pg';

/**
 * The schema as text, from the catalogue: the same on every PostgreSQL that we support, whatever made the database. Without Prisma's own table, and
 * without what a version of PostgreSQL adds by itself.
 */
export async function schemaDump(db: pg.Pool | pg.Client): Promise<string> {
  const sections: string[] = [];
  for (const [title, sql] of Object.entries(queries)) {
    const { rows } = await db.query<{ line: string }>(sql);
    if (rows.length === 0) throw new Error(`the catalogue has no ${title}`);
    sections.push(`-- ${title}\n${rows.map(({ line }) => line).join('\n')}`);
  }
  return `${sections.join('\n\n')}\n`;
}

const ours = `relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_prisma%'`;

const queries = {
  types: `
    SELECT format('CREATE TYPE %s AS ENUM (%s);', t.typname, string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)) AS line
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid WHERE t.typnamespace = 'public'::regnamespace GROUP BY t.typname ORDER BY t.typname COLLATE "C"`,
  tables: `
    SELECT format(E'CREATE TABLE %s (\\n%s\\n);', c.relname, string_agg(format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')), E',\\n' ORDER BY a.attnum)) AS line
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE ${ours} AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname COLLATE "C"`,
  constraints: `
    SELECT format('ALTER TABLE %s ADD CONSTRAINT %s %s;', c.relname, k.conname, pg_get_constraintdef(k.oid)) AS line
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE ${ours} AND k.contype IN ('p', 'u', 'f', 'c', 'x')
    ORDER BY c.relname COLLATE "C", k.conname COLLATE "C"`,
  indexes: `
    SELECT pg_get_indexdef(i.indexrelid) || ';' AS line FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
    WHERE i.indrelid IN (SELECT oid FROM pg_class WHERE ${ours}) AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    ORDER BY c.relname COLLATE "C", x.relname COLLATE "C"`,
  'row security': `
    SELECT format('ALTER TABLE %s %s ROW LEVEL SECURITY%s;', relname, CASE WHEN relrowsecurity THEN 'ENABLE' ELSE 'DISABLE' END,
      CASE WHEN relforcerowsecurity THEN ', FORCE' ELSE '' END) AS line
    FROM pg_class WHERE ${ours} AND relkind = 'r' ORDER BY relname COLLATE "C"`,
  policies: `
    SELECT format('CREATE POLICY %s ON %s %s FOR %s TO %s%s%s;', policyname, tablename, permissive, cmd, array_to_string(roles, ', '),
      coalesce(' USING (' || regexp_replace(qual, '\\s+', ' ', 'g') || ')', ''), coalesce(' WITH CHECK (' || regexp_replace(with_check, '\\s+', ' ', 'g') || ')', '')) AS line
    FROM pg_policies WHERE schemaname = 'public' ORDER BY tablename COLLATE "C", policyname COLLATE "C"`,
  triggers: `
    SELECT pg_get_triggerdef(t.oid) || ';' || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' -- enabled: ' || t.tgenabled::text END AS line
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE ${ours} AND NOT t.tgisinternal ORDER BY c.relname COLLATE "C", t.tgname COLLATE "C"`,
  functions: `
    SELECT rtrim(pg_get_functiondef(oid), E'\\n') || ';' AS line FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p') ORDER BY proname COLLATE "C", pg_get_function_identity_arguments(oid)`,
  aggregates: `
    SELECT format('CREATE AGGREGATE %s(%s) (SFUNC = %s, STYPE = %s);', p.proname, pg_get_function_identity_arguments(p.oid), a.aggtransfn, format_type(a.aggtranstype, NULL)) AS line
    FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid WHERE p.pronamespace = 'public'::regnamespace ORDER BY p.proname COLLATE "C"`,
  'rights of the processes': `
    SELECT format('GRANT %s ON %s TO doorward_runtime;', string_agg(acl.privilege_type, ', ' ORDER BY acl.privilege_type), c.relname) AS line
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) acl WHERE ${ours} AND c.relkind = 'r' AND acl.grantee = 'doorward_runtime'::regrole
    GROUP BY c.relname ORDER BY c.relname COLLATE "C"`,
  'functions that not everyone may call': `
    SELECT format('GRANT EXECUTE ON FUNCTION %s TO %s;', p.oid::regprocedure, string_agg(CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END, ', ')) AS line
    FROM pg_proc p CROSS JOIN aclexplode(p.proacl) acl WHERE p.pronamespace = 'public'::regnamespace AND acl.grantee <> p.proowner
    GROUP BY p.oid, p.proname ORDER BY p.proname COLLATE "C"`,
};
