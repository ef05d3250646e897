import type { HandoverAnswer } from '../../prisma/commands/removals/handover.ts';
import { rotateBatch } from '../../prisma/commands/removals/rotate.ts';
import { noteSecretsAtHost } from '../../prisma/commands/removals/secrets-at-hosts.ts';
import { graceOfRotatedKeys } from '../../prisma/queries/removals/grace.ts';
import type { Handover } from '../../prisma/queries/removals/handover.ts';
import { secretsAtHosts } from '../../prisma/queries/removals/secrets-at-hosts.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { RemovalActivities } from './contract.ts';
import { inBatches, isPatient, pulse } from './ground.ts';
import { type Asked, askHost } from './host.ts';

const BATCH = 500;
/** A host sets each secret before it answers: it is asked for few at a time. */
const SECRETS = 20;
const first = '00000000-0000-0000-0000-000000000000';

/** Step `rotate`: keys here, secrets of connections by their hosts; what neither does becomes a follow-up. */
export function rotating(deps: ActivityDependencies): Pick<RemovalActivities, 'rotateKeys'> {
  const { db, secrets } = deps;
  return {
    async rotateKeys({ organization, removalId, now }) {
      const actor = byRun();
      const batch = { removalId, now: new Date(now), limit: BATCH };
      const keys = await inBatches(() => rotateBatch(db, secrets, organization, actor, batch));
      const atHosts = await rotateAtHosts(deps, organization, batch);
      const until = await graceOfRotatedKeys(db, organization, batch);
      return { rotated: keys + atHosts, graceUntil: until?.toISOString() ?? null };
    },
  };
}

async function rotateAtHosts(
  deps: ActivityDependencies,
  organization: string,
  at: { removalId: string; now: Date },
): Promise<number> {
  const asked = { type: 'rotate', organization, occasion: `removal/${at.removalId}/rotate` } as const;
  let rotated = 0;
  for (let after = first; ; ) {
    const handover = await secretsAtHosts(deps.db, organization, { ...at, after, limit: SECRETS });
    if (handover === null) return rotated;
    await pulse(rotated);
    const answers = await answersOf(deps, asked, handover);
    rotated += (await noteSecretsAtHost(deps.db, organization, byRun(), { ...at, answers })).rotated;
    after = handover.items.at(-1)?.resourceId ?? after;
  }
}

/** A host that stays silent leaves it to people. */
async function answersOf(deps: ActivityDependencies, asked: Asked, handover: Handover): Promise<HandoverAnswer[]> {
  try {
    return await askHost(deps, asked, handover);
  } catch (error) {
    const silent = error instanceof Failure && error.name === 'host-unreachable';
    if (!silent || isPatient()) throw error;
    return handover.items.map(({ resourceId }) => ({ resourceId, ok: false, reason: 'the host did not answer' }));
  }
}
