import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { where } from '../sql.ts';

export interface AuditEntryRow {
  sequence: bigint;
  /** canonical JSON, exactly as hashed: who, what, on what, from where, before and after, why, when */
  body: string;
  hash: Uint8Array;
}

export interface AuditFilter {
  /** `member.suspended`, or a noun: `member` */
  action?: string | undefined;
  object?: string | undefined;
  objectId?: string | undefined;
  /** the member who did it */
  actorId?: string | undefined;
  /** from this instant on */
  from?: Date | undefined;
  /** before this instant */
  before?: Date | undefined;
}

/** Entries that match, in order or newest first, after a sequence. */
export function listAuditEntries(
  db: Database,
  organization: string,
  filter: AuditFilter,
  page: { newestFirst?: boolean; after?: bigint | undefined; limit: number },
): Promise<AuditEntryRow[]> {
  const { action, object, objectId, actorId, from, before } = filter;
  const { newestFirst = false, after, limit } = page;
  const [beyond, order] = newestFirst ? ['<', 'DESC'] : ['>', 'ASC'];
  const conditions = where([
    Prisma.sql`e.organization_id = ${organization}::uuid`,
    action !== undefined &&
      (action.includes('.') ? Prisma.sql`e.type = ${action}` : Prisma.sql`e.type ^@ ${`${action}.`}`),
    object !== undefined && Prisma.sql`e.object = ${object}`,
    objectId !== undefined && Prisma.sql`e.object_id = ${objectId}::uuid`,
    actorId !== undefined && Prisma.sql`a.body::jsonb #>> '{actor,memberId}' = ${actorId}`,
    from && Prisma.sql`e.at >= ${from}::timestamptz`,
    before && Prisma.sql`e.at < ${before}::timestamptz`,
    after !== undefined && Prisma.sql`e.sequence ${Prisma.raw(beyond)} ${after}::bigint`,
  ]);
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<AuditEntryRow[]>`
      SELECT a.sequence, a.body, a.hash FROM events e JOIN audit_entries a ON a.organization_id = e.organization_id AND a.sequence = e.sequence
      ${conditions} ORDER BY e.organization_id ${Prisma.raw(order)}, e.sequence ${Prisma.raw(order)} LIMIT ${limit}`,
  );
}
