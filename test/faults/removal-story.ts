// A removal in which everything happens that can: every activity of the process is called at least once.
import { inOrganization } from '../../prisma/client.ts';
import { createServiceAccount } from '../../prisma/commands/service-accounts/create.ts';
import { createApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { acceptOffer } from '../../prisma/commands/hand-over-offers/answer.ts';
import { listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import { listOffers } from '../../prisma/queries/hand-over-offers/list.ts';
import { listRemovalItems } from '../../prisma/queries/removals/items.ts';
import { offeredItems } from '../../rules/removals/offers.ts';
import type { StoredPolicy } from '../../rules/organizations/policy.ts';
import * as messages from '../../workflows/removals/messages.ts';
import { drafted, type Leaving, noted } from '../removals/leaving.ts';
import { beginRemoval, type RemovalRun } from '../removals/running.ts';
import { eventually } from '../support/eventually.ts';
import type { TestData } from '../support/organization.ts';
import type { TestTemporal } from '../support/temporal.ts';

/** Two seconds until the custodian is told that a step is blocked; follow-ups are escalated at once; old keys end at once. */
export const impatient: StoredPolicy = {
  removals: { blockedHours: 2 / 3600, rotationGraceHours: 0, followUps: { escalateAfterDays: 0 } },
};

/** What the host does not accept: it refuses these resources. */
export interface Obstacles {
  refused: Set<string>;
  /** whether the custodian was told that a step is blocked */
  told: () => boolean;
}

export const stories = ['plain', 'steered', 'cancelled'] as const;
export type Story = (typeof stories)[number];

export async function toldStory(
  story: Story,
  data: TestData,
  server: TestTemporal,
  who: Leaving,
  obstacles: Obstacles,
): Promise<void> {
  switch (story) {
    case 'plain':
      return await plainRemoval(data, server, who);
    case 'steered':
      return await steeredRemoval(data, server, who, obstacles);
    case 'cancelled':
      return await cancelledRemoval(data, server, who);
  }
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

/** Pauses, moves, changes, drifts, blocks, retries, skips and attests on its way to the certificate. */
async function steeredRemoval(data: TestData, server: TestTemporal, who: Leaving, obstacles: Obstacles): Promise<void> {
  const removalId = await drafted(data, who, { effectiveAt: inDays(30) });
  for (const pipeline of who.pipelines) obstacles.refused.add(pipeline);
  const run = await beginRemoval(server, who, removalId);
  await run.until(({ waitsFor }) => waitsFor === 'effective-date');
  await run.steer(messages.pause, {});
  await run.steer(messages.resume, {});
  await run.steer(messages.changeSuccessor, { successorId: who.successor.id });
  await successorAsked(data, who);
  await somethingNew(data, who);
  await run.steer(messages.moveDate, { effectiveAt: inDays(-1).toISOString(), timeZone: 'UTC' });
  await blockedBy(run, 'plan-drifted');
  await eventually(() => {
    if (!obstacles.told()) throw new Error('the custodian was not told');
  });
  await eventually(() => run.steer(messages.acceptDrift, {}));
  await blockedBy(run, 'host-refused');
  await eventually(() => run.steer(messages.retry, { step: 'transfer' }));
  await blockedBy(run, 'host-refused');
  await skipOneItem(data, who, run, removalId);
  await blockedBy(run, 'host-refused');
  const noteId = await noted(data, who, 'the host is gone');
  await eventually(() => run.steer(messages.skip, { step: 'transfer', noteId }));
  await attestedAndOver(data, who, run, removalId);
}

/** From its plan to its certificate with nothing in its way. */
async function plainRemoval(data: TestData, server: TestTemporal, who: Leaving): Promise<void> {
  const removalId = await drafted(data, who);
  await attestedAndOver(data, who, await beginRemoval(server, who, removalId), removalId);
}

async function attestedAndOver(data: TestData, who: Leaving, run: RemovalRun, removalId: string): Promise<void> {
  await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
  const filter = { removalId, status: 'open', limit: 100 } as const;
  for (const { id: followUpId } of await listFollowUps(data.db, who.organization.id, filter))
    await run.steer(messages.attest, { followUpId, noteId: await noted(data, who, 'changed at the provider') });
  await run.result();
}

/** Begun, then cancelled. */
async function cancelledRemoval(data: TestData, server: TestTemporal, who: Leaving): Promise<void> {
  const run = await beginRemoval(server, who, await drafted(data, who, { effectiveAt: inDays(30) }));
  await run.until(({ waitsFor }) => waitsFor === 'effective-date');
  await successorAsked(data, who);
  await run.steer(messages.cancel, {});
  await run.result();
}

/** In its notice period the successor is asked and accepts, the run looks again, and the date comes. */
export async function offeredRemoval(data: TestData, server: TestTemporal, who: Leaving): Promise<void> {
  const { id } = who.organization;
  const removalId = await drafted(data, who, { effectiveAt: inDays(30) });
  const run = await beginRemoval(server, who, removalId);
  await run.until(({ waitsFor }) => waitsFor === 'effective-date');
  await successorAsked(data, who);
  const [offer] = await listOffers(data.db, id, { removalId, successorId: who.successor.id, limit: 1 });
  if (offer === undefined) throw new Error('nothing is offered to the successor');
  const answer = { offerId: offer.id, now: new Date(), receipt: 'accepted', items: offeredItems(offer.counts) };
  await acceptOffer(data.db, id, who.successor.as, answer);
  const looks = () =>
    server.client.workflow
      .getHandle(run.workflowId)
      .fetchHistory()
      .then(
        ({ events }) =>
          events?.filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'tendOffers')
            .length ?? 0,
      );
  const before = await looks();
  await server.client.workflow.getHandle(run.workflowId).signal(messages.lookAgain);
  await eventually(async () => {
    if ((await looks()) <= before) throw new Error('the run has not looked again');
  });
  await run.steer(messages.moveDate, { effectiveAt: inDays(-1).toISOString(), timeZone: 'UTC' });
  await attestedAndOver(data, who, run, removalId);
}

/** With two seconds until each deadline a block may just be made anew, or be tried again, when a click comes: then that is refused, and clicked again. */
async function blockedBy(run: RemovalRun, name: string): Promise<void> {
  await run.until(({ failure }) => failure?.name === name);
}

/** Beside the story: what comes next could be faster than the mail. */
async function successorAsked(data: TestData, who: Leaving): Promise<void> {
  await eventually(async () => {
    const key = { organizationId: who.organization.id, key: { startsWith: 'mail/hand-over-offer/' } };
    const told = await inOrganization(data.db, who.organization.id, (tx) => tx.receipt.count({ where: key }));
    if (told === 0) throw new Error('the successor was not asked');
  });
}

async function skipOneItem(data: TestData, who: Leaving, run: RemovalRun, removalId: string): Promise<void> {
  const waiting = await listRemovalItems(data.db, who.organization.id, {
    removalId,
    step: 'transfer',
    status: ['awaiting_host'] as const,
    limit: 1,
  });
  const noteId = await noted(data, who, 'not there any more');
  await run.steer(messages.skip, { step: 'transfer', itemKey: waiting[0]?.key ?? '', noteId });
}

async function somethingNew({ db }: TestData, { organization, leaver }: Leaving): Promise<void> {
  const now = new Date();
  const account = { name: 'Late', purpose: 'made after the plan', role: 'member', now } as const;
  const { memberId } = await createServiceAccount(db, organization.id, leaver.as, account);
  await createApiKey(db, organization.id, leaver.as, { holderId: memberId, name: 'late', scopes: ['read'], now });
}
