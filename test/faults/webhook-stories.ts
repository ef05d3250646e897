// What a webhook can come to: between them every activity of webhooks is called.
import { randomUUID } from 'node:crypto';
import { engineOf } from '../../api/engine.ts';
import { findAttempt } from '../../prisma/queries/webhooks/deliveries.ts';
import {
  ping,
  webhookTestWorkflow,
  webhookTestWorkflowId,
  webhookWorkflowId,
} from '../../workflows/webhooks/messages.ts';
import { eventually } from '../support/eventually.ts';
import type { TestData } from '../support/organization.ts';
import type { TestTemporal } from '../support/temporal.ts';
import { inOrderOfArrival, type TestEndpoint } from '../webhooks/endpoint.ts';
import type { Hooked } from '../webhooks/hooked.ts';

const caughtUp = (here: Hooked) =>
  eventually(async () => {
    const { behind } = await here.webhook();
    if (behind > 0n) throw new Error(`${behind} are left`);
  });

export const stories = ['delivered', 'given up', 'disabled', 'tested'] as const;
export type Story = (typeof stories)[number];

const scripts: {
  readonly [S in Story]: (here: Hooked, endpoint: TestEndpoint, server: TestTemporal, data: TestData) => Promise<void>;
} = {
  delivered: async (here) => {
    await here.changes(4);
    await caughtUp(here);
  },
  'given up': async (here, endpoint, server) => {
    await caughtUp(here);
    const [refused = 0] = await here.changes(2);
    endpoint.answer = ({ sequence }) => (sequence === refused ? 422 : 410);
    await eventually(async () => {
      if ((await here.webhook()).failingSince === null) throw new Error('nothing has failed');
    });
    await here.failingFor(73);
    await server.client.workflow.getHandle(webhookWorkflowId(here.organization.id, here.webhookId)).result();
  },
  disabled: async (here, endpoint, server) => {
    endpoint.answer = ({ type }) => (type === 'team.created' ? 410 : 200);
    await here.changes(2);
    const run = server.client.workflow.getHandle(webhookWorkflowId(here.organization.id, here.webhookId));
    await eventually(async () => {
      if ((await here.webhook()).status !== 'disabled') throw new Error('not disabled');
    }, 60_000);
    await run.result();
  },
  tested: async (here, _endpoint, server, data) => {
    await caughtUp(here);
    const {
      organization: { id: organization },
      webhookId,
    } = here;
    const testId = randomUUID();
    const input = { organization, webhookId, testId };
    const of = { process: 'webhook-test', organization, summary: 'test', workflow: webhookTestWorkflow } as const;
    const run = { ...of, workflowId: webhookTestWorkflowId(organization, testId), input };
    await engineOf(server.client, server.taskQueue).begin(run, ping, { updateId: testId, args: [{ testId }] });
    if ((await findAttempt(data.db, organization, testId)) === null) throw new Error('the test left nothing');
    await server.client.workflow.getHandle(run.workflowId).result();
  },
};

/** What a story leaves behind: what arrived, counted from the webhook's own creation; what is kept of it; what was changed. */
export interface Ending {
  arrived: number[];
  deliveries: [number, string][];
  status: string;
  audit: string[];
}

export async function webhookStory(
  story: Story,
  { here, endpoint, server, data }: { here: Hooked; endpoint: TestEndpoint; server: TestTemporal; data: TestData },
): Promise<Ending> {
  const first = await here.head();
  await scripts[story](here, endpoint, server, data);
  const { rows } = await data.owner.query<{ type: string }>(
    'SELECT type FROM events WHERE organization_id = $1 ORDER BY sequence',
    [here.organization.id],
  );
  const attempts = await data.owner.query('SELECT FROM webhook_attempts WHERE webhook_id = $1 AND sequence IS NULL', [
    here.webhookId,
  ]);
  if ((attempts.rowCount ?? 0) > 1) throw new Error('a test is kept twice');
  return {
    arrived: inOrderOfArrival(endpoint).map((sequence) => sequence - first),
    deliveries: (await here.deliveries()).map(([sequence, status]) => [sequence - first, status]),
    status: (await here.webhook()).status,
    audit: rows.map(({ type }) => type),
  };
}
