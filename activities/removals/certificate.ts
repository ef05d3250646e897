import { completeRemoval } from '../../prisma/commands/removals/complete.ts';
import { certificateFacts } from '../../prisma/queries/removals/certificate.ts';
import { findRemovalHead } from '../../prisma/queries/removals/head.ts';
import { statementOf } from '../../rules/removals/certificate.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { RemovalActivities } from './contract.ts';
import { tryDoors } from './doors.ts';
import { effect, pulse } from './ground.ts';

/** Step `certificate`: read again and tried, not remembered; signed, kept, and the removal is over. */
export function certifying(deps: ActivityDependencies): Pick<RemovalActivities, 'certify'> {
  const { db, signer } = deps;
  return {
    async certify(input) {
      const { organization, removalId } = input;
      const kept = async () => (await findRemovalHead(db, organization, removalId))?.certificate ?? null;
      const before = await kept();
      if (before !== null) return { proven: provenIn(before) };
      const doors = await tryDoors(deps, input);
      await pulse(doors.length);
      const facts = await certificateFacts(db, organization, { removalId, now: new Date(input.now), doors });
      const certificate = await signer.sign({ ...statementOf(facts) });
      await completeRemoval(db, organization, byRun(), { ...effect(input, 'complete'), certificate });
      return { proven: provenIn((await kept()) ?? '') }; // of two at once, the one that was kept
    },
  };
}

function provenIn(certificate: string): boolean {
  const payload = certificate.split('.')[1] ?? '';
  const { predicate } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
    predicate: { proven: boolean };
  };
  return predicate.proven;
}
