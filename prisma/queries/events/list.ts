import { type Database, inOrganization } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';

export interface EventRow {
  sequence: bigint;
  type: string;
  object: string;
  objectId: string | null;
  at: Date;
  data: Prisma.JsonValue;
}

/**
 * What happened after `after`, in order and without a gap: sequences are given under a lock that lasts until commit, so that none appears later below one
 * that was read.
 */
export function listEvents(
  db: Database,
  organization: string,
  page: { after: bigint; limit: number },
): Promise<EventRow[]> {
  return inOrganization(db, organization, (tx) =>
    tx.event.findMany({
      where: { organizationId: organization, sequence: { gt: page.after } },
      select: { sequence: true, type: true, object: true, objectId: true, at: true, data: true },
      orderBy: { sequence: 'asc' },
      take: page.limit,
    }),
  );
}
