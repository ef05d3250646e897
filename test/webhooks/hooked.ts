// An organization with a webhook at a test's endpoint, and what tests do and ask about it.
import { createTeam } from '../../prisma/commands/teams/teams.ts';
import { createWebhook, type NewWebhook } from '../../prisma/commands/webhooks/webhooks.ts';
import { findWebhook, type WebhookRow } from '../../prisma/queries/webhooks/list.ts';
import { listDeliveries } from '../../prisma/queries/webhooks/deliveries.ts';
import { type TestData, type TestOrganization, testOrganization } from '../support/organization.ts';
import type { TestEndpoint } from './endpoint.ts';

export interface Hooked {
  organization: TestOrganization;
  webhookId: string;
  /** the sequence of the newest event */
  head(): Promise<number>;
  /** so many changes, each an event `team.created`; the sequences of their events */
  changes(count: number): Promise<number[]>;
  webhook(): Promise<WebhookRow>;
  /** sequence and status, oldest first */
  deliveries(): Promise<[number, string][]>;
  /** past the commands: the event that fails has done so for this long */
  failingFor(hours: number): Promise<void>;
}

let teams = 0;

export async function hooked(
  data: TestData,
  endpoint: TestEndpoint,
  settings: Partial<NewWebhook> = {},
  here?: TestOrganization,
): Promise<Hooked> {
  const { db, secrets, owner } = data;
  const organization = here ?? (await testOrganization(data));
  const { id, as } = organization;
  const given = { url: endpoint.url, description: 'Platform', eventTypes: [], now: new Date(), ...settings };
  const { webhookId, secret } = await createWebhook(db, secrets, id, as, given);
  endpoint.secrets.push(secret);
  const webhook = async () => {
    const found = await findWebhook(db, id, webhookId);
    if (found === null) throw new Error('no webhook');
    return found;
  };
  const head = async () => {
    const sql = 'SELECT sequence::int AS sequence FROM audit_heads WHERE organization_id = $1';
    return (await owner.query<{ sequence: number }>(sql, [id])).rows[0]?.sequence ?? 0;
  };
  return {
    organization,
    webhookId,
    head,
    webhook,
    changes: async (count) => {
      const sequences: number[] = [];
      for (let made = 0; made < count; made++) {
        await createTeam(db, id, as, { name: `Team ${++teams}`, now: new Date() });
        sequences.push(await head());
      }
      return sequences;
    },
    deliveries: async () => {
      const rows = await listDeliveries(db, id, { webhookId }, { limit: 1000 });
      return rows.map(({ sequence, status }): [number, string] => [Number(sequence), status]).reverse();
    },
    failingFor: async (hours) => {
      await owner.query(
        `UPDATE webhook_positions SET failing_since = now() - make_interval(hours => $2), due_at = now() WHERE webhook_id = $1`,
        [webhookId, hours],
      );
    },
  };
}
