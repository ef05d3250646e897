import type { KeyNotice } from '../../commands/credentials/notices.ts';
import { type Database, inKeyNotices, inOrganization } from '../../client.ts';
import type { Addressee } from '../members/addressees.ts';

/** Notices that are due in any organization, the longest due first. */
export function noticesDue(db: Database, { now, limit }: { now: Date; limit: number }): Promise<KeyNotice[]> {
  return inKeyNotices(
    db,
    (tx) => tx.$queryRaw<KeyNotice[]>`
      SELECT organization_id AS organization, credential_id AS "credentialId", kind FROM key_notices
      WHERE told_at IS NULL AND due_at <= ${now}::timestamptz AND (claimed_until IS NULL OR claimed_until <= ${now}::timestamptz)
      ORDER BY due_at LIMIT ${limit}`,
  );
}

/** What a mail about a key says, and to whom. */
export interface KeyToTell {
  name: string;
  prefix: string;
  lastFour: string;
  holderId: string;
  holderName: string;
  expiresAt: Date | null;
  /** neither revoked nor rotated: its end would be noticed */
  living: boolean;
  organizationName: string;
  /** who can replace it: its holder, or who answers for the service account; null: nobody who is there */
  keeper: Addressee | null;
  admins: Addressee[];
}

const MOST_ADMINS = 20;

/** Null: there is no such key. */
export function keyToTell(db: Database, organization: string, credentialId: string): Promise<KeyToTell | null> {
  return inOrganization(db, organization, async (tx) => {
    const person = { select: { id: true, name: true, email: true, status: true } } as const;
    const key = await tx.credential.findUnique({
      where: { organizationId_id: { organizationId: organization, id: credentialId } },
      include: { holder: { select: { ...person.select, kind: true, sponsor: person } } },
    });
    if (key === null || key.holder === null) return null;
    const { holder } = key;
    const { name: organizationName } = await tx.organization.findUniqueOrThrow({ where: { id: organization } });
    const admins = await tx.member.findMany({
      where: { organizationId: organization, kind: 'person', status: 'active', role: 'admin' },
      ...person,
      orderBy: { id: 'asc' },
      take: MOST_ADMINS,
    });
    return {
      name: key.name,
      prefix: key.prefix ?? '',
      lastFour: key.lastFour ?? '',
      holderId: holder.id,
      holderName: holder.name,
      expiresAt: key.expiresAt,
      living: key.revokedAt === null && key.successorId === null,
      organizationName,
      keeper: addressed(holder.kind === 'person' ? holder : holder.sponsor)[0] ?? null,
      admins: admins.flatMap(addressed),
    };
  });
}

interface Found {
  id: string;
  name: string;
  email: string | null;
  status: string;
}

function addressed(member: Found | null): Addressee[] {
  if (member?.email == null || member.status !== 'active') return [];
  return [{ memberId: member.id, name: member.name, email: member.email }];
}
