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
import { type BenchPostgres, benchPostgres } from './support/postgres.ts';

const setUp: Actor = { by: 'system', reason: 'bench' };
const WRITERS = 50;
const WRITES = 20; // of each writer, in a round
const ROUNDS = 5;

/** 50 writers in one organization, each a member with a session of their own, with the audit and without. */
async function writing(postgres: BenchPostgres, tell: (line: string) => void): Promise<number> {
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
  return median(ratios);
}

const ENTRIES = 200_000;

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

/** How long it takes to read a stream to its end, and how many bytes came. */
async function drained(stream: Readable): Promise<{ ms: number; bytes: number }> {
  const began = performance.now();
  let bytes = 0;
  for await (const chunk of stream) bytes += Buffer.byteLength(chunk as string | Buffer);
  return { ms: performance.now() - began, bytes };
}

/** The export against COPY of the same rows by the same role, each read to its end by this process. */
async function exporting(
  postgres: BenchPostgres,
  tell: (line: string) => void,
): Promise<{ ndjson: number; csv: number }> {
  const { db, bare } = postgres;
  const organization = await furnished(postgres);
  const asked = { filter: {}, after: 0n };
  const stream = (text: AsyncIterable<string | Buffer>) => Readable.from(text, { objectMode: true, highWaterMark: 1 });
  const copy = async () => {
    await bare.query(`BEGIN; SET LOCAL app.organization = '${organization}'`);
    const query = `COPY (SELECT sequence, body, encode(hash, 'hex') FROM audit_entries WHERE organization_id = '${organization}' ORDER BY sequence) TO STDOUT`;
    const read = await drained(bare.query(copyTo(query)));
    await bare.query('COMMIT');
    return read;
  };
  const [ndjson, csv]: [number[], number[]] = [[], []];
  for (let i = 0; i <= ROUNDS; i += 1) {
    const copied = await copy();
    const lines = await drained(stream(ndjsonOf(db, organization, asked)));
    const records = i < 3 ? await drained(stream(csvOf(db, organization, asked))) : undefined;
    if (i === 0) continue; // warm
    ndjson.push(copied.ms / lines.ms);
    if (records !== undefined) csv.push(copied.ms / records.ms);
    const rate = ({ ms }: { ms: number }) => `${Math.round(ENTRIES / ms)}k entries a second`;
    tell(`COPY ${rate(copied)}; NDJSON ${rate(lines)}${records === undefined ? '' : `; CSV ${rate(records)}`}`);
  }
  return { ndjson: median(ndjson), csv: median(csv) };
}

export const bench: Bench = {
  title: 'the audit: writing it, exporting it',
  measure: async (tell) => {
    const postgres = await benchPostgres({ durable: true });
    try {
      const ratio = await writing(postgres, tell);
      const { ndjson, csv } = await exporting(postgres, tell);
      return [
        { what: 'export as NDJSON against COPY of the same rows', value: ndjson, unit: '×', atLeast: 0.5 },
        { what: 'export as CSV, with names and personal values', value: csv, unit: '×' },
        {
          what: 'audited writes against the same without',
          value: ratio,
          unit: '×',
          atLeast: 0.5,
        },
      ];
    } finally {
      await postgres.stop();
    }
  },
};
