import { type Database, inOrganization } from '../../client.ts';
import type { MemberKind } from '../../generated/enums.ts';

/** A member as other objects mention them. */
export interface MemberRef {
  id: string;
  name: string;
  kind: MemberKind;
}

/** The members with these ids, by id. */
export async function memberRefs(
  db: Database,
  organization: string,
  ids: Iterable<string | null | undefined>,
): Promise<ReadonlyMap<string, MemberRef>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null && id !== undefined);
  if (wanted.length === 0) return new Map();
  const members = await inOrganization(db, organization, (tx) =>
    tx.member.findMany({
      where: { organizationId: organization, id: { in: wanted } },
      select: { id: true, name: true, kind: true },
    }),
  );
  return new Map(members.map((member) => [member.id, member]));
}

/** @throws Error for a member who was not asked for, or is not there: a foreign key says that they are */
export function refOf(refs: ReadonlyMap<string, MemberRef>, id: string): MemberRef {
  const found = refs.get(id);
  if (found === undefined) throw new Error(`no member ${id}`);
  return found;
}

export function refOrNull(refs: ReadonlyMap<string, MemberRef>, id: string | null | undefined): MemberRef | null {
  return id === null || id === undefined ? null : refOf(refs, id);
}
