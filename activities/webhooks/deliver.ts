import { randomUUID } from 'node:crypto';
import { inOrganization } from '../../prisma/client.ts';
import {
  type Followed,
  keepAttempt,
  moveOn,
  pruneDeliveries,
  takeTurn,
  TurnLost,
} from '../../prisma/commands/webhooks/deliver.ts';
import { secretPlace } from '../../prisma/commands/webhooks/secrets.ts';
import type { EventRow } from '../../prisma/queries/events/list.ts';
import { type NextMessages, nextMessages } from '../../prisma/queries/webhooks/next.ts';
import { messageOf } from '../../rules/webhooks/message.ts';
import { warnAfterMs } from '../../rules/webhooks/retry.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { pulse } from '../removals/ground.ts';
import { byRun } from '../run.ts';
import type { OfWebhook, Standing, WebhookActivities } from './contract.ts';
import { type Endpoint, sendMessage } from './send.ts';

const BATCH = 50;
/** Then another webhook's turn may come. */
const LONGEST_MS = 20_000;

type Deps = Pick<ActivityDependencies, 'db' | 'secrets' | 'allowPrivateHosts'>;
interface Turn extends OfWebhook {
  lease: string;
}

export function delivering(deps: Deps): Pick<WebhookActivities, 'deliverEvents'> {
  return {
    async deliverEvents({ organization, webhookId }) {
      const turn = { organization, webhookId, lease: randomUUID() };
      if (!(await takeTurn(deps.db, organization, { ...turn, now: new Date() }))) return { state: 'closed' };
      try {
        return await deliver(deps, turn);
      } catch (error) {
        if (error instanceof TurnLost) return { state: 'more' };
        throw error;
      }
    },
  };
}

async function deliver(deps: Deps, turn: Turn): Promise<Standing> {
  const { organization, webhookId } = turn;
  const until = Date.now() + LONGEST_MS;
  while (Date.now() < until) {
    await pulse();
    const next = await nextMessages(deps.db, organization, { webhookId, limit: BATCH, now: new Date() });
    if (next === null) return { state: 'closed' };
    const endpoint = await endpointOf(deps, organization, next);
    for (const event of next.retrying) {
      if (Date.now() > until) return { state: 'more' };
      const followed = await send(deps, turn, endpoint, event, true);
      if (followed.follows !== 'next') return standingOf(followed, event);
    }
    for (const event of next.events) {
      if (Date.now() > until) return { state: 'more' };
      const followed = await send(deps, turn, endpoint, event, false);
      if (followed.follows !== 'next') return standingOf(followed, event);
    }
    await moveOn(deps.db, organization, { ...turn, through: next.through, ends: next.last, now: new Date() });
    if (!next.last) continue;
    await pruneDeliveries(deps.db, organization, { webhookId, now: new Date() });
    return { state: 'caught-up' };
  }
  return { state: 'more' };
}

/** Secrets are opened once per batch, and are nowhere but here. */
export async function endpointOf(
  { db, secrets, allowPrivateHosts }: Deps,
  organization: string,
  webhook: Pick<NextMessages, 'url' | 'secrets'>,
): Promise<Endpoint> {
  const opened = await inOrganization(db, organization, async (tx) => {
    const plain: string[] = [];
    for (const { id, secretBox } of webhook.secrets)
      plain.push(await secrets.open(tx, organization, secretPlace(id), secretBox));
    return plain;
  });
  return { url: webhook.url, secrets: opened, allowPrivate: allowPrivateHosts };
}

async function send(
  { db }: Deps,
  { organization, webhookId, lease }: Turn,
  endpoint: Endpoint,
  event: EventRow,
  retried: boolean,
): Promise<Followed> {
  await pulse();
  const facts = { ...event, organization, sequence: Number(event.sequence), at: event.at.toISOString() };
  const sent = await sendMessage(endpoint, messageOf(facts));
  const attempted = { webhookId, lease, sequence: event.sequence, retried, ...sent, random: Math.random() };
  return await keepAttempt(db, organization, byRun(), attempted);
}

function standingOf(followed: Exclude<Followed, { follows: 'next' }>, event: EventRow): Standing {
  const sequence = Number(event.sequence);
  switch (followed.follows) {
    case 'give-up':
      return { state: 'given-up', sequence };
    case 'disable':
      return { state: 'disabled', since: new Date().toISOString() };
    case 'retry': {
      const warn = Date.now() - followed.since.getTime() >= warnAfterMs;
      const [since, retryAt] = [followed.since.toISOString(), followed.at.toISOString()];
      return { state: 'failing', sequence, since, retryAt, warn };
    }
  }
}
