import { Prisma } from '../../../generated/client.ts';
import { type Row, source } from './source.ts';

/** Webhooks whose present secret they were shown (whoever knows it can sign what the host believes), or whose address they chose: events may be going to them. */
export const webhookSecrets = source<Row & { status: string; addressed_by_them: boolean }>(
  'webhook-secret',
  'w.id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT w.id, w.status::text, w.addressed_by_id IS NOT DISTINCT FROM ${leaverId}::uuid AS addressed_by_them FROM webhooks w
    WHERE w.organization_id = ${organization}::uuid AND w.status <> 'archived' AND (w.addressed_by_id = ${leaverId}::uuid OR EXISTS (
      SELECT FROM webhook_secrets s WHERE s.organization_id = w.organization_id AND s.webhook_id = w.id
        AND s.shown_to_id = ${leaverId}::uuid AND s.ends_at IS NULL))`,
  ({ status, addressed_by_them: addressedByThem }) => ({ facts: { addressedByThem, status } }),
);
