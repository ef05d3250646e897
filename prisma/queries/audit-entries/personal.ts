import type { PersonalReference } from '../../../rules/audit/entry.ts';
import type { Database, Transaction } from '../../client.ts';
import { type OpenedValues, openValues } from '../../secrets/personal-values.ts';

/** One personal value of an entry; null: the person was erased, or the entry is so old that it is not kept any more. */
export interface PersonalRead {
  of: string;
  field: string;
  value: string | null;
}

/** Kept values, by commitment in hex: what opens them, or that their key is gone. */
export type OpenedByCommitment = Map<string, OpenedValues | 'erased'>;

export function referencesIn(body: string): PersonalReference[] {
  return (JSON.parse(body) as { personal?: PersonalReference[] }).personal ?? [];
}

/** Opens what these references commit to, once for the same commitment. */
export async function openedIn(
  db: Database,
  tx: Transaction,
  organizationId: string,
  commitments: readonly string[],
): Promise<OpenedByCommitment> {
  const opened: OpenedByCommitment = new Map();
  if (commitments.length === 0) return opened;
  const boxes = await tx.auditValue.findMany({
    where: {
      organizationId,
      commitment: { in: [...new Set(commitments)].map((hex) => new Uint8Array(Buffer.from(hex, 'hex'))) },
    },
    select: { commitment: true, subjectId: true, box: true },
  });
  const keys = await db.personal.keysOf(tx, organizationId, [...new Set(boxes.map(({ subjectId }) => subjectId))]);
  for (const { commitment, subjectId: of, box } of boxes) {
    const key = keys.get(of);
    const values =
      key === undefined ? 'erased' : openValues(key, { organization: organizationId, of, commitment, box });
    opened.set(Buffer.from(commitment).toString('hex'), values);
  }
  return opened;
}

/** @returns a reader of references, value by value */
export async function valuesIn(
  db: Database,
  tx: Transaction,
  organization: string,
  references: readonly PersonalReference[],
): Promise<(reference: PersonalReference) => PersonalRead[]> {
  const commitments = references.flatMap(({ commitment }) => (commitment === undefined ? [] : [commitment]));
  const opened = await openedIn(db, tx, organization, commitments);
  const read = new Map<string, { [field: string]: string }>();
  for (const [commitment, values] of opened)
    if (values !== 'erased') read.set(commitment, JSON.parse(values.text) as { [field: string]: string });
  return ({ of, fields, commitment = '' }) =>
    fields.map((field) => ({ of, field, value: read.get(commitment)?.[field] ?? null }));
}
