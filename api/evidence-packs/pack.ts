import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { TransformStream } from 'node:stream/web';
import { configure, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import type { Database } from '../../prisma/client.ts';
import { type EvidencedRemoval, type Period, removalsOfPeriod } from '../../prisma/queries/evidence-packs/removals.ts';
import { type EvidencedSuspension, suspensionsOfPeriod } from '../../prisma/queries/evidence-packs/suspensions.ts';
import type { Signer } from '../../prisma/secrets/signing.ts';
import { csvRow } from '../csv.ts';
import { type Entry, entryOf, header, recordOf } from './entry.ts';
import { indexPage } from './index-page.ts';
import { removalPage } from './removal-page.ts';
import { suspensionHeader, suspensionRecord } from './suspensions-page.ts';

configure({ useWebWorkers: false });

/** What a pack is made from. */
export interface PackAsked extends Period {
  organization: { id: string; name: string };
  /** who asks for it */
  madeFor: string;
  now: Date;
}

const scripts = ['verify-evidence.py', 'verify-certificate.py'] as const;
/** Its type in the manifest: an in-toto Statement whose subjects are the pack's files. */
export const predicateType = 'urn:doorward:evidence-pack:v1';

/**
 * The evidence of a period as a ZIP, streamed: a page and the certificate of each removal as they are read, then the index, a CSV, the public keys, the verifiers, the hashes, and last the manifest, signed. Kept meanwhile:
 * of each removal a line of the index and the hashes of its files, and the suspensions. What breaks in between leaves a file without its directory, which nothing opens.
 */
export function evidencePack(
  { db, signer }: { db: Database; signer: Signer },
  asked: PackAsked,
): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const written = write(new Pack(writable as WritableStream<Uint8Array>, asked.now), { db, signer }, asked);
  written.catch((error: unknown) => void writable.abort(error).catch(() => undefined)); // whoever reads hears of it
  return readable as ReadableStream<Uint8Array>;
}

async function write(pack: Pack, { db, signer }: { db: Database; signer: Signer }, asked: PackAsked): Promise<void> {
  const entries: Entry[] = [];
  for await (const removal of removalsOfPeriod(db, asked.organization.id, asked))
    entries.push(await addRemoval(pack, removal, asked));
  const suspensions: EvidencedSuspension[] = [];
  for await (const suspension of suspensionsOfPeriod(db, asked.organization.id, asked)) suspensions.push(suspension);
  await pack.add('index.html', indexPage(asked, entries, suspensions));
  await pack.add('removals.csv', csvRow(header) + entries.map((entry) => csvRow(recordOf(entry))).join(''));
  const records = suspensions.map((suspension) => csvRow(suspensionRecord(suspension)));
  await pack.add('suspensions.csv', csvRow(suspensionHeader) + records.join(''));
  await pack.add('jwks.json', `${JSON.stringify({ keys: signer.publicKeys }, undefined, 2)}\n`);
  for (const script of scripts)
    await pack.add(script, await readFile(new URL(`../../scripts/${script}`, import.meta.url), 'utf8'));
  await pack.add('SHA256SUMS', pack.files.map(({ name, digest }) => `${digest.sha256}  ${name}\n`).join(''));
  const { organization, from, to, now } = asked;
  const predicate = {
    organization: organization.id,
    from: from.toISOString(),
    to: to.toISOString(),
    madeAt: now.toISOString(),
    removals: entries.length,
  };
  const statement = { _type: 'https://in-toto.io/Statement/v1', subject: [...pack.files], predicateType, predicate };
  await pack.add('manifest.jws', await signer.sign(statement));
  await pack.close();
}

async function addRemoval(pack: Pack, removal: EvidencedRemoval, asked: PackAsked): Promise<Entry> {
  const entry = entryOf(removal);
  await pack.add(entry.page, removalPage(asked, removal, entry));
  if (removal.certificate !== null) await pack.add(`certificates/${removal.id}.jws`, removal.certificate);
  return entry;
}

/** A ZIP that remembers the hash of what went into it. */
class Pack {
  readonly files: { name: string; digest: { sha256: string } }[] = [];
  readonly #zip: ZipWriter<unknown>;

  constructor(writable: WritableStream<Uint8Array>, lastModDate: Date) {
    this.#zip = new ZipWriter(writable, { lastModDate });
  }

  async add(name: string, content: string): Promise<void> {
    const bytes = new TextEncoder().encode(content);
    await this.#zip.add(name, new Uint8ArrayReader(bytes));
    this.files.push({ name, digest: { sha256: createHash('sha256').update(bytes).digest('hex') } });
  }

  async close(): Promise<void> {
    await this.#zip.close();
  }
}
