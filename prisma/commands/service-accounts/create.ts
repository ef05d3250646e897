import { randomUUID } from 'node:crypto';
import type { OrgRole } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';

/** A non-human member of one organization, for CI/CD and for hosts: active at once, and never signs in. Whoever makes it answers for it. */
export function createServiceAccount(
  db: Database,
  organization: string,
  actor: Actor,
  input: { name: string; purpose: string; role: OrgRole; now: Date },
): Promise<{ memberId: string }> {
  const { name, purpose, role, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const id = randomUUID();
    await tx.member.create({
      data: {
        organizationId: organization,
        id,
        kind: 'service_account',
        status: 'active',
        role,
        name,
        purpose,
        sponsorId: await sponsorAmong(tx, organization, actor),
        createdAt: now,
        joinedAt: now,
      },
      select: { id: true },
    });
    record({ action: 'service-account.created', object: 'member', objectId: id, after: { name, purpose, role } });
    return { memberId: id };
  });
}

/** A person: a service account that makes another one answers for nothing. */
async function sponsorAmong(tx: Transaction, organizationId: string, actor: Actor): Promise<string | null> {
  if (actor.by !== 'member') return null;
  const person = await tx.member.findFirst({
    where: { organizationId, id: actor.memberId, kind: 'person' },
    select: { id: true },
  });
  return person?.id ?? null;
}
