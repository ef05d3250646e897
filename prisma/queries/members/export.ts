import { Failure } from '../../../rules/failures.ts';
import { type Database, inOrganization } from '../../client.ts';
import type { AuditFilter } from '../audit-entries/filter.ts';
import { listAuditEntries, type ReadAuditEntry } from '../audit-entries/list.ts';

const MOST_ENTRIES = 10_000;

/** All that one organization has about a person, by noun. Hashes, secrets and other people's values are left out. */
export interface SubjectExport {
  [noun: string]: unknown;
}

/**
 * The subject’s own copy (design, Removal, 5: before an erasure). Of the audit the newest 10,000 entries on them, and as many by them; `truncated` says that there are more.
 * @throws Failure not-found; wrong-state for a service account, and for who is erased
 */
export async function exportSubject(
  db: Database,
  organizationId: string,
  { memberId, now }: { memberId: string; now: Date },
): Promise<SubjectExport> {
  const held = await holdings(db, organizationId, memberId);
  const onThem = await entries(db, organizationId, memberId, { objectId: memberId });
  const byThem = await entries(db, organizationId, memberId, { actorId: memberId });
  return { exportedAt: now.toISOString(), organizationId, ...held, audit: { onThem, byThem } };
}

async function entries(db: Database, organization: string, memberId: string, filter: AuditFilter) {
  const found = await listAuditEntries(db, organization, filter, { newestFirst: true, limit: MOST_ENTRIES + 1 });
  return {
    truncated: found.length > MOST_ENTRIES,
    entries: found.slice(0, MOST_ENTRIES).map((row) => entry(row, memberId)),
  };
}

/** With the values that are this person’s: an entry may carry another’s, of who did it. */
function entry({ sequence, body, personal }: ReadAuditEntry, memberId: string) {
  const theirs = personal.filter(({ of }) => of === memberId);
  return { ...(JSON.parse(body) as object), sequence: Number(sequence), personal: theirs };
}

function holdings(db: Database, organizationId: string, memberId: string): Promise<SubjectExport> {
  return inOrganization(db, organizationId, async (tx) => {
    const member = await tx.member.findUnique({
      where: { organizationId_id: { organizationId, id: memberId } },
      omit: { organizationId: true, caretaker: true, legalHoldById: true },
    });
    if (member === null) throw new Failure('not-found', { object: 'member' });
    if (member.kind !== 'person' || member.status === 'removed') {
      const state = member.kind === 'person' ? 'erased' : 'service account';
      throw new Failure('wrong-state', { object: 'member', state, needs: 'a person' });
    }
    const mine = { organizationId, memberId };
    const named = { select: { id: true, kind: true, name: true, hostId: true } } as const;
    return {
      member,
      teams: await tx.teamMember.findMany({
        where: mine,
        select: { role: true, since: true, team: { select: { id: true, name: true } } },
      }),
      shares: await tx.share.findMany({ where: mine, select: { level: true, createdAt: true, resource: named } }),
      bookmarks: await tx.bookmark.findMany({ where: mine, select: { createdAt: true, resource: named } }),
      owns: await tx.resource.findMany({ where: { organizationId, ownerId: memberId }, ...named }),
      runsAsThem: await tx.resource.findMany({ where: { organizationId, runsAsId: memberId }, ...named }),
      apiKeys: await tx.credential.findMany({
        where: { organizationId, holderId: memberId, kind: 'api_key' },
        select: {
          id: true,
          name: true,
          scopes: true,
          createdAt: true,
          expiresAt: true,
          revokedAt: true,
          lastUsedAt: true,
          lastUsedFrom: true,
          lastUsedAgent: true,
        },
      }),
      sessions: await tx.sessionOrganization.findMany({ where: mine, omit: { organizationId: true, sessionId: true } }),
      grants: await tx.grant.findMany({
        where: mine,
        select: { id: true, connectionId: true, provider: true, account: true, status: true, createdAt: true },
      }),
      invitations: await tx.invitation.findMany({
        where: { organizationId, memberId },
        select: { id: true, email: true, name: true, role: true, relationship: true, reason: true, createdAt: true },
      }),
      removals: await tx.removal.findMany({
        where: { ...mine, status: { not: 'draft' } },
        select: { id: true, status: true, reason: true, forCause: true, effectiveAt: true, endedAt: true },
      }),
      decisions: await tx.approvalDecision.findMany({
        where: { organizationId, memberId },
        select: { approvalId: true, decision: true, reason: true, at: true },
      }),
      notes: await tx.note.findMany({
        where: { organizationId, authorId: memberId },
        select: { id: true, text: true, createdAt: true },
      }),
    };
  });
}
