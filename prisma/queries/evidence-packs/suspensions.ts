import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { referencesIn, valuesIn } from '../audit-entries/personal.ts';
import type { Period } from './removals.ts';

/** Someone whom a person shut out at once, without a removal; what became of it. */
export interface EvidencedSuspension {
  memberId: string;
  name: string;
  kind: string;
  at: Date;
  /** who did it; null: no member any more */
  by: string | null;
  /** in their words; null: none, or erased */
  reason: string | null;
  liftedAt: Date | null;
  liftedBy: string | null;
  /** the removal that made it its own */
  adoptedAt: Date | null;
  removalId: string | null;
  removalStatus: string | null;
}

type Found = Omit<EvidencedSuspension, 'reason'> & { sequence: bigint; body: string };

const PAGE = 200;

/** Those of a period in order, page by page, as far back as the audit is kept. What a removal or a reinstatement suspended is none. */
export async function* suspensionsOfPeriod(
  db: Database,
  organization: string,
  period: Period,
): AsyncGenerator<EvidencedSuspension> {
  for (let after = 0n; ; ) {
    const page = await inOrganization(db, organization, async (tx) => {
      const rows = await pageOf(tx, organization, period, after);
      const references = rows.map(({ body }) => referencesIn(body));
      const read = await valuesIn(db, tx, organization, references.flat());
      return rows.map((row, index) => {
        const values = (references[index] ?? []).flatMap((reference) => read(reference));
        return { ...row, reason: values.find(({ field }) => field === 'reason')?.value ?? null };
      });
    });
    for (const { sequence: _, body, ...suspension } of page)
      if ((JSON.parse(body) as { actor: { by: string } }).actor.by === 'member') yield suspension;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.sequence;
  }
}

/** Of each entry what came next of the same member: a removal that adopted it, and who lifted it. */
function pageOf(tx: Transaction, organization: string, { from, to }: Period, after: bigint): Promise<Found[]> {
  return tx.$queryRaw<Found[]>`
    SELECT s.sequence, s.body, s.at, m.id AS "memberId", m.name, m.kind::text AS kind, a.name AS by,
      lifted.at AS "liftedAt", lifted.by AS "liftedBy", adopted.at AS "adoptedAt", adopted.id AS "removalId", adopted.status AS "removalStatus"
    FROM audit_entries s
      JOIN members m ON m.organization_id = s.organization_id AND m.id = s.object_id
      LEFT JOIN members a ON a.organization_id = s.organization_id AND a.id = s.actor_id
      LEFT JOIN LATERAL (SELECT e.at, e.sequence, x.name AS by FROM audit_entries e
          LEFT JOIN members x ON x.organization_id = e.organization_id AND x.id = e.actor_id
        WHERE e.organization_id = s.organization_id AND e.object_id = s.object_id AND e.action = 'member.reactivated' AND e.sequence > s.sequence
        ORDER BY e.sequence LIMIT 1) lifted ON true
      LEFT JOIN LATERAL (SELECT e.at, r.id, r.status::text AS status FROM removals r
          JOIN audit_entries e ON e.organization_id = r.organization_id AND e.object_id = r.id AND e.action = 'removal.suspended'
        WHERE r.organization_id = s.organization_id AND r.member_id = s.object_id AND r.adopted_suspension
          AND e.sequence > s.sequence AND (lifted.sequence IS NULL OR e.sequence < lifted.sequence)
        ORDER BY e.sequence LIMIT 1) adopted ON true
    WHERE s.organization_id = ${organization}::uuid AND s.action = 'member.suspended' AND s.sequence > ${after}::bigint
      AND s.at >= ${from}::timestamptz AND s.at < ${to}::timestamptz
    ORDER BY s.sequence LIMIT ${PAGE}`;
}
