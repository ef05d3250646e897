import type { Actor } from '../../../rules/audit/entry.ts';
import { roleReaches } from '../../../rules/access/actions.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import type { FollowUpStatus } from '../../generated/enums.ts';

export interface LockedFollowUp {
  id: string;
  removalId: string;
  itemKey: string;
  ownerId: string;
  status: FollowUpStatus;
  reminders: number;
  escalations: number;
  attestedById: string | null;
  dueAt: Date;
}

/**
 * A follow-up that nobody else changes until this transaction ends.
 * @throws Failure not-found
 */
export async function lockFollowUp(tx: Transaction, organization: string, followUpId: string): Promise<LockedFollowUp> {
  const [followUp] = await tx.$queryRaw<LockedFollowUp[]>`
    SELECT id, removal_id AS "removalId", item_key AS "itemKey", owner_id AS "ownerId", status::text, reminders, escalations,
      attested_by_id AS "attestedById", due_at AS "dueAt"
    FROM follow_ups WHERE organization_id = ${organization}::uuid AND id = ${followUpId}::uuid FOR NO KEY UPDATE`;
  if (followUp === undefined) throw new Failure('not-found', { object: 'follow-up' });
  return followUp;
}

/** The removal that a follow-up belongs to: it is locked first, as in every other command. @throws Failure not-found */
export async function removalOfFollowUp(tx: Transaction, organizationId: string, id: string): Promise<string> {
  const where = { organizationId_id: { organizationId, id } };
  const row = await tx.followUp.findUnique({ where, select: { removalId: true } });
  if (row === null) throw new Failure('not-found', { object: 'follow-up' });
  return row.removalId;
}

/** Its owner or an admin does this. @returns who. @throws Failure not-allowed */
export async function mustBeTheirs(
  tx: Transaction,
  organizationId: string,
  actor: Actor,
  { action, ownerId }: { action: string; ownerId: string },
): Promise<string> {
  const refuse = (because: string) => new Failure('not-allowed', { action, because });
  if (actor.by !== 'member') throw refuse('only a person does');
  if (actor.memberId === ownerId) return ownerId;
  const member = await tx.member.findUnique({
    where: { organizationId_id: { organizationId, id: actor.memberId } },
    select: { role: true },
  });
  if (member === null || !roleReaches(member.role, 'admin')) throw refuse('not its owner');
  return actor.memberId;
}
