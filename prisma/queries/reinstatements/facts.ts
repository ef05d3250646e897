import type { Json } from '../../../rules/canonical-json.ts';
import type { KeptWhy, ReinstateFact, ReinstatementKind } from '../../../rules/removals/reinstate.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { type Asked, sources } from './sources.ts';

interface Row {
  id: string;
  key: string;
  kind: ReinstatementKind;
  before: { [name: string]: Json };
  receiver: string | null;
  holder: string | null;
  obstacle: KeptWhy | null;
}

const pageSize = 5000;
const first = { id: '00000000-0000-0000-0000-000000000000', key: '' };

/** Everything that one removal changed, as it is today, page by page, in the order of the work. */
export async function* reinstateFactsOf(
  tx: Transaction,
  asked: Asked,
  limit = pageSize,
): AsyncGenerator<ReinstateFact[]> {
  for (const source of sources) {
    for (let after: { id: string; key: string } | undefined = first; after !== undefined; ) {
      const rows: Row[] = await tx.$queryRaw<Row[]>(Prisma.sql`
        SELECT * FROM (${source(asked)}) f WHERE (f.id, f.key) > (${after.id}::uuid, ${after.key}) ORDER BY f.id, f.key LIMIT ${limit}`);
      if (rows.length > 0) yield rows.map(factOf);
      after = rows.length < limit ? undefined : rows.at(-1);
    }
  }
}

const factOf = ({ id, key, kind, before, receiver, holder, obstacle }: Row): ReinstateFact => ({
  key,
  kind,
  objectId: id,
  before,
  receiverId: receiver,
  holderId: holder,
  obstacle,
});
