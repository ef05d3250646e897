import { listRemovalItems } from '../../prisma/queries/removals/items.ts';
import type { RemovalDetail } from '../../prisma/queries/removals/detail.ts';
import type { Database } from '../../prisma/client.ts';
import {
  acceptDrift,
  cancel,
  changeSuccessor,
  moveDate,
  pause,
  resume,
  retry,
  skip,
} from '../../workflows/removals/messages.ts';
import type { App } from '../app-types.ts';
import { noteOf } from '../click.ts';
import { problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import type { Services } from '../services.ts';
import { choiceOf } from './choices.ts';
import { AcceptDrift, MoveDate, Removal, RemovalParams, RetryStep, Skip, SuccessorChoice } from './schemas.ts';
import { steer } from './steer.ts';

const one = '/v1/organizations/:organization/removals/:removal';
const soon = { access: { role: 'admin', scope: 'write' } } as const; // what keeps things as they are, or only tries again
const fresh = { access: { role: 'admin', scope: 'write', fresh: true } } as const;

const says = <const O extends string, const S extends string>(operationId: O, summary: S) => ({
  operationId,
  summary,
  tags: ['Removals'],
  params: RemovalParams,
  headers: RequiredIdempotencyHeaders,
  response: { 200: Removal, ...problems },
});

/** What an admin may do with a removal that runs. */
export function removalsSteeringRoutes(app: App, services: Services): void {
  driftRoute(app, services);
  const none = {};
  app.post(`${one}/pause`, { config: soon, schema: says('pauseRemoval', 'Pause') }, (request) =>
    steer(services, request, { update: pause, args: none, isDone: ({ pausedAt }) => pausedAt !== null }),
  );
  app.post(`${one}/resume`, { config: fresh, schema: says('resumeRemoval', 'Resume') }, (request) =>
    steer(services, request, { update: resume, args: none, isDone: ({ pausedAt }) => pausedAt === null }),
  );
  app.post(
    `${one}/move-date`,
    { config: fresh, schema: { ...says('moveDate', 'Move the effective date'), body: MoveDate } },
    (request) => {
      const { effectiveAt, timeZone } = request.body;
      const args = { effectiveAt: effectiveAt.toISOString(), timeZone };
      const isDone = (removal: RemovalDetail) => removal.effectiveAt.getTime() === effectiveAt.getTime();
      return steer(services, request, { update: moveDate, args, isDone });
    },
  );
  app.post(
    `${one}/change-successor`,
    { config: fresh, schema: { ...says('changeSuccessor', 'Change a successor'), body: SuccessorChoice } },
    (request) => {
      const choice = choiceOf(request.body);
      const isDone = ({ successors }: RemovalDetail) =>
        successors.some(
          ({ resourceId, kind, successorId }) =>
            resourceId === (choice.resourceId ?? null) &&
            kind === (choice.kind ?? null) &&
            successorId === choice.successorId,
        );
      return steer(services, request, { update: changeSuccessor, args: choice, isDone });
    },
  );
  app.post(
    `${one}/retry`,
    { config: soon, schema: { ...says('retryStep', 'Try a blocked step again, now'), body: RetryStep } },
    (request) => {
      const { step } = request.body;
      const isDone = ({ steps }: RemovalDetail) => steps.find((one) => one.step === step)?.status !== 'blocked';
      return steer(services, request, { update: retry, args: { step }, isDone });
    },
  );
  app.post(
    `${one}/skip`,
    { config: fresh, schema: { ...says('skip', 'Go on without an item, or without a blocked step'), body: Skip } },
    async (request) => {
      const { step, itemKey, reason } = request.body;
      const noteId = await noteOf(services, request, reason);
      const args = { step, noteId, ...(itemKey === undefined ? {} : { itemKey }) };
      const isDone = (removal: RemovalDetail) => wasSkipped(services.db, request.params.organization, removal, args);
      return await steer(services, request, { update: skip, args, isDone });
    },
  );
  app.post(
    `${one}/cancel`,
    { config: fresh, schema: says('cancelRemoval', 'Cancel: everything is as it was') },
    (request) =>
      steer(services, request, { update: cancel, args: none, isDone: ({ status }) => status === 'cancelled' }),
  );
}

function driftRoute(app: App, services: Services): void {
  app.post(
    `${one}/accept-drift`,
    {
      config: fresh,
      schema: { ...says('acceptDrift', 'Accept what was found after the suspension'), body: AcceptDrift },
    },
    (request) => {
      const { itemKeys } = request.body;
      const isDone = (removal: RemovalDetail) =>
        itemKeys === undefined
          ? removal.driftWaiting === 0
          : noneWaits(services.db, request.params.organization, removal.id, itemKeys);
      return steer(services, request, {
        update: acceptDrift,
        args: itemKeys === undefined ? {} : { itemKeys },
        isDone,
      });
    },
  );
}

async function noneWaits(
  db: Database,
  organization: string,
  removalId: string,
  itemKeys: readonly string[],
): Promise<boolean> {
  const waiting = await listRemovalItems(db, organization, { removalId, drift: 'waits', limit: 10_000 });
  return !waiting.some(({ key }) => itemKeys.includes(key));
}

async function wasSkipped(
  db: Database,
  organization: string,
  removal: RemovalDetail,
  { step, itemKey }: { step: string; itemKey?: string },
): Promise<boolean> {
  if (itemKey === undefined) return removal.steps.find((one) => one.step === step)?.status === 'skipped';
  const filter = { removalId: removal.id, step, status: ['skipped'] as const, limit: 10_000 };
  return (await listRemovalItems(db, organization, filter)).some(({ key }) => key === itemKey);
}
