import { Prisma } from '../../generated/client.ts';

export interface AuditFilter {
  /** `member.suspended`, or a noun: `member` */
  action?: string | undefined;
  object?: string | undefined;
  objectId?: string | undefined;
  /** the member who did it, or for whom a workflow did */
  actorId?: string | undefined;
  /** from this instant on */
  from?: Date | undefined;
  /** before this instant */
  before?: Date | undefined;
}

/** Whether it asks for a part of the audit only. */
export const isSelective = (filter: AuditFilter): boolean => Object.values(filter).some((value) => value !== undefined);

/**
 * The filter as conditions on `audit_entries a`. What is asked of time becomes a range of sequences, found in the index by `at`, which never falls as the sequence
 * rises: so whichever index serves the rest of the filter serves the time too, in the order of pages. What lies behind the checkpoint is gone, dropped yet or not.
 */
export function matching(organization: string, filter: AuditFilter): (Prisma.Sql | false | undefined)[] {
  const { action, object, objectId, actorId, from, before } = filter;
  const org = Prisma.sql`${organization}::uuid`;
  const edge = (at: Date, order: 'ASC' | 'DESC') => Prisma.sql`(SELECT sequence FROM audit_entries
    WHERE organization_id = ${org} AND ${order === 'ASC' ? Prisma.sql`at >= ${at}::timestamptz` : Prisma.sql`at < ${at}::timestamptz`}
    ORDER BY at ${Prisma.raw(order)}, sequence ${Prisma.raw(order)} LIMIT 1)`;
  return [
    Prisma.sql`a.organization_id = ${org}`,
    Prisma.sql`a.sequence > coalesce((SELECT max(sequence) FROM audit_checkpoints WHERE organization_id = ${org}), 0)`,
    action !== undefined && (action.includes('.') ? Prisma.sql`a.action = ${action}` : Prisma.sql`a.noun = ${action}`),
    object !== undefined && Prisma.sql`a.object = ${object}`,
    objectId !== undefined && Prisma.sql`a.object_id = ${objectId}::uuid`,
    actorId !== undefined && Prisma.sql`a.actor_id = ${actorId}::uuid`,
    from && Prisma.sql`a.sequence >= ${edge(from, 'ASC')}`,
    before && Prisma.sql`a.sequence <= ${edge(before, 'DESC')}`,
  ];
}

/** For a transaction that reads pages: in the order of an index, never by sorting what is left of the audit. Estimates of sequences can't tell. */
export const IN_ORDER = 'SET LOCAL enable_sort = off';
