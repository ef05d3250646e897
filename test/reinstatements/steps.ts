// The commands of a reinstatement, one after the other, as its workflow calls them.
import { randomUUID } from 'node:crypto';
import { completeReinstatement } from '../../prisma/commands/reinstatements/complete.ts';
import { draftReinstatement } from '../../prisma/commands/reinstatements/draft.ts';
import { giveBackBatch } from '../../prisma/commands/reinstatements/give-back.ts';
import { planReinstatement } from '../../prisma/commands/reinstatements/plan.ts';
import { previewReinstatement } from '../../prisma/queries/reinstatements/preview.ts';
import type { Actor } from '../../rules/audit/entry.ts';
import type { TestData, TestOrganization } from '../support/organization.ts';
import { inBatches } from '../removals/steps.ts';

export const workflow: Actor = { by: 'workflow', workflowId: 'reinstatement/test' };

export interface Undoing {
  data: TestData;
  organization: TestOrganization;
  reinstatementId: string;
}

export const effectOf = ({ reinstatementId }: Pick<Undoing, 'reinstatementId'>, what: string = randomUUID()) => ({
  reinstatementId,
  now: new Date(),
  receipt: `reinstatement/${reinstatementId}/${what}`,
});

export const previewOf = ({ db }: TestData, { id }: TestOrganization, removalId: string, now = new Date()) =>
  previewReinstatement(db, id, { removalId, now, limit: 1000 });

export async function drafted(
  data: TestData,
  organization: TestOrganization,
  removalId: string,
  planHash?: string,
): Promise<Undoing> {
  const reinstatementId = randomUUID();
  await draftReinstatement(data.db, organization.id, organization.as, {
    reinstatementId,
    removalId,
    reason: 'It was a mistake',
    planHash: planHash ?? (await previewOf(data, organization, removalId)).hash,
    now: new Date(),
  });
  return { data, organization, reinstatementId };
}

export async function planned(data: TestData, organization: TestOrganization, removalId: string): Promise<Undoing> {
  const undoing = await drafted(data, organization, removalId);
  await planReinstatement(data.db, organization.id, organization.as, effectOf(undoing, 'plan'));
  return undoing;
}

export async function givenBack(undoing: Undoing, limit = 1000): Promise<Undoing> {
  const { data, organization } = undoing;
  for (const step of ['transfer', 'access'] as const)
    await inBatches(() => giveBackBatch(data.db, organization.id, workflow, { ...effectOf(undoing), step, limit }));
  return undoing;
}

export async function reinstated(
  data: TestData,
  organization: TestOrganization,
  removalId: string,
  limit?: number,
): Promise<Undoing> {
  const undoing = await givenBack(await planned(data, organization, removalId), limit);
  await completeReinstatement(data.db, organization.id, workflow, effectOf(undoing, 'complete'));
  return undoing;
}
