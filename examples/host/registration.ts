import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Doorward } from './doorward.ts';
import type { Item, Organization, Records } from './records.ts';
import type { Runner } from './runner.ts';

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/);
const Member = z.uuid();
const Connected = z.strictObject({
  organization: z.uuid(),
  apiKey: z.string(),
  handOverSecrets: z.record(z.string(), z.string()).default({}),
});
const Registered = z.strictObject({
  organization: z.uuid(),
  id: Id,
  name: z.string().min(1).max(200).optional(),
  owner: Member,
  team: z.uuid().optional(),
});
const NewConnection = Registered.extend({ provider: z.string(), auth: z.enum(['secret', 'oauth']) });
const NewPipeline = Registered.extend({
  runsAs: Member,
  connections: z.array(Id).default([]),
  key: z.string().nullable().default(null),
});
const NewSchedule = Registered.extend({
  runsAs: Member,
  pipeline: Id,
  everySeconds: z.int().min(1).max(86_400).default(1),
});
const NewKey = z.strictObject({ organization: z.uuid(), key: z.string() });

/** A request for something that this host does not have. */
export class Missing extends Error {
  override name = 'Missing';
}

/**
 * Where a user of the host makes things; each is registered with Doorward before it is kept, under an idempotency key, so that a repeat after a kill
 * ends with one of each. These routes stand for the host's own product: they ask nobody to sign in, and listen on this machine only.
 */
export function registrationRoutes(app: FastifyInstance, records: Records, doorward: Doorward, runner: Runner): void {
  const organization = (id: string): Organization => found(records.organization(id), 'organization');
  const register = async (by: Organization, kind: Item['kind'], facts: z.infer<typeof Registered>, more: object) => {
    const { id: hostId, name = hostId, owner, team } = facts;
    const body = { hostId, name, ownerId: owner, ...(team === undefined ? {} : { teamId: team }), ...more };
    const resource = await doorward.register(by, kind, body, `${kind}/${hostId}`);
    return { kind, organization: by.organization, id: hostId, resource, name, owner };
  };

  app.post('/organizations', async (request) => {
    const connected = Connected.parse(request.body);
    records.keepOrganization(connected);
    return { organization: connected.organization };
  });

  app.post('/connections', async (request) => {
    const asked = NewConnection.parse(request.body);
    const there = records.item(asked.organization, 'connection', asked.id);
    if (there) return shown(there); // a repeat must not bring back an owner from before a hand-over
    const { provider, auth } = asked;
    const base = await register(organization(asked.organization), 'connection', asked, { provider, auth });
    return kept(records, { ...base, kind: 'connection', runsAs: null });
  });

  app.post('/pipelines', async (request) => {
    const asked = NewPipeline.parse(request.body);
    const there = records.item(asked.organization, 'pipeline', asked.id);
    if (there) return shown(there);
    const { runsAs, connections, key } = asked;
    const connectionIds = connections.map(
      (id) => found(records.item(asked.organization, 'connection', id), 'connection').resource,
    );
    const more = { runsAsId: runsAs, connectionIds };
    const base = await register(organization(asked.organization), 'pipeline', asked, more);
    return kept(records, { ...base, kind: 'pipeline', runsAs, connections, key });
  });

  app.post('/schedules', async (request) => {
    const asked = NewSchedule.parse(request.body);
    const there = records.item(asked.organization, 'schedule', asked.id);
    if (there) return shown(there);
    const { runsAs, everySeconds } = asked;
    const pipeline = found(records.item(asked.organization, 'pipeline', asked.pipeline), 'pipeline');
    const firstRunAt = firstRunOf(asked.id, everySeconds);
    const more = { runsAsId: runsAs, targetId: pipeline.resource, everySeconds, nextRunAt: firstRunAt };
    const base = await register(organization(asked.organization), 'schedule', asked, more);
    const schedule = { ...base, kind: 'schedule' as const, runsAs, pipeline: pipeline.id, everySeconds, firstRunAt };
    const answer = kept(records, schedule);
    runner.start(schedule);
    return answer;
  });

  app.post<{ Params: { id: string } }>('/pipelines/:id/key', async (request) => {
    const { organization: of, key } = NewKey.parse(request.body);
    const pipeline = found(records.item(of, 'pipeline', request.params.id), 'pipeline');
    return kept(records, { ...pipeline, key });
  });
}

/** The same for the same schedule, and spread over the interval, so that not all of them ask at once. */
function firstRunOf(id: string, everySeconds: number): string {
  const spread = createHash('sha256').update(id).digest().readUInt32BE() % (1000 * everySeconds);
  return new Date(Date.UTC(2026, 0, 1) + spread).toISOString();
}

function kept(records: Records, item: Item): object {
  records.keep(item);
  return shown(item);
}

/** A key or a consent goes in, and never out again. */
export function shown(item: Item): object {
  if (item.kind === 'pipeline') return { ...item, key: item.key === null ? null : `…${item.key.slice(-4)}` };
  return item.kind === 'connection' && item.grant ? { ...item, grant: item.grant.id } : item;
}

function found<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw new Missing(`no such ${what} here`);
  return thing;
}
