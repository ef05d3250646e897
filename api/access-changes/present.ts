import type { z } from 'zod';
import type { AccessChangePreview } from '../../prisma/commands/access-changes/make.ts';
import { memberRefs, refOf } from '../../prisma/queries/members/refs.ts';
import { namesOfItems } from '../../prisma/queries/removals/items.ts';
import { namesOfResources } from '../../prisma/queries/resources/names.ts';
import { sayReason } from '../../rules/access/explain.ts';
import type { RefusedRun } from '../../rules/access-changes/effects.ts';
import { isMissingSuccessor } from '../../rules/removals/plan.ts';
import { presentFailing } from '../removals/preview.ts';
import { presentPlanned } from '../removals/present.ts';
import type { Services } from '../services.ts';
import type { AccessChangeEffects } from './schemas.ts';

const MOST = 1_000;

type Presented = z.output<typeof AccessChangeEffects>;
type Refs = Awaited<ReturnType<typeof memberRefs>>;
type Names = ReadonlyMap<string, string>;

const first = <T>(all: readonly T[]): readonly T[] => all.slice(0, MOST);

/** With the names that people know things by. */
export async function presentEffects(
  { db }: Services,
  organization: string,
  effects: AccessChangePreview,
): Promise<Presented> {
  const { administration, hash } = effects;
  const [memberIds, lost] = [first(effects.memberIds), first(effects.lost)];
  const [refused, still] = [first(effects.refused), first(effects.stillRefused)];
  const [items, forecast] = [first(effects.items), first(effects.forecast)];
  const [keys, secrets] = [first(effects.keys), first(effects.secrets)];
  const runs = [...refused, ...still];
  const credentials = [...keys, ...secrets].map(({ credentialId }) => ({ objectId: credentialId, facts: {} }));
  const [refs, resources, names] = await Promise.all([
    memberRefs(db, organization, [
      ...memberIds,
      ...[...lost, ...runs].map(({ memberId }) => memberId),
      ...forecast.map(({ runsAsId }) => runsAsId),
      ...keys.map(({ holderId }) => holderId),
    ]),
    namesOfResources(db, organization, [
      ...lost.map(({ resourceId }) => resourceId),
      ...runs.flatMap(({ automationId, resourceId }) => [automationId, resourceId]),
      ...forecast.flatMap(({ scheduleId, resourceId }) => [scheduleId, resourceId]),
    ]),
    namesOfItems(db, organization, [...items, ...credentials]),
  ]);
  const thing = (id: string) => ({ id, name: resources.get(id) ?? null });
  return {
    hash,
    administration,
    members: memberIds.map((id) => refOf(refs, id)),
    lost: lost.map(({ memberId, resourceId, actions }) => ({
      member: refOf(refs, memberId),
      resource: thing(resourceId),
      actions: [...actions],
    })),
    lostTotal: effects.lost.length,
    refused: refused.map((run) => presentRefused(run, resources, refs)),
    refusedTotal: effects.refused.length,
    forecast: forecast.map((failing) => presentFailing(failing, resources, refs)),
    items: items.map((item) =>
      presentPlanned({
        ...item,
        objectName: names.get(item.objectId) ?? null,
        successorName: names.get(item.successorId ?? '') ?? null,
      }),
    ),
    missing: effects.items.filter(isMissingSuccessor).length,
    stillRefused: still.map((run) => presentRefused(run, resources, refs)),
    stillRefusedTotal: effects.stillRefused.length,
    keys: keys.map(({ credentialId, holderId, lastUsedAt, ...key }) => ({
      ...key,
      id: credentialId,
      name: names.get(credentialId) ?? null,
      holder: refOf(refs, holderId),
      lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
    })),
    secrets: secrets.map(({ credentialId, kind, how, inUse }) => ({
      id: credentialId,
      kind,
      how: how as Presented['secrets'][number]['how'],
      inUse,
      name: names.get(credentialId) ?? null,
      action: kind === 'connection-secret' ? 'ask-for-new' : 'rotate',
    })),
  };
}

function presentRefused({ automationId, memberId, resourceId, because }: RefusedRun, names: Names, refs: Refs) {
  const thing = (id: string) => ({ id, name: names.get(id) ?? null });
  return {
    automation: thing(automationId),
    runsAs: refOf(refs, memberId),
    resource: thing(resourceId),
    because: because.map((reason) => sayReason(reason)).join('; '),
  };
}
