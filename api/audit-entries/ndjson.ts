import type { Database } from '../../prisma/client.ts';
import { type ExportAsked, exportBounds, exportLines } from '../../prisma/queries/audit-entries/export.ts';
import { isSelective } from '../../prisma/queries/audit-entries/filter.ts';
import type { OpenedByCommitment } from '../../prisma/queries/audit-entries/personal.ts';

/**
 * Lines (docs/verify.md): the checkpoint, where entries are gone; for each page the personal values that are still there, then its entries; and an end, by which a
 * reader knows that it is complete. Values of another page's entries come again with it, so that nothing has to be remembered while it is made.
 */
export async function* ndjsonOf(
  db: Database,
  organization: string,
  asked: ExportAsked,
): AsyncGenerator<string | Buffer> {
  const { checkpoint, last, hash } = await exportBounds(db, organization, asked.after);
  if (checkpoint !== null)
    yield line({ checkpoint: checkpoint.jws, sequence: Number(checkpoint.sequence), hash: checkpoint.hash });
  let entries = 0;
  for await (const page of exportLines(db, organization, { ...asked, last })) {
    if (page.personal.size > 0) yield valuesOf(page.personal);
    if (page.entries > 0) yield page.lines;
    entries += page.entries;
  }
  const selection = isSelective(asked.filter) ? { selection: asked.filter } : {};
  yield line({ end: { entries, sequence: Number(last), hash, ...selection } });
}

function valuesOf(personal: OpenedByCommitment): string {
  const lines = [...personal].map(([commitment, opened]) =>
    line(
      opened === 'erased'
        ? { personal: commitment, erased: true }
        : { personal: commitment, salt: Buffer.from(opened.salt).toString('hex'), values: opened.text },
    ),
  );
  return lines.join('');
}

const line = (value: object): string => `${JSON.stringify(value)}\n`;
