import { Context } from '@temporalio/activity';
import { requestMassRemoval } from '../../prisma/commands/mass-removals/request.ts';
import { cancelPlanned } from '../../prisma/commands/mass-removals/cancel-planned.ts';
import { endMassRemoval, giveTurns, refusePerson, settleMassRemoval } from '../../prisma/commands/mass-removals/run.ts';
import { planRemoval } from '../../prisma/commands/removals/plan.ts';
import { draftsIn, runs, standingsIn } from '../../prisma/queries/mass-removals/standings.ts';
import { findPolicy } from '../../prisma/queries/organizations/policy.ts';
import { actorOf } from '../../rules/audit/click.ts';
import { Failure } from '../../rules/failures.ts';
import { nextTurns } from '../../rules/mass-removals/turns.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { MassRemovalActivities, OfMassRemoval } from './contract.ts';

function effect({ massRemovalId, now }: OfMassRemoval, what: string) {
  return { massRemovalId, now: new Date(now), receipt: `mass-removal/${massRemovalId}/${what}` };
}

export function massRemovalActivities({ db }: ActivityDependencies): MassRemovalActivities {
  return {
    async requestMassRemoval(input) {
      return await requestMassRemoval(db, input.organization, actorOf(input), effect(input, 'request'));
    },

    async settleMassRemoval({ approved, ...input }) {
      return await settleMassRemoval(db, input.organization, byRun(), { ...effect(input, 'settle'), approved });
    },

    async planPeople(input) {
      const { organization, massRemovalId } = input;
      const counts = { planned: 0, refused: 0 };
      for (const { removalId } of await draftsIn(db, organization, massRemovalId)) {
        const heartbeat = () => Context.current().heartbeat(counts);
        heartbeat();
        if (!(await runs(db, organization, massRemovalId))) break; // cancelled meanwhile
        const what = { removalId, now: new Date(input.now), receipt: `removal/${removalId}/plan` };
        try {
          await planRemoval(db, organization, byRun(), what, heartbeat);
          counts.planned += 1;
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          const failure = { name: error.name, facts: { ...error.facts } };
          await refusePerson(db, organization, byRun(), { massRemovalId, removalId, failure });
          counts.refused += 1;
        }
      }
      return counts;
    },

    async nextTurns({ organization, massRemovalId, now }) {
      await cancelPlanned(db, organization, byRun(), { massRemovalId, now: new Date(now) });
      const standings = await standingsIn(db, organization, massRemovalId);
      if (standings === null) throw new Failure('not-found', { object: 'mass-removal' });
      const { status, paused, people, cancelled, effectiveAt } = standings;
      const { removals } = await findPolicy(db, organization);
      const cancelling = status === 'cancelling';
      const next = nextTurns(people, removals.atOnce, paused || cancelling);
      const removalIds = next.take.map(({ removalId }) => removalId);
      if (removalIds.length > 0) await giveTurns(db, organization, { removalIds, now: new Date(now) });
      const stands = (...those: string[]) => people.filter(({ standing }) => those.includes(standing));
      const idsOf = (persons: typeof people) => persons.map(({ removalId, memberId }) => ({ removalId, memberId }));
      return {
        status,
        paused,
        effectiveAt: effectiveAt.toISOString(),
        begin: idsOf(next.begin),
        take: idsOf(next.take),
        cancel: cancelling ? idsOf(stands('early', 'ready')) : [],
        cancelled,
        open: people.length - stands('drafted', 'refused', 'over').length,
        done: next.done,
      };
    },

    async endMassRemoval({ organization, massRemovalId, now }) {
      return await endMassRemoval(db, organization, byRun(), { massRemovalId, now: new Date(now) });
    },
  };
}
