import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { GrantForHost } from '../../queries/removals/handover.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { askForRevocation } from '../connections/grants.ts';
import { revokeGrantIn } from '../removals/grants.ts';
import { lockRemoval } from '../removals/lock.ts';

/**
 * The host runs on it: now the one that it replaced may be revoked. Twice is once.
 * @returns whose removal waits for that
 * @throws Failure not-found; wrong-state when it is not the one that the connection rests on
 */
export function settleGrant(
  db: Database,
  organization: string,
  actor: Actor,
  { grantId, now }: { grantId: string; now: Date },
): Promise<{ leavers: string[] }> {
  return changing(db, organization, actor, async (tx, record) => {
    const grant = await tx.grant.findUnique({
      where: { organizationId_id: { organizationId: organization, id: grantId } },
      select: { status: true, replacesId: true, replaces: { select: { memberId: true } } },
    });
    if (grant === null) throw new Failure('not-found', { object: 'grant' });
    const leavers = grant.replaces === null ? [] : [grant.replaces.memberId];
    const removals = await tx.removal.findMany({
      where: { organizationId: organization, memberId: { in: leavers }, status: 'running' },
      select: { id: true },
    });
    for (const { id } of removals) await lockRemoval(tx, organization, id);
    if (grant.status !== 'active')
      throw new Failure('wrong-state', { object: 'grant', state: grant.status, needs: 'active' });
    const { count } = await tx.grant.updateMany({
      where: { organizationId: organization, id: grantId, status: 'active', settledAt: null },
      data: { settledAt: now },
    });
    if (count === 0) return { leavers };
    await tx.consentRequest.updateMany({
      where: { organizationId: organization, grantId, status: 'swapped' },
      data: { status: 'settled', endedAt: now },
    });
    const { replacesId } = grant;
    if (replacesId !== null)
      for (const { id: removalId } of removals)
        await askForRevocation(tx, organization, { removalId, grantId: replacesId });
    record({ action: 'grant.settled', object: 'grant', objectId: grantId });
    return { leavers };
  });
}

/** What came of a consent that failed is revoked at the provider, or can't be: it is forgotten. Twice is once. */
export function forgetShadow(
  db: Database,
  organization: string,
  actor: Actor,
  { grantId, proved, now }: { grantId: string; proved: boolean; now: Date },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const reason = proved ? 'provider-confirmed' : 'never-used';
    await revokeGrantIn(tx, record, organization, { grantId, now, reason });
  });
}

/**
 * A program of the host takes what its connection rests on. That it did is in the audit.
 * @throws Failure not-found; wrong-state when no connection rests on it, or its token is not here
 */
export function takeGrant(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  { grantId: id }: { grantId: string },
): Promise<GrantForHost> {
  return changing(db, organization, actor, async (tx, record) => {
    const grant = await tx.grant.findUnique({
      where: { organizationId_id: { organizationId: organization, id } },
      select: { status: true, tokenBox: true, scopes: true, consentRequests: { select: { testedBy: true } } },
    });
    if (grant === null) throw new Failure('not-found', { object: 'grant' });
    const { status, tokenBox, scopes, consentRequests } = grant;
    const [consent] = consentRequests;
    if (status !== 'active' || tokenBox === null || consent === undefined)
      throw new Failure('wrong-state', { object: 'grant', state: status, needs: 'active, and taken by Doorward' });
    const token = await secrets.open(tx, organization, { table: 'grants', row: id, column: 'token_box' }, tokenBox);
    record({ action: 'grant.taken', object: 'grant', objectId: id });
    return { id, token, tokenType: consent.testedBy === 'exchange' ? 'access' : 'refresh', scopes };
  });
}
