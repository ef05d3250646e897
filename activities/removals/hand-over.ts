import { acknowledgeHandover } from '../../prisma/commands/removals/handover.ts';
import { handoverBatch } from '../../prisma/queries/removals/handover.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { RemovalActivities } from './contract.ts';
import { pulse } from './ground.ts';
import { askHost } from './host.ts';

const BATCH = 1000;

/** Step `transfer`, what hosts keep: each is told, and its answer kept. One that does not answer keeps none of the others waiting. */
export function handingOver(deps: ActivityDependencies): Pick<RemovalActivities, 'handOverToHosts'> {
  const { db } = deps;
  return {
    async handOverToHosts({ organization, removalId, now, round }) {
      const actor = byRun();
      const asked = { type: 'transfer', organization, occasion: `removal/${removalId}/hand-over/${round}` } as const;
      const silent = new Set<string>();
      const refused = new Map<string, number>();
      let acknowledged = 0;
      let after: string | undefined;
      for (;;) {
        const batch = await handoverBatch(db, organization, { removalId, limit: BATCH, ...(after && { after }) });
        if (batch.length === 0) break;
        for (const handover of batch.filter(({ kind }) => !silent.has(kind))) {
          await pulse(acknowledged);
          const answers = await askHost(deps, asked, handover).catch(unreachable(silent));
          if (answers === undefined) continue;
          const step = { removalId, now: new Date(now), answers };
          await acknowledgeHandover(db, organization, actor, step);
          const no = answers.filter(({ ok }) => !ok).length;
          acknowledged += answers.length - no;
          if (no > 0) refused.set(handover.kind, (refused.get(handover.kind) ?? 0) + no);
        }
        after = batch
          .flatMap(({ items }) => items.map(({ resourceId }) => resourceId))
          .reduce((a, b) => (a > b ? a : b));
      }
      if (silent.size > 0) throw new Failure('host-unreachable', { kind: [...silent].sort().join(', ') });
      const items = [...refused.values()].reduce((a, b) => a + b, 0);
      if (items > 0) throw new Failure('host-refused', { kind: [...refused.keys()].sort().join(', '), items });
      return { acknowledged };
    },
  };
}

/** Remembers a kind whose host does not answer. */
function unreachable(silent: Set<string>) {
  return (error: unknown): undefined => {
    if (!(error instanceof Failure) || error.name !== 'host-unreachable') throw error;
    silent.add(String((error as Failure<'host-unreachable'>).facts.kind));
  };
}
