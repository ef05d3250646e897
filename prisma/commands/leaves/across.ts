import { Failure } from '../../../rules/failures.ts';
import { inOther, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';

/** An organization that is asked, and by which affiliation. */
export interface Asked {
  affiliationId: string;
  organization: string;
}

/**
 * The part of a change that is another organization's: only while both have the affiliation, by its own row, too.
 * @throws Failure not-found
 */
export function atAsked<T>(
  db: Database,
  tx: Transaction,
  { from, organization, affiliationId }: Asked & { from: string },
  work: (record: Record) => Promise<T>,
): Promise<T> {
  return inOther(db, tx, { from, organization, reason: 'affiliation' }, async (record) => {
    const agreed = await tx.$queryRaw<unknown[]>`
      SELECT id FROM affiliations WHERE organization_id = ${organization}::uuid AND id = ${affiliationId}::uuid AND status = 'agreed'
        AND other_organization_id = ${from}::uuid FOR SHARE`;
    if (agreed.length === 0) throw new Failure('not-found', { object: 'affiliation' });
    return await work(record);
  });
}
