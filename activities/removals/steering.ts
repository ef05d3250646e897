import { attestFollowUp } from '../../prisma/commands/follow-ups/attest.ts';
import { cancelRemoval } from '../../prisma/commands/removals/cancel.ts';
import { acceptDrift } from '../../prisma/commands/removals/replan.ts';
import { skipItem, skipStep } from '../../prisma/commands/removals/skip.ts';
import { changeSuccessor } from '../../prisma/commands/removals/change-successor.ts';
import { moveDate, pauseRemoval, resumeRemoval } from '../../prisma/commands/removals/steer.ts';
import { setStep } from '../../prisma/commands/removals/steps.ts';
import { actorOf } from '../../rules/audit/click.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import type { RemovalActivities } from './contract.ts';
import { clicked } from './ground.ts';

type Clicks = Pick<
  RemovalActivities,
  | 'pauseRemoval'
  | 'resumeRemoval'
  | 'moveDate'
  | 'changeSuccessor'
  | 'retryStep'
  | 'skipItem'
  | 'skipStep'
  | 'acceptDrift'
  | 'attestFollowUp'
  | 'cancelRemoval'
>;

/** What people do to a run: one transaction each, in the name of who clicked. */
export function steering({ db }: ActivityDependencies): Clicks {
  return {
    pauseRemoval: (input) => pauseRemoval(db, input.organization, actorOf(input), clicked(input, 'pause')),
    resumeRemoval: (input) => resumeRemoval(db, input.organization, actorOf(input), clicked(input, 'resume')),
    moveDate: (input) =>
      moveDate(db, input.organization, actorOf(input), {
        ...clicked(input, 'move-date'),
        effectiveAt: new Date(input.effectiveAt),
        timeZone: input.timeZone,
      }),
    changeSuccessor: (input) =>
      changeSuccessor(db, input.organization, actorOf(input), {
        ...clicked(input, 'change-successor'),
        choice: {
          successorId: input.successorId,
          ...(input.resourceId === undefined ? {} : { resourceId: input.resourceId }),
          ...(input.kind === undefined ? {} : { kind: input.kind }),
        },
      }),
    retryStep: (input) =>
      setStep(db, input.organization, actorOf(input), {
        ...clicked(input, 'retry'),
        step: input.step,
        change: { status: 'running' },
      }),
    skipItem: (input) =>
      skipItem(db, input.organization, actorOf(input), {
        ...clicked(input, 'skip-item'),
        itemKey: input.itemKey,
        noteId: input.noteId,
      }),
    skipStep: (input) =>
      skipStep(db, input.organization, actorOf(input), {
        ...clicked(input, 'skip-step'),
        step: input.step,
        noteId: input.noteId,
      }),
    acceptDrift: (input) =>
      acceptDrift(db, input.organization, actorOf(input), {
        ...clicked(input, 'accept-drift'),
        itemKeys: input.itemKeys,
      }),
    attestFollowUp: (input) =>
      attestFollowUp(db, input.organization, actorOf(input), {
        followUpId: input.followUpId,
        noteId: input.noteId,
        now: new Date(input.now),
        receipt: clicked(input, 'attest').receipt,
      }),
    cancelRemoval: (input) => cancelRemoval(db, input.organization, actorOf(input), clicked(input, 'cancel')),
  };
}
