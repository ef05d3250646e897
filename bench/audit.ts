import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { csvOf } from '../api/audit-entries/csv.ts';
import { ndjsonOf } from '../api/audit-entries/ndjson.ts';
import { changing } from '../prisma/change.ts';
import { inOrganization } from '../prisma/client.ts';
import { createOrganization } from '../prisma/commands/organizations/create.ts';
import { type Bench, median } from '../scripts/support/measurement.ts';
import type { Actor } from '../rules/audit/entry.ts';
import { type Cost, costOf } from './support/cost.ts';
import { type BenchPostgres, benchPostgres } from './support/postgres.ts';

const setUp: Actor = { by: 'system', reason: 'bench' };
const WRITERS = 50;
const WRITES = 5; // of each writer, in a slice
const SLICES = 30; // short ones, by turns: what else the machine does meets both

/** What something costs against something else that does less: the middle of pairs of neighbours, by the clock and by processor time (of this process and PostgreSQL). */
interface Against {
  clock: number;
  processor: number;
}

async function against(
  bare: () => Promise<unknown>,
  measured: () => Promise<unknown>,
  slices: number,
): Promise<Against> {
  await costOf(bare); // connections, plans, keys
  await costOf(measured);
  const pairs: { bare: Cost; measured: Cost }[] = [];
  for (let slice = 0; slice < slices; slice += 1) {
    if (slice % 2 === 0) pairs.push({ bare: await costOf(bare), measured: await costOf(measured) });
    else pairs.push({ measured: await costOf(measured), bare: await costOf(bare) });
  }
  return {
    clock: median(pairs.map((pair) => pair.bare.ms / pair.measured.ms)),
    processor: median(pairs.map((pair) => pair.bare.processorMs / pair.measured.processorMs)),
  };
}

/** 50 writers in one organization, each a member with a session of their own, with the audit and without. */
async function writing(postgres: BenchPostgres): Promise<Against> {
  const { db, secrets } = postgres;
  const slug = `bench-${randomUUID().slice(0, 8)}`;
  const { organizationId: organization, memberId } = await createOrganization(db, secrets, setUp, {
    name: slug,
    slug,
    admin: { name: 'Ada', email: `ada@${slug}.example` },
    now: new Date(),
  });
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
  const slice = (write: (actor: Actor) => Promise<unknown>) => () =>
    Promise.all(
      actors.map(async (actor) => {
        for (let i = 0; i < WRITES; i += 1) await write(actor);
      }),
    );
  return await against(slice(bare), slice(audited), SLICES);
}

const ENTRIES = 60_000; // three windows of an export
const EXPORTS = 20;

/** An organization with as many entries, each from one of 500 sessions. */
async function furnished({ db, secrets, owner }: BenchPostgres): Promise<string> {
  const slug = `bench-${randomUUID().slice(0, 8)}`;
  const { organizationId, memberId } = await createOrganization(db, secrets, setUp, {
    name: slug,
    slug,
    admin: { name: 'Ada', email: `ada@${slug}.example` },
    now: new Date(),
  });
  for (let i = 0; i < 500; i += 1) {
    const actor: Actor = {
      by: 'member',
      memberId,
      through: 'session',
      throughId: randomUUID(),
      from: { address: `192.0.2.${i % 250}`, agent: `Mozilla/5.0 (bench ${i})` },
      requestId: randomUUID(),
    };
    await changing(db, organizationId, actor, async (_tx, record) => {
      for (let n = 0; n < ENTRIES / 500; n += 1)
        record({
          action: 'resource.changed',
          object: 'resource',
          objectId: randomUUID(),
          before: { name: `Nightly load ${n}` },
          after: { fields: ['name'], name: `Nightly load “${n}”` },
        });
      await Promise.resolve();
    });
  }
  await owner.query('VACUUM ANALYZE audit_entries');
  return organizationId;
}

/** Reads a stream to its end. */
async function drained(stream: Readable): Promise<void> {
  let bytes = 0;
  for await (const chunk of stream) bytes += Buffer.byteLength(chunk as string | Buffer);
  if (bytes === 0) throw new Error('nothing was exported');
}

/** The export against COPY of the same rows by the same role, each read to its end by this process. */
async function exporting(postgres: BenchPostgres): Promise<{ ndjson: Against; csv: Against }> {
  const { db, bare } = postgres;
  const organization = await furnished(postgres);
  const asked = { filter: {}, after: 0n };
  const stream = (text: AsyncIterable<string | Buffer>) => Readable.from(text, { objectMode: true, highWaterMark: 1 });
  const copy = async () => {
    await bare.query(`BEGIN; SET LOCAL app.organization = '${organization}'`);
    const query = `COPY (SELECT sequence, body, encode(hash, 'hex') FROM audit_entries WHERE organization_id = '${organization}' ORDER BY sequence) TO STDOUT`;
    await drained(bare.query(copyTo(query)));
    await bare.query('COMMIT');
  };
  return {
    ndjson: await against(copy, () => drained(stream(ndjsonOf(db, organization, asked))), EXPORTS),
    csv: await against(copy, () => drained(stream(csvOf(db, organization, asked))), 3),
  };
}

export const bench: Bench = {
  title: 'the audit: writing it, exporting it',
  measure: async () => {
    const postgres = await benchPostgres({ durable: true });
    try {
      const writes = await writing(postgres);
      const { ndjson, csv } = await exporting(postgres);
      const [unit, clock, processor] = ['×', 'by the clock', 'by processor time'];
      return [
        { what: 'audited writes against the same without', value: writes.clock, unit, atLeast: 0.5, note: clock },
        { what: 'the same', value: writes.processor, unit, note: processor },
        {
          what: 'export as NDJSON, COPY of the same rows = 1',
          value: ndjson.processor,
          unit,
          atLeast: 0.5,
          note: processor,
        },
        { what: 'the same', value: ndjson.clock, unit, note: clock },
        { what: 'export as CSV, with names and personal values', value: csv.processor, unit, note: processor },
      ];
    } finally {
      await postgres.stop();
    }
  },
};
