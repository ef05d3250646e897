import { openFollowUps } from '../../prisma/commands/follow-ups/open.ts';
import { keepToken, recordGrantRevoked } from '../../prisma/commands/removals/grants.ts';
import { grantsToRevoke } from '../../prisma/queries/removals/grants.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { RemovalActivities } from './contract.ts';
import { effect, inBatches, isPatient, pulse } from './ground.ts';
import { revokeAtProvider } from './provider.ts';

const BATCH = 500;
const MOST_GRANTS = 10_000;
/** About half a minute, with the retry policy of `upstream`. */

type Steps = Pick<RemovalActivities, 'revokeGrants' | 'openFollowUps'>;

/** Step `grants`: what the machine can revoke, and a follow-up for each thing that it can't. */
export function revoking(deps: ActivityDependencies): Steps {
  const { db } = deps;
  return {
    async revokeGrants(input) {
      const { organization, removalId } = input;
      const actor = byRun();
      const grants = await grantsToRevoke(db, organization, { removalId, limit: MOST_GRANTS });
      let revoked = 0;
      let silent: unknown;
      for (const grant of grants.filter(({ held }) => !held)) {
        await pulse(revoked);
        try {
          const { revoked: proved, token } = await revokeAtProvider(deps, organization, grant);
          if (token !== undefined) await keepToken(db, deps.secrets, organization, { grantId: grant.grantId, token });
          if (!proved) continue;
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          silent = error;
          continue;
        }
        const { itemKey } = grant;
        await recordGrantRevoked(db, organization, actor, { ...effect(input, `revoke/${itemKey}`), itemKey });
        revoked += 1;
      }
      if (silent !== undefined && isPatient()) throw silent;
      return { revoked, left: grants.length - revoked };
    },
    async openFollowUps({ organization, removalId, now }) {
      const actor = byRun();
      const batch = { removalId, now: new Date(now), limit: BATCH };
      return { opened: await inBatches(() => openFollowUps(db, organization, actor, batch)) };
    },
  };
}
