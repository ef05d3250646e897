import type { OrganizationStatus } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';

/** `reason`: a note's id, or a name. */
type Input = { reason: string };

/** Shuts every door of the organization, by an admin of it: from the commit on every session, key and check is refused, but reopening. Keeps everything. */
export function closeOrganization(db: Database, organization: string, actor: Actor, input: Input): Promise<void> {
  return changeStatus(db, organization, actor, { ...input, from: 'active', to: 'closed', action: 'closed' });
}

export function reopenOrganization(db: Database, organization: string, actor: Actor, input: Input): Promise<void> {
  return changeStatus(db, organization, actor, { ...input, from: 'closed', to: 'active', action: 'reopened' });
}

/** The same by the operator, which no admin of it can lift. */
export function suspendOrganization(db: Database, organization: string, actor: Actor, input: Input): Promise<void> {
  return changeStatus(db, organization, actor, { ...input, from: 'active', to: 'suspended', action: 'suspended' });
}

export function reactivateOrganization(db: Database, organization: string, actor: Actor, input: Input): Promise<void> {
  return changeStatus(db, organization, actor, { ...input, from: 'suspended', to: 'active', action: 'reactivated' });
}

/** @throws Failure not-found; wrong-state unless it is as `from` says */
function changeStatus(
  db: Database,
  organization: string,
  actor: Actor,
  { from, to, action, reason }: Input & { from: OrganizationStatus; to: OrganizationStatus; action: string },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const [before] = await tx.$queryRaw<{ status: OrganizationStatus }[]>`
      SELECT status::text FROM organizations WHERE id = ${organization}::uuid FOR NO KEY UPDATE`;
    if (before === undefined) throw new Failure('not-found', { object: 'organization' });
    if (before.status !== from)
      throw new Failure('wrong-state', { object: 'organization', state: before.status, needs: from });
    await tx.organization.update({ where: { id: organization }, data: { status: to }, select: { id: true } });
    record({
      action: `organization.${action}`,
      object: 'organization',
      objectId: organization,
      before: { status: from },
      after: { status: to },
      reason,
    });
  });
}
