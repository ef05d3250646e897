import { createHash } from 'node:crypto';

/** What the driver is about to send. */
interface Statement {
  sql: string;
  args: readonly unknown[];
}

const MOST_NAMES = 1000;
/** PostgreSQL plans a prepared statement as if a list had about ten elements: what has more is planned anew each time. */
const LONGEST_LIST = 10;
/** A list written out has another text for each length. */
const LISTED = / IN \(\$\d+,/;

/**
 * Names for prepared statements: each connection parses and plans a statement of ours a few times instead of each time, which is more than half of what a short one costs
 * (docs/decisions/0150). '': it stays without a name. The same text has the same name.
 */
export function statementNames(): (statement: Statement) => string {
  const names = new Map<string, string>();
  return ({ sql, args }) => {
    if (args.some((arg) => Array.isArray(arg) && arg.length > LONGEST_LIST)) return '';
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MOST_NAMES || LISTED.test(sql)) return '';
    const name = createHash('sha256').update(sql).digest('base64url');
    names.set(sql, name);
    return name;
  };
}
