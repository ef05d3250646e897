// Each filter is served by an index in the order of pages: a page reads about as many rows as it has, whatever lies beside it.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inOrganization } from '../../prisma/client.ts';
import { changing } from '../../prisma/change.ts';
import type { AuditFilter } from '../../prisma/queries/audit-entries/filter.ts';
import { IN_ORDER } from '../../prisma/queries/audit-entries/filter.ts';
import { auditPage } from '../../prisma/queries/audit-entries/list.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

const PAGE = 50;
const needle = randomUUID();
let data: TestData;
let organization: TestOrganization;
let rare: string;
let middle: Date;

/** 12,000 entries of which a hundred in the middle are rare in every way. */
beforeAll(async () => {
  data = await testData();
  organization = await testOrganization(data);
  const member = await testMember(data, organization.id);
  rare = member.id;
  const many = (
    count: number,
    as: TestOrganization['as'],
    action: `${string}.${string}`,
    object: string,
    id?: string,
  ) =>
    changing(data.db, organization.id, as, async (_tx, record) => {
      for (let i = 0; i < count; i += 1) record({ action, object, objectId: id ?? randomUUID() });
      await Promise.resolve();
    });
  await many(6_000, organization.as, 'resource.changed', 'resource');
  middle = new Date();
  await many(100, member.as, 'test.happened', 'test', needle);
  await many(6_000, organization.as, 'resource.changed', 'resource');
  await data.owner.query('ANALYZE audit_entries');
}, 60_000);
afterAll(() => data.close());

interface Plan {
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** How many entries PostgreSQL looked at for a page. */
async function lookedAt(filter: AuditFilter, newestFirst: boolean): Promise<number> {
  const page = auditPage(organization.id, filter, { newestFirst, limit: PAGE });
  const [explained] = await inOrganization(data.db, organization.id, async (tx) => {
    await tx.$executeRawUnsafe(IN_ORDER);
    const explain = `EXPLAIN (ANALYZE, FORMAT JSON) ${page.sql}`;
    let at = 0;
    const sql = explain.replaceAll('?', () => `$${(at += 1)}`);
    return tx.$queryRawUnsafe<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(sql, ...page.values);
  });
  const count = (plan: Plan): number =>
    (plan['Relation Name'] === 'audit_entries'
      ? ((plan['Actual Rows'] ?? 0) + (plan['Rows Removed by Filter'] ?? 0)) * (plan['Actual Loops'] ?? 1)
      : 0) + (plan.Plans ?? []).reduce((sum, below) => sum + count(below), 0);
  const [first] = explained?.['QUERY PLAN'] ?? [];
  if (first === undefined) throw new Error('no plan');
  return count(first.Plan);
}

const filters: readonly [string, () => AuditFilter][] = [
  ['none', () => ({})],
  ['an action', () => ({ action: 'test.happened' })],
  ['the noun of an action', () => ({ action: 'test' })],
  ['a kind of object', () => ({ object: 'test' })],
  ['one object', () => ({ objectId: needle })],
  ['an actor', () => ({ actorId: rare })],
  ['a time', () => ({ from: middle })],
  ['a time and an actor', () => ({ from: middle, actorId: rare })],
];
test.each(filters)('filter by %s', async (_, filter) => {
  for (const newestFirst of [false, true]) expect(await lookedAt(filter(), newestFirst)).toBeLessThanOrEqual(2 * PAGE);
});
