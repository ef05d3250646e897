import { decide } from '../../../rules/access/decide.ts';
import type { Action } from '../../../rules/access/types.ts';
import type { ItemKind, Risk, SuccessorRule } from '../../../rules/removals/items.ts';
import type { OfferedCount } from '../../../rules/removals/offers.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { HandOverOfferStatus } from '../../generated/enums.ts';
import { relationsOf } from '../removals/relations.ts';
import { wasOffered } from './offered.ts';

export interface OfferRow {
  id: string;
  removalId: string;
  removalStatus: string;
  leaverId: string;
  leaverName: string;
  effectiveAt: Date;
  successorId: string;
  successorName: string;
  status: HandOverOfferStatus;
  bySilence: boolean;
  counts: OfferedCount[];
  offeredAt: Date;
  /** until when it can be answered: not later than the effective instant */
  dueAt: Date;
  answeredAt: Date | null;
  reason: string | null;
  redirectedToId: string | null;
  redirectedToName: string | null;
}

export interface OfferFilter {
  removalId?: string;
  successorId?: string;
  status?: HandOverOfferStatus;
  /** of the last row of the page before */
  after?: { offeredAt: Date; id: string };
  limit: number;
}

/** Latest first. */
export function listOffers(db: Database, organization: string, filter: OfferFilter): Promise<OfferRow[]> {
  const { removalId, successorId, status, after, limit } = filter;
  return inOrganization(db, organization, (tx) =>
    tx.$queryRaw<OfferRow[]>(Prisma.sql`${select(organization)}
      ${removalId === undefined ? Prisma.empty : Prisma.sql`AND f.removal_id = ${removalId}::uuid`}
      ${successorId === undefined ? Prisma.empty : Prisma.sql`AND f.successor_id = ${successorId}::uuid`}
      ${status === undefined ? Prisma.empty : Prisma.sql`AND f.status = ${status}::hand_over_offer_status`}
      ${after === undefined ? Prisma.empty : Prisma.sql`AND (f.offered_at, f.id) < (${after.offeredAt}, ${after.id}::uuid)`}
      ORDER BY f.offered_at DESC, f.id DESC LIMIT ${limit}`),
  );
}

export function findOffer(db: Database, organization: string, offerId: string): Promise<OfferRow | null> {
  return inOrganization(db, organization, async (tx) => {
    const [row] = await tx.$queryRaw<OfferRow[]>(Prisma.sql`${select(organization)} AND f.id = ${offerId}::uuid`);
    return row ?? null;
  });
}

function select(organization: string): Prisma.Sql {
  return Prisma.sql`
    SELECT f.id, f.removal_id AS "removalId", r.status::text AS "removalStatus", l.id AS "leaverId", l.name AS "leaverName", r.effective_at AS "effectiveAt",
      f.successor_id AS "successorId", s.name AS "successorName", f.status::text, f.by_silence AS "bySilence", f.counts, f.offered_at AS "offeredAt",
      least(f.due_at, r.effective_at) AS "dueAt", f.answered_at AS "answeredAt", f.reason, t.id AS "redirectedToId", t.name AS "redirectedToName"
    FROM hand_over_offers f JOIN removals r ON r.organization_id = f.organization_id AND r.id = f.removal_id
      JOIN members l ON l.organization_id = r.organization_id AND l.id = r.member_id
      JOIN members s ON s.organization_id = f.organization_id AND s.id = f.successor_id
      LEFT JOIN members t ON t.organization_id = f.organization_id AND t.id = f.redirected_to_id
    WHERE f.organization_id = ${organization}::uuid`;
}

/** One thing that an offer is about. What the successor may not see yet has no name. */
export interface OfferedItem {
  key: string;
  kind: ItemKind;
  objectId: string;
  objectName: string | null;
  resourceKind: string | null;
  risk: Risk;
  successorRule: SuccessorRule;
  position: number;
  /** connections that it uses and that come along: how many */
  comesAlong: number;
  /** what they said of it, or of all; null: nothing yet */
  answer: 'accepted' | 'declined' | null;
}

/** What an offer is about, or was when the removal took effect, and what they declined of it one by one; red first. */
export function listOfferedItems(
  db: Database,
  organization: string,
  asked: { offer: Pick<OfferRow, 'removalId' | 'successorId' | 'status'>; now: Date; after?: number; limit: number },
): Promise<OfferedItem[]> {
  const { offer, now, after = -1, limit } = asked;
  return inOrganization(db, organization, async (tx) => {
    const rows = await tx.$queryRaw<OfferedItem[]>(Prisma.sql`
      SELECT i.key, i.kind, i.object_id AS "objectId", coalesce(r.name, m.name) AS "objectName", r.kind AS "resourceKind", i.risk,
        i.successor_rule AS "successorRule", i.position, (SELECT count(*)::int FROM connection_uses u WHERE u.organization_id = i.organization_id
          AND u.resource_id = r.id AND i.kind IN ('resource-owner', 'resource-runs-as')) AS "comesAlong",
        CASE WHEN n.item_key IS NOT NULL THEN 'declined' WHEN ${offer.status} = 'accepted' THEN 'accepted' END AS answer
      FROM plan_items i LEFT JOIN resources r ON r.organization_id = i.organization_id AND r.id = coalesce((i.facts ->> 'connectionId')::uuid, i.object_id)
        LEFT JOIN members m ON m.organization_id = i.organization_id AND m.id = i.object_id AND i.kind IN ('managed-member', 'sponsored-guest', 'service-account')
        LEFT JOIN hand_over_declines n ON n.organization_id = i.organization_id AND n.removal_id = i.removal_id AND n.member_id = ${offer.successorId}::uuid
          AND n.item_key = i.key
      WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${offer.removalId}::uuid AND i.position > ${after}
        AND (n.item_key IS NOT NULL OR (i.successor_id = ${offer.successorId}::uuid AND ${wasOffered})) ORDER BY i.position LIMIT ${limit}`);
    const resources = rows.filter(({ kind, resourceKind }) => resourceKind !== null && kind.startsWith('resource-'));
    const ids = resources.map(({ objectId }) => objectId);
    const seen = await seenBy(tx, organization, offer.successorId, ids, now);
    return rows.map((row) =>
      row.resourceKind === null || seen.has(row.objectId) ? row : { ...row, objectName: null },
    );
  });
}

/** Of these resources those whose name the successor may know, because they may view it today. */
export async function seenBy(
  tx: Transaction,
  organization: string,
  member: string,
  resourceIds: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const ids = [...new Set(resourceIds)];
  const facts = await relationsOf(
    tx,
    organization,
    ids.map((resource) => ({ resource, member })),
  );
  const view: Action = 'view';
  const allowed = facts.map((fact) => decide(fact, view, now.getTime()).allowed);
  return new Set(ids.filter((_, index) => allowed[index] === true));
}
