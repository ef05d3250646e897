// An organization of which many leave, and its mass removal as the API drives it.
import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { draftMassRemoval } from '../../prisma/commands/mass-removals/draft.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { hashOfSet } from '../../prisma/queries/mass-removals/hash.ts';
import { findMassRemoval, listPeopleOf, type MassRemovalDetail } from '../../prisma/queries/mass-removals/list.ts';
import { previewPlan } from '../../prisma/queries/removals/preview.ts';
import type { StoredPolicy } from '../../rules/organizations/policy.ts';
import { startOptions } from '../../temporal/start-options.ts';
import { begin, massRemovalWorkflow, massRemovalWorkflowId, moved } from '../../workflows/mass-removals/messages.ts';
import { eventually } from '../support/eventually.ts';
import { type TestData, testMember, type TestOrganization, testOrganization } from '../support/organization.ts';
import type { TestTemporal } from '../support/temporal.ts';

export interface Crowd {
  organization: TestOrganization;
  /** who can decide beside the first admin */
  otherAdmin: Awaited<ReturnType<typeof testMember>>;
  leavers: Awaited<ReturnType<typeof testMember>>[];
}

/** Everyone who leaves owns `each` pipelines that run as them. */
export async function crowd(
  data: TestData,
  { people, each = 2, policy = {} }: { people: number; each?: number; policy?: StoredPolicy },
): Promise<Crowd> {
  const organization = await testOrganization(data);
  const { id } = organization;
  const quick: StoredPolicy = { ...policy, removals: { rotationGraceHours: 0, ...policy.removals } };
  await data.owner.query('UPDATE organizations SET policy = $2 WHERE id = $1', [id, JSON.stringify(quick)]);
  const otherAdmin = await testMember(data, id, { role: 'admin' });
  const leavers: Crowd['leavers'] = [];
  for (let nth = 0; nth < people; nth += 1) {
    const leaver = await testMember(data, id);
    leavers.push(leaver);
    const resources = Array.from({ length: each }, () => {
      const hostId = randomUUID();
      return { kind: 'pipeline', hostId, name: hostId, ownerId: leaver.id, runsAsId: leaver.id, authorId: leaver.id };
    });
    if (each > 0) await registerResources(data.db, id, organization.as, { resources, now: new Date() });
  }
  return { organization, otherAdmin, leavers };
}

type Server = Pick<TestTemporal, 'client' | 'taskQueue'>;

export interface MassRun {
  id: string;
  row(): Promise<MassRemovalDetail>;
  /** asks until it is as it should be */
  until(like: (row: MassRemovalDetail) => boolean, withinMs?: number): Promise<MassRemovalDetail>;
  people(): ReturnType<typeof listPeopleOf>;
  result(): Promise<string>;
  moved(): Promise<void>;
}

/** Previews, drafts and begins, as the API does. */
export async function beginMassRemoval(
  data: TestData,
  server: Server,
  crowd: Crowd,
  options: DraftOptions = {},
): Promise<MassRun> {
  return await begunMassRemoval(data, server, crowd, await draftedMassRemoval(data, crowd, options));
}

interface DraftOptions {
  effectiveAt?: Date;
  requestId?: string;
  ending?: 'deactivate' | 'erase';
}

/** Inert drafts of everyone's removal, each bound to its plan as it is now. @returns the ID of the set */
export async function draftedMassRemoval(
  { db }: TestData,
  { organization, leavers }: Crowd,
  options: DraftOptions = {},
): Promise<string> {
  const now = new Date();
  const massRemovalId = options.requestId ?? randomUUID();
  const memberIds = leavers.map(({ id }) => id);
  const { plans } = await previewPlan(db, organization.id, { memberIds, successors: [], now });
  const people = plans.map(({ memberId, hash }) => ({ memberId, planHash: hash }));
  await draftMassRemoval(db, organization.id, organization.as, {
    massRemovalId,
    people,
    planHash: hashOfSet(people),
    reason: 'The site closes',
    forCause: false,
    ending: options.ending ?? 'deactivate',
    effectiveAt: options.effectiveAt ?? now,
    timeZone: 'UTC',
    successors: [],
    now,
  });
  return massRemovalId;
}

/** Begins what was drafted: answers when it is planned, or waits for its approval. */
export async function begunMassRemoval(
  { db }: TestData,
  server: Server,
  { organization }: Crowd,
  massRemovalId: string,
): Promise<MassRun> {
  const workflowId = massRemovalWorkflowId(organization.id, massRemovalId);
  const click = { actorId: organization.admin, through: 'session', requestId: massRemovalId } as const;
  await server.client.workflow.executeUpdateWithStart(begin, {
    updateId: click.requestId,
    args: [click],
    startWorkflowOperation: new WithStartWorkflowOperation(massRemovalWorkflow, {
      ...startOptions({
        process: 'mass-removal',
        organization: organization.id,
        summary: 'mass removal',
        queue: server.taskQueue,
      }),
      workflowId,
      args: [{ organization: organization.id, massRemovalId }],
    }),
  });
  const handle = server.client.workflow.getHandle(workflowId);
  const row = async () => {
    const found = await findMassRemoval(db, organization.id, massRemovalId);
    if (found === null) throw new Error('there is no mass removal');
    return found;
  };
  return {
    id: massRemovalId,
    row,
    until: (like, withinMs) =>
      eventually(async () => {
        const found = await row();
        if (!like(found)) throw new Error(`it is ${found.status}: ${JSON.stringify(found.counts)}`);
        return found;
      }, withinMs),
    people: () => listPeopleOf(db, organization.id, massRemovalId, { limit: 1000 }),
    result: () => handle.result() as Promise<string>,
    moved: () => handle.signal(moved),
  };
}
