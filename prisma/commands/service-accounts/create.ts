import { randomUUID } from 'node:crypto';
import type { OrgRole } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { sponsorOf } from './sponsor.ts';

export interface NewServiceAccount {
  name: string;
  purpose: string;
  role: OrgRole;
  /** who answers for it; undefined: the actor, or whoever answers for the service account that the actor is */
  sponsorId?: string | undefined;
  now: Date;
}

/**
 * A non-human member of one organization, for CI/CD and for hosts: active at once, and never signs in.
 * @throws Failure name-taken, whatever the case; not-found, wrong-state for a sponsor who is not an active person
 */
export function createServiceAccount(
  db: Database,
  organization: string,
  actor: Actor,
  input: NewServiceAccount,
): Promise<{ memberId: string }> {
  const { name, purpose, role, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const id = randomUUID();
    const sponsorId = await sponsorOf(tx, organization, actor, input.sponsorId);
    await tx.member.create({
      data: {
        organizationId: organization,
        id,
        kind: 'service_account',
        status: 'active',
        role,
        name,
        purpose,
        sponsorId,
        createdAt: now,
        joinedAt: now,
      },
      select: { id: true },
    });
    record({
      action: 'service-account.created',
      object: 'member',
      objectId: id,
      after: { name, purpose, role, sponsorId },
    });
    return { memberId: id };
  });
}
