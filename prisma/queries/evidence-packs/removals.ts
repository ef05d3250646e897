import type { ItemKind } from '../../../rules/removals/items.ts';
import type { RemovalStatus } from '../../generated/enums.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';

/** What happened to `items` of one kind, by how each ended. */
export type EvidenceCounts = Map<ItemKind, { done: number; skipped: number; open: number }>;

export type EvidencedRemoval = Prisma.RemovalGetPayload<{ select: typeof columns }> & {
  status: RemovalStatus;
  counts: EvidenceCounts;
};

/** Of which period, by the effective instant: from it on, and before `to`. */
export interface Period {
  from: Date;
  to: Date;
}

const PAGE = 50;

const person = { select: { id: true, name: true } } as const;
const columns = {
  id: true,
  status: true,
  reason: true,
  forCause: true,
  ending: true,
  effectiveAt: true,
  timeZone: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
  adoptedSuspension: true,
  certificate: true,
  member: { select: { id: true, name: true, status: true, pseudonym: true, relationship: true, suspendedAt: true } },
  requestedBy: person,
  steps: {
    orderBy: { position: 'asc' },
    select: { step: true, status: true, startedAt: true, endedAt: true, reason: true, failure: true },
  },
  followUps: {
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: {
      itemKey: true,
      kind: true,
      provider: true,
      status: true,
      createdAt: true,
      dueAt: true,
      endedAt: true,
      attestation: true,
      evidence: true,
      owner: person,
      attestedBy: person,
      files: { orderBy: [{ uploadedAt: 'asc' }, { id: 'asc' }], select: { name: true, sha256: true } },
    },
  },
  offers: {
    orderBy: [{ offeredAt: 'asc' }, { id: 'asc' }],
    select: {
      status: true,
      bySilence: true,
      counts: true,
      offeredAt: true,
      answeredAt: true,
      reason: true,
      successor: person,
      redirectedTo: person,
    },
  },
  reinstatements: { where: { status: 'completed' }, orderBy: { endedAt: 'asc' }, select: { endedAt: true } },
} as const satisfies Prisma.RemovalSelect;

/**
 * Every removal of a period, whatever became of it, but drafts; in the order in which they took effect. Page by page, each in a transaction of its own: whoever reads slowly holds none. Names are
 * as they are today: of who was erased, the pseudonym.
 */
export async function* removalsOfPeriod(
  db: Database,
  organization: string,
  period: Period,
): AsyncGenerator<EvidencedRemoval> {
  for (let after: { effectiveAt: Date; id: string } | undefined; ; ) {
    const page: EvidencedRemoval[] = await inOrganization(db, organization, (tx) =>
      pageOf(tx, organization, period, after),
    );
    yield* page;
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}

async function pageOf(
  tx: Transaction,
  organizationId: string,
  { from, to }: Period,
  after: { effectiveAt: Date; id: string } | undefined,
): Promise<EvidencedRemoval[]> {
  const rows = await tx.removal.findMany({
    where: {
      organizationId,
      status: { not: 'draft' },
      effectiveAt: { gte: from, lt: to },
      ...(after && {
        OR: [{ effectiveAt: { gt: after.effectiveAt } }, { effectiveAt: after.effectiveAt, id: { gt: after.id } }],
      }),
    },
    orderBy: [{ effectiveAt: 'asc' }, { id: 'asc' }],
    take: PAGE,
    select: columns,
  });
  const groups = await tx.planItem.groupBy({
    by: ['removalId', 'kind', 'status'],
    where: { organizationId, removalId: { in: rows.map(({ id }) => id) } },
    _count: true,
  });
  return rows.map((row) => {
    const counts: EvidenceCounts = new Map();
    for (const { removalId, kind, status, _count } of groups) {
      if (removalId !== row.id) continue;
      const of = counts.get(kind as ItemKind) ?? { done: 0, skipped: 0, open: 0 };
      of[status === 'done' || status === 'skipped' ? status : 'open'] += _count;
      counts.set(kind as ItemKind, of);
    }
    return { ...row, counts };
  });
}
