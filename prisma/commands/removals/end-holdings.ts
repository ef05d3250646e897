import type { ItemKind } from '../../../rules/removals/items.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { OpenItem } from './items.ts';
import type { TransferBatch } from './transfer.ts';

/** One kind of thing that ends with its holder. */
interface Ending {
  action: `${string}.${string}`;
  object: string;
  /** what was there, as jsonb, of item `i`: for the undo. No row: it had ended before */
  before: (batch: TransferBatch) => Prisma.Sql;
  end: (batch: TransferBatch, ids: readonly string[]) => readonly Prisma.Sql[];
}

const deletion = (table: string, column: string) => (batch: TransferBatch, ids: readonly string[]) => [
  Prisma.sql`DELETE FROM ${Prisma.raw(table)} WHERE organization_id = ${batch.organization}::uuid AND member_id = ${batch.leaverId}::uuid
    AND ${Prisma.raw(column)} = ANY(${ids}::uuid[])`,
];

const kept = (columns: string, table: string, column: string) => (batch: TransferBatch) =>
  Prisma.sql`(SELECT jsonb_build_object(${Prisma.raw(columns)}) FROM ${Prisma.raw(table)} x WHERE x.organization_id = ${batch.organization}::uuid
    AND x.member_id = ${batch.leaverId}::uuid AND x.${Prisma.raw(column)} = i.object_id)`;

const endings: { readonly [K in ItemKind]?: Ending } = {
  'api-key': {
    action: 'api-key.revoked',
    object: 'api-key',
    before: ({
      organization,
      leaverId,
    }) => Prisma.sql`(SELECT jsonb_build_object('expiresAt', x.expires_at) FROM credentials x
      WHERE x.organization_id = ${organization}::uuid AND x.id = i.object_id AND x.holder_id = ${leaverId}::uuid AND x.revoked_at IS NULL)`,
    end: ({ organization, leaverId, now }, ids) => [
      Prisma.sql`UPDATE credentials SET revoked_at = ${now}::timestamptz, secret_box = NULL WHERE organization_id = ${organization}::uuid
        AND id = ANY(${ids}::uuid[]) AND holder_id = ${leaverId}::uuid AND revoked_at IS NULL`,
      Prisma.sql`UPDATE exposures SET until = ${now}::timestamptz WHERE organization_id = ${organization}::uuid AND until IS NULL
        AND credential_id IN (SELECT id FROM credentials WHERE organization_id = ${organization}::uuid AND id = ANY(${ids}::uuid[]) AND revoked_at IS NOT NULL)`,
    ],
  },
  session: {
    action: 'session.ended',
    object: 'session',
    before: kept(`'how', x.how`, 'session_organizations', 'session_id'),
    end: ({ organization, leaverId, now }, ids) => [
      Prisma.sql`UPDATE session_organizations SET revoked_at = ${now}::timestamptz WHERE organization_id = ${organization}::uuid
        AND session_id = ANY(${ids}::uuid[]) AND member_id = ${leaverId}::uuid AND revoked_at IS NULL`,
    ],
  },
  'team-membership': {
    action: 'team.member-removed',
    object: 'team',
    before: kept(`'role', x.role, 'since', x.since`, 'team_members', 'team_id'),
    end: deletion('team_members', 'team_id'),
  },
  share: {
    action: 'share.removed',
    object: 'share',
    before: kept(`'resourceId', x.resource_id, 'level', x.level, 'createdAt', x.created_at`, 'shares', 'id'),
    end: deletion('shares', 'id'),
  },
  bookmark: {
    action: 'bookmark.removed',
    object: 'resource',
    before: kept(`'createdAt', x.created_at`, 'bookmarks', 'resource_id'),
    end: deletion('bookmarks', 'resource_id'),
  },
};

/** All kinds of step `deactivate`: what was there is kept with each item, then it ends. */
export async function endHoldings(tx: Transaction, batch: TransferBatch, items: readonly OpenItem[]): Promise<void> {
  const { organization, removalId, leaverId, now, record } = batch;
  for (const [kind, ending] of Object.entries(endings)) {
    const own = items.filter((item) => item.kind === kind);
    if (own.length === 0) continue;
    await tx.$executeRaw`
      UPDATE plan_items i SET status = 'done', done_at = ${now}::timestamptz, before = ${ending.before(batch)}
      WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.key = ANY(${own.map(({ key }) => key)}::text[])`;
    const ids = own.map(({ objectId }) => objectId);
    for (const statement of ending.end(batch, ids)) await tx.$executeRaw(statement);
    for (let from = 0; from < ids.length; from += 1000)
      record({
        action: ending.action,
        object: ending.object,
        before: { memberId: leaverId, ids: ids.slice(from, from + 1000) },
        after: { removalId },
        reason: 'removal',
      });
  }
}
