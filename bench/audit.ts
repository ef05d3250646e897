import { randomUUID } from 'node:crypto';
import { changing } from '../prisma/change.ts';
import { inOrganization } from '../prisma/client.ts';
import { createOrganization } from '../prisma/commands/organizations/create.ts';
import { type Bench, median } from '../scripts/support/measurement.ts';
import type { Actor } from '../rules/audit/entry.ts';
import { type BenchPostgres, benchPostgres } from './support/postgres.ts';

const WRITERS = 50;
const WRITES = 20; // of each writer, in a round
const ROUNDS = 5;

/** 50 writers in one organization, each a member with a session of their own, with the audit and without. */
async function writing(postgres: BenchPostgres, tell: (line: string) => void): Promise<number> {
  const { db, secrets, owner } = postgres;
  const slug = `bench-${randomUUID().slice(0, 8)}`;
  const { organizationId: organization, memberId } = await createOrganization(
    db,
    secrets,
    { by: 'system', reason: 'bench' },
    {
      name: slug,
      slug,
      admin: { name: 'Ada', email: `ada@${slug}.example` },
      now: new Date(),
    },
  );
  const actors = Array.from(
    { length: WRITERS },
    (_, i): Actor => ({
      by: 'member',
      memberId,
      through: 'session',
      throughId: randomUUID(),
      from: { address: `192.0.2.${i}`, agent: 'Mozilla/5.0 (bench)' },
      requestId: randomUUID(),
    }),
  );
  const row = () => ({ data: { organizationId: organization, name: randomUUID() }, select: { id: true } });
  const audited = (actor: Actor) =>
    changing(db, organization, actor, async (tx, record) => {
      const { id } = await tx.team.create(row());
      record({ action: 'team.created', object: 'team', objectId: id, after: { name: 'measured' } });
    });
  const bare = () => inOrganization(db, organization, async (tx) => await tx.team.create(row()));
  const round = async (write: (actor: Actor) => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await Promise.all(
      actors.map(async (actor) => {
        for (let i = 0; i < WRITES; i += 1) await write(actor);
      }),
    );
    return (1000 * WRITERS * WRITES) / (performance.now() - began);
  };
  await round(audited); // connections, plans, keys
  await round(bare);
  const ratios: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const [without, withAudit] = [await round(bare), await round(audited)];
    ratios.push(withAudit / without);
    tell(`${Math.round(without)} writes a second without, ${Math.round(withAudit)} with audit`);
  }
  await owner.query('SELECT 1');
  return median(ratios);
}

export const bench: Bench = {
  title: 'the audit: writing it, exporting it',
  measure: async (tell) => {
    const postgres = await benchPostgres({ durable: true });
    try {
      return [
        {
          what: 'audited writes against the same without',
          value: await writing(postgres, tell),
          unit: '×',
          atLeast: 0.5,
        },
      ];
    } finally {
      await postgres.stop();
    }
  },
};
