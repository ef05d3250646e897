import { acknowledgeGiveBack } from '../../prisma/commands/reinstatements/handover.ts';
import { giveBackAtHosts } from '../../prisma/queries/reinstatements/handover.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { pulse } from '../removals/ground.ts';
import { askHost } from '../removals/host.ts';
import { byRun } from '../run.ts';
import type { ReinstatementActivities } from './contract.ts';

const BATCH = 2000;

/** What hosts were told, they are told back: a `transfer` in the other direction. One that does not answer keeps none of the others waiting. */
export function givingBack(deps: ActivityDependencies): Pick<ReinstatementActivities, 'giveBackToHosts'> {
  const { db } = deps;
  return {
    async giveBackToHosts({ organization, reinstatementId, now, round }) {
      const actor = byRun();
      const occasion = `reinstatement/${reinstatementId}/hand-over/${round}`;
      const silent = new Set<string>();
      const refused = new Map<string, number>();
      let acknowledged = 0;
      for (let after: number | null = -1; after !== null; ) {
        const page = await giveBackAtHosts(db, organization, { reinstatementId, after, limit: BATCH });
        for (const handover of page.handovers.filter(({ kind }) => !silent.has(kind))) {
          await pulse(acknowledged);
          const answers = await askHost(deps, { type: 'transfer', organization, occasion }, handover).catch(
            (error: unknown) => {
              if (!(error instanceof Failure) || error.name !== 'host-unreachable') throw error;
              silent.add(handover.kind);
              return undefined;
            },
          );
          if (answers === undefined) continue;
          await acknowledgeGiveBack(db, organization, actor, { reinstatementId, now: new Date(now), answers });
          const no = answers.filter(({ ok }) => !ok).length;
          acknowledged += answers.length - no;
          if (no > 0) refused.set(handover.kind, (refused.get(handover.kind) ?? 0) + no);
        }
        after = page.last;
      }
      if (silent.size > 0) throw new Failure('host-unreachable', { kind: [...silent].sort().join(', ') });
      const items = [...refused.values()].reduce((a, b) => a + b, 0);
      if (items > 0) throw new Failure('host-refused', { kind: [...refused.keys()].sort().join(', '), items });
      return { acknowledged };
    },
  };
}
