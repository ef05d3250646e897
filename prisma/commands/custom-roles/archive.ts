import type { OrgRole } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { stoppingNothing } from '../access-changes/stopping-nothing.ts';
import { syncAllExposures } from '../connections/exposures.ts';
import { checkOrgRole } from './change.ts';
import { holdersOf } from './holders.ts';
import { lockCustomRole, refuseOwn } from './lock.ts';

/** What its holders get instead: another custom role of the same org role, or (null) the org role alone. */
export type Replacement = { customRoleId: string } | null;

interface Archiving {
  customRoleId: string;
  replacement?: Replacement;
  now: Date;
}

/** @throws Failure as archiveCustomRoleIn; automation-would-stop */
export function archiveCustomRole(db: Database, organization: string, actor: Actor, input: Archiving): Promise<void> {
  const { customRoleId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const memberIds = await holdersOf(tx, organization, { customRoleId, below: false });
    await stoppingNothing(tx, organization, { memberIds, now }, () =>
      archiveCustomRoleIn(tx, record, organization, actor, input),
    );
  });
}

/**
 * The end of a custom role, whatever that stops. While somebody holds it, or is invited to, only with a replacement; while another builds on it, not at all.
 * @throws Failure not-found; wrong-state; own-role for who holds it
 */
export async function archiveCustomRoleIn(
  tx: Transaction,
  record: Record,
  organization: string,
  actor: Actor,
  { customRoleId, replacement, now }: Archiving,
): Promise<void> {
  const { role, all } = await lockCustomRole(tx, organization, customRoleId);
  await refuseOwn(tx, organization, actor, customRoleId);
  const building = all.filter(({ parentId }) => parentId === customRoleId).length;
  if (building > 0) throw inUse(`built on by ${building}`, 'built on by none');
  if (replacement !== undefined) {
    const instead = await replacementOf(tx, organization, role, replacement);
    await replace(tx, record, organization, { from: customRoleId, to: instead });
    await syncAllExposures(tx, now);
  }
  const held = await tx.member.count({
    where: { organizationId: organization, customRoleId, status: { in: ['invited', 'active', 'suspended'] } },
  });
  if (held > 0) throw inUse(`held by ${held}`, 'held by none, or a replacement');
  const invited = await tx.invitation.count({
    where: { organizationId: organization, customRoleId, status: { in: ['awaiting_approval', 'sent'] } },
  });
  if (invited > 0) throw inUse(`${invited} invited to it`, 'nobody invited to it, or a replacement');
  await tx.customRole.update({
    where: { organizationId_id: { organizationId: organization, id: customRoleId } },
    data: { archivedAt: now },
    select: { id: true },
  });
  record({ action: 'custom-role.archived', object: 'custom-role', objectId: customRoleId });
}

function inUse(state: string, needs: string): Failure {
  return new Failure('wrong-state', { object: 'custom-role', state, needs });
}

async function replacementOf(
  tx: Transaction,
  organization: string,
  { id, orgRole }: { id: string; orgRole: OrgRole },
  replacement: Replacement,
): Promise<string | null> {
  if (replacement === null) return null;
  if (replacement.customRoleId === id)
    throw new Failure('invalid-request', { field: 'replacement', expected: 'another custom role' });
  const { role } = await lockCustomRole(tx, organization, replacement.customRoleId);
  checkOrgRole(orgRole, role.orgRole);
  return role.id;
}

const PER_ENTRY = 1000;

/** A statement for whoever hold it, and one for those who are invited to it; who was given what is in the audit. */
async function replace(
  tx: Transaction,
  record: Record,
  organization: string,
  { from, to }: { from: string; to: string | null },
): Promise<void> {
  const given = await tx.$queryRaw<{ id: string }[]>`
    WITH held AS (SELECT id FROM members WHERE organization_id = ${organization}::uuid AND custom_role_id = ${from}::uuid ORDER BY id FOR NO KEY UPDATE)
    UPDATE members m SET custom_role_id = ${to}::uuid FROM held WHERE m.organization_id = ${organization}::uuid AND m.id = held.id RETURNING m.id`;
  for (let at = 0; at < given.length; at += PER_ENTRY)
    record({
      action: 'custom-role.replaced',
      object: 'custom-role',
      objectId: from,
      before: { customRoleId: from },
      after: { customRoleId: to, members: given.slice(at, at + PER_ENTRY).map(({ id }) => id) },
    });
  const invited = await tx.$queryRaw<{ id: string }[]>`
    UPDATE invitations SET custom_role_id = ${to}::uuid WHERE organization_id = ${organization}::uuid AND custom_role_id = ${from}::uuid
      AND status IN ('draft', 'awaiting_approval', 'sent') RETURNING id`;
  for (let at = 0; at < invited.length; at += PER_ENTRY)
    record({
      action: 'custom-role.replaced',
      object: 'custom-role',
      objectId: from,
      before: { customRoleId: from },
      after: { customRoleId: to, invitations: invited.slice(at, at + PER_ENTRY).map(({ id }) => id) },
    });
}
