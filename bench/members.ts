import { randomUUID } from 'node:crypto';
import { createOrganization } from '../prisma/commands/organizations/create.ts';
import type { Database } from '../prisma/client.ts';
import { listMembers, type MemberFilter, type MemberOrder, type MemberRow } from '../prisma/queries/members/list.ts';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';
import { grow } from './support/large-organization.ts';
import { type BenchPostgres, benchPostgres } from './support/postgres.ts';

const SMALL = 1_000;
const LARGE = 1_000_000;
const ROUNDS = 25;
const LIMIT = 50;

/** The list as the API reads it, at two sizes: a deep page is one from the middle. */
export const bench: Bench = {
  title: 'the member list at 1,000 and at 1,000,000 members',
  measure: async (tell) => {
    const postgres = await benchPostgres();
    try {
      const small = await prepared(postgres, SMALL, tell);
      const large = await prepared(postgres, LARGE, tell);
      await postgres.owner.query('VACUUM ANALYZE members, member_terms, team_members, removals');
      return await compare(postgres.db, small, large, tell);
    } finally {
      await postgres.stop();
    }
  },
};

interface Prepared {
  organization: string;
  team: string;
}

async function prepared(
  { db, secrets, owner }: BenchPostgres,
  members: number,
  tell: (line: string) => void,
): Promise<Prepared> {
  const began = Date.now();
  const slug = `bench-${randomUUID()}`;
  const admin = { name: 'Ada', email: `ada@${slug}.example` };
  const actor = { by: 'system', reason: 'bench' } as const;
  const { organizationId } = await createOrganization(db, secrets, actor, { name: slug, slug, admin, now: new Date() });
  const team = await grow(owner, organizationId, { members, resources: 0 });
  tell(`${members} members made in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  return { organization: organizationId, team };
}

interface Listing {
  what: string;
  filter: (at: Prepared) => MemberFilter;
  by: MemberOrder['by'];
}
/** What an admin does: filters that many fit, few fit, and a search; sorted by name and by when they came. */
const listings: readonly Listing[] = [
  { what: 'all, by name', filter: () => ({}), by: 'name' },
  { what: 'all, newest first', filter: () => ({}), by: 'newest' },
  { what: 'active, by name', filter: () => ({ status: 'active' }), by: 'name' },
  { what: 'suspended, newest first', filter: () => ({ status: 'suspended' }), by: 'newest' },
  { what: 'viewers, by name', filter: () => ({ role: 'viewer' }), by: 'name' },
  { what: 'guests, by name', filter: () => ({ relationship: 'guest' }), by: 'name' },
  { what: 'of a team of 300, by name', filter: ({ team }) => ({ teamId: team }), by: 'name' },
  { what: 'search “needle”, by name', filter: () => ({ search: 'needle' }), by: 'name' },
  {
    what: 'active viewers, search “person”, by name',
    filter: () => ({ status: 'active', role: 'viewer', search: 'person' }),
    by: 'name',
  },
];

async function compare(
  db: Database,
  small: Prepared,
  large: Prepared,
  tell: (line: string) => void,
): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const listing of listings) {
    for (const page of ['first', 'deep'] as const) {
      const [one, other] = [await reader(db, small, listing, page), await reader(db, large, listing, page)];
      const rounds: { small: number; large: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1)
        rounds.push({ small: await milliseconds(one), large: await milliseconds(other) });
      const [atSmall, atLarge] = [
        median(rounds.map((round) => round.small)),
        median(rounds.map((round) => round.large)),
      ];
      const note = `${atSmall.toFixed(1)} ms and ${atLarge.toFixed(1)} ms`;
      tell(`${listing.what}, ${page} page: ${note}`);
      measured.push({ what: `${listing.what}, ${page} page`, value: atLarge / atSmall, unit: '×', atMost: 1.5, note });
    }
  }
  return measured;
}

/** Reads that page again and again. */
async function reader(
  db: Database,
  at: Prepared,
  { filter, by }: Listing,
  page: 'first' | 'deep',
): Promise<() => Promise<unknown>> {
  const chosen = filter(at);
  const read = (order: MemberOrder) => listMembers(db, at.organization, chosen, { order, limit: LIMIT });
  if (page === 'first') return () => read({ by });
  const [middle] = await listMembers(db, at.organization, chosen, { order: middleOf(by), limit: 1 });
  if (middle === undefined) throw new Error('nothing behind the middle');
  const order = afterRow(by, middle);
  return () => read(order);
}

/** Names and instants are spread evenly (bench/support/large-organization.ts). */
const middleOf = (by: MemberOrder['by']): MemberOrder =>
  by === 'name'
    ? { by, after: { name: 'm', id: zero } }
    : { by, after: { createdAt: new Date('2025-07-01'), id: zero } };
const zero = '00000000-0000-4000-8000-000000000000';

function afterRow(by: MemberOrder['by'], { name, createdAt, id }: MemberRow): MemberOrder {
  return by === 'name' ? { by, after: { name, id } } : { by, after: { createdAt, id } };
}

async function milliseconds(read: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await read();
  return performance.now() - began;
}
