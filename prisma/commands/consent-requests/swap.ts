import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { whyNotReplaced } from '../../../rules/grants/consent.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { openRemoval } from '../../queries/removals/facts.ts';
import { consentWanted } from '../../queries/consent-requests/wanted.ts';
import { lockRemovalsOfGrants, replaceLeavers } from '../connections/grants.ts';
import { lockConnection } from '../connections/lock.ts';
import { failConsentIn } from './answer.ts';
import { lockConsent } from './lock.ts';

/** The shadow was tried, and works. */
export function markTested(
  db: Database,
  organization: string,
  actor: Actor,
  { consentRequestId, testedBy }: { consentRequestId: string; testedBy: 'host' | 'refresh' | 'exchange' },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const { count } = await tx.consentRequest.updateMany({
      where: { organizationId: organization, id: consentRequestId, status: 'stored' },
      data: { status: 'tested', testedBy },
    });
    if (count > 0)
      record({
        action: 'consent-request.tested',
        object: 'consent-request',
        objectId: consentRequestId,
        after: { testedBy },
      });
  });
}

/**
 * The shadow takes the place of what the connection rested on, in one transaction: from then on it is active, and the old one is only to be revoked, once the host runs on the new
 * one. Where nobody needs it any more, or who gave it may no longer, the consent fails. Twice is once.
 */
export function swapShadow(
  db: Database,
  organization: string,
  actor: Actor,
  { consentRequestId, now }: { consentRequestId: string; now: Date },
): Promise<{ swapped: boolean }> {
  return changing(db, organization, actor, async (tx, record) => {
    const { connectionId, memberId } = await tx.consentRequest.findUniqueOrThrow({
      where: { organizationId_id: { organizationId: organization, id: consentRequestId } },
      select: { connectionId: true, memberId: true },
    });
    const removals = await lockRemovalsOfGrants(tx, organization, connectionId);
    const connected = await lockConnection(tx, organization, connectionId).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Failure) return false;
        throw error;
      },
    );
    const { status, grantId } = await lockConsent(tx, organization, consentRequestId);
    if (status === 'swapped' || status === 'settled') return { swapped: true };
    if (status !== 'tested' || grantId === null) return { swapped: false };
    const wanted = connected ? await consentWanted(tx, organization, { connectionId, memberId }) : null;
    const problem =
      wanted === null || whyNotReplaced(wanted, memberId) !== null
        ? 'not-needed'
        : (await mayStillGive(tx, organization, memberId))
          ? undefined
          : 'not-theirs';
    if (problem !== undefined) {
      await failConsentIn(tx, record, organization, { id: consentRequestId, problem, now });
      return { swapped: false };
    }
    await replaceLeavers(tx, record, organization, {
      connectionId,
      memberId,
      by: grantId,
      removals,
      settled: false,
    });
    await tx.grant.update({
      where: { organizationId_id: { organizationId: organization, id: grantId } },
      data: { status: 'active', replacesId: wanted?.grantId ?? null },
      select: { id: true },
    });
    await tx.consentRequest.update({
      where: { organizationId_id: { organizationId: organization, id: consentRequestId } },
      data: { status: 'swapped' },
      select: { id: true },
    });
    record({
      action: 'grant.swapped',
      object: 'grant',
      objectId: grantId,
      after: { connectionId, replaces: wanted?.grantId ?? null },
    });
    return { swapped: true };
  });
}

async function mayStillGive(tx: Transaction, organizationId: string, id: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ may: boolean }[]>`
    SELECT m.status = 'active' AND NOT EXISTS (SELECT FROM removals r WHERE r.organization_id = m.organization_id AND r.member_id = m.id AND r.status IN ${openRemoval}) AS may
    FROM members m WHERE m.organization_id = ${organizationId}::uuid AND m.id = ${id}::uuid`;
  return row?.may === true;
}
